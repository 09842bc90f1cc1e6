import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const HERE = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  root: HERE,
  // Relative: the service may stand behind a proxy that gives it a path of its own.
  base: './',
  publicDir: false,
  logLevel: 'warn',
  cacheDir: fileURLToPath(new URL('../../../node_modules/.vite', import.meta.url)),
  build: {
    outDir: fileURLToPath(new URL('../../../dist/gallery', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // The policy of the page allows no data: URLs and no inline code.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
  },
});
