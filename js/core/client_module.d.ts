/** What the Emscripten build of `wasm/` exports (Embind); the file is made by `npm run build`. */
declare module "#wasm/client.mjs" {
  export interface ClientModule {
    /** Of the one core that an instance of the module holds. */
    dispatch: import("../shared/embind_core.ts").EmbindCore["dispatch"];
  }
  /** Options of the factory (tools/build.mjs). */
  export interface ClientModuleOptions {
    /** Makes the instance, and hands it to what waits for it. */
    instantiate(imports: WebAssembly.Imports): {
      then(done: (made: { readonly instance: WebAssembly.Instance }) => void): void;
    };
  }
  export default function createModule(options: ClientModuleOptions): Promise<ClientModule>;
}
