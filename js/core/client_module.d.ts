/** What the Emscripten build of `wasm/` exports (Embind); the file is made by `npm run build`. */
declare module "#wasm/client.mjs" {
  export interface ClientModule {
    /** Of the one core that an instance of the module holds. */
    dispatch: import("../shared/embind_core.ts").EmbindCore["dispatch"];
  }
  /** Options of the factory that Ringline's link flags let in. */
  export interface ClientModuleOptions {
    instantiateWasm?(
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module?: WebAssembly.Module) => void,
    ): object;
    printErr?(text: string): void;
  }
  export default function createModule(options?: ClientModuleOptions): Promise<ClientModule>;
}
