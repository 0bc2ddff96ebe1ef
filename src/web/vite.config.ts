import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page: dist/web/index.html with hashed assets, nothing inline (the service's CSP allows only 'self'). */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: fileURLToPath(new URL('index.html', import.meta.url)) },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:4680', '/auth': 'http://127.0.0.1:4680' } },
});
