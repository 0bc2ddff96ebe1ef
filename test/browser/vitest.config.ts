import { defineConfig } from 'vitest/config';

/** Needs a Chromium (KAIMEN_CHROMIUM, or /usr/bin/chromium) and the built dist. */
export default defineConfig({
  test: {
    name: 'browser',
    include: ['test/browser/**/*.spec.ts'],
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
