import { defineConfig } from 'vite';

/** Where the API is while the page is developed by `npx vite packages/console`. */
const server = process.env['STENO_URL'] ?? 'http://127.0.0.1:8080';

/**
 * The page as plain files with names that change with their content. Nothing is inlined: the Content-Security-Policy of
 * the server knows no `data:`.
 */
export default defineConfig({
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      '/v2': { target: server, ws: true },
      '/console.json': { target: server },
      '/metrics': { target: server },
    },
  },
});
