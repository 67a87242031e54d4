import type { Json } from '../../../core/canonicalJson.ts';
import type {
  CompiledContract,
  CompilerError,
  CompileResult,
  ContractLayout,
  SolidityFiles,
  StorageLayout,
} from './compilation.ts';

/** What the compiler prints, as far as it is read here. */
export interface StandardOutput {
  readonly errors?: readonly OutputError[];
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, OutputContract>>>>;
  readonly sources?: Readonly<Record<string, { readonly ast?: Json }>>;
}

interface OutputError {
  readonly severity: string;
  readonly type: string;
  readonly errorCode?: string;
  readonly message: string;
  readonly sourceLocation?: { readonly file: string; readonly start: number };
}

/** Releases of before 0.5 list every contract, also those nobody asked for. */
interface OutputContract {
  readonly abi?: readonly Json[];
  readonly storageLayout?: StorageLayout;
  readonly evm?: {
    readonly bytecode: { readonly object: string };
    readonly deployedBytecode: { readonly object: string };
  };
}

/** Errors about the sources; any other is the compiler's own trouble. */
const ORDINARY = new Set([
  'ParserError',
  'DocstringParsingError',
  'SyntaxError',
  'DeclarationError',
  'TypeError',
  'UnimplementedFeatureError',
  'CompilerError',
  'YulException',
]);

/** Whether the compiler itself failed, and will answer wrongly from then on. */
export function isInternal({ severity, type }: OutputError): boolean {
  return severity === 'error' && !ORDINARY.has(type);
}

/** Errors with their lines, and whatever else was asked for, by file or by `path.sol:Contract`. */
export function readOutput(
  output: StandardOutput,
  sources: SolidityFiles,
  version: string,
): CompileResult {
  const errors = (output.errors ?? [])
    .filter(({ severity }) => severity === 'error')
    .map(({ type, errorCode, message, sourceLocation }): CompilerError => {
      const text = sourceLocation === undefined ? undefined : sources[sourceLocation.file];
      const place =
        sourceLocation === undefined || text === undefined
          ? { file: null, line: 0 }
          : { file: sourceLocation.file, line: lineOf(text, sourceLocation.start) };
      return { ...place, code: errorCode ?? type, message: message.slice(0, 500) };
    });
  const contracts = Object.entries(output.contracts ?? {}).flatMap(([file, named]) =>
    Object.entries(named).flatMap(([name, { abi, evm }]): [string, CompiledContract][] => {
      if (abi === undefined || evm === undefined) return [];
      const code = { bytecode: evm.bytecode.object, deployedBytecode: evm.deployedBytecode.object };
      return [[`${file}:${name}`, { abi, ...code }]];
    }),
  );
  const layouts = Object.entries(output.contracts ?? {}).flatMap(([file, named]) =>
    Object.entries(named).flatMap(
      ([name, { abi, storageLayout, evm }]): [string, ContractLayout][] =>
        abi === undefined || evm !== undefined
          ? []
          : [[`${file}:${name}`, { abi, storage: storageLayout ?? null }]],
    ),
  );
  const asts = Object.entries(output.sources ?? {}).flatMap(([file, { ast }]) =>
    ast === undefined ? [] : [[file, ast] as const],
  );
  return {
    version,
    errors,
    contracts: errors.length > 0 ? {} : Object.fromEntries(contracts),
    asts: Object.fromEntries(asts),
    layouts: Object.fromEntries(layouts),
  };
}

/** The compiler counts bytes of UTF-8, not characters. */
function lineOf(text: string, byteOffset: number): number {
  const before = Buffer.from(text, 'utf8').subarray(0, Math.max(0, byteOffset));
  return before.reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 1);
}
