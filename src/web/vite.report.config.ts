import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

/** The report: dist/web/report.html, one file that opens from a disk without a network. Runs after the page's build. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [react(), viteSingleFile({ removeViteModuleLoader: true })],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: false,
    rollupOptions: { input: fileURLToPath(new URL('report.html', import.meta.url)) },
  },
});
