/** The layout's WebAssembly as text, one character (U+0000 to U+00FF) a byte; made by `npm run build`. */
declare module "#wasm/layout.mjs" {
  const bytes: string;
  export default bytes;
}
