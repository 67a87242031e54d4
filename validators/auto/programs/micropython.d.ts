declare module '@micropython/micropython-webassembly-pyscript/micropython.mjs' {
  type Imports = Record<string, Record<string, unknown>>;

  interface MicroPython {
    _malloc(bytes: number): number;
    ccall(
      name: string,
      returns: string,
      types: readonly string[],
      values: readonly number[],
    ): unknown;
  }

  interface Options {
    printErr(text: string): void;
    instantiateWasm(imports: Imports, done: (instance: object, module: object) => void): object;
  }

  function create(options: Options): Promise<MicroPython>;
  export { create as default };
}
