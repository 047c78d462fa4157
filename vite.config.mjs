// Builds web-demo/ into dist/demo. The demo imports `ringline` as any app would, which here is dist/.
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("dist/", import.meta.url));

export default {
  root: "web-demo",
  base: "./",
  resolve: {
    alias: [
      { find: /^ringline$/, replacement: `${dist}index.js` },
      { find: /^ringline\/(.+)$/, replacement: `${dist}$1.js` },
    ],
  },
  build: {
    outDir: "../dist/demo",
    rollupOptions: {
      input: ["index", "headless", "own-buttons", "own-layout"].map((page) => `web-demo/${page}.html`),
    },
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the .wasm stays a file, for streaming compilation and CSP
    sourcemap: true,
  },
};
