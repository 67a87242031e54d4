/** The part of WebAssembly we use; Node's types leave it to the DOM library. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

export interface WasmInstance {
  readonly exports: object;
}

interface WasmImport {
  readonly module: string;
  readonly name: string;
}

interface WasmApi {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  readonly Module: { imports(module: WasmModule): readonly WasmImport[] };
  readonly RuntimeError: new () => Error;
  readonly Instance: new (module: WasmModule, imports: object) => WasmInstance;
}

export const wasm = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;
