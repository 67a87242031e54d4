import { gte } from 'semver';
import type { Json } from '../../../core/canonicalJson.ts';
import { messageOf } from '../../../core/errors.ts';
import type { CompilerSettings } from '../../../tasks/kinds/scenario.ts';
import { createLru } from '../createLru.ts';
import { CHECK_LIMITS } from '../limits.ts';
import { codeTarget } from './codeTarget.ts';
import { loadCompiler, type Compiler } from './loadCompiler.ts';
import type { Soljson } from './readSoljson.ts';
import { refuseShape } from './sourceGate.ts';

/** Solidity files by source unit name, which is their path in the task. */
export type SolidityFiles = Readonly<Record<string, string>>;

export interface CompileRequest {
  readonly sources: SolidityFiles;
  readonly compiler: CompilerSettings;
  /**
   * `errors` only checks; `contracts` also generates code, for the files named in `only` or for
   * all; `ast` checks and gives syntax trees; `layouts` checks and gives interfaces and storage
   * layouts of the files in `only`.
   */
  readonly output: 'errors' | 'contracts' | 'ast' | 'layouts';
  readonly only?: readonly string[];
  /** With a small part of the fuel: for sources that an answer brings, of which there are many. */
  readonly light?: boolean;
}

export interface CompilerError {
  /** null for an error that has no place, e.g. of the input as a whole. */
  readonly file: string | null;
  /** 1-based line the error starts on; 0 where `file` is null. */
  readonly line: number;
  /** The compiler's code, or `poiw-…` where we refused before it. */
  readonly code: string;
  readonly message: string;
}

export interface CompiledContract {
  /** JSON ABI. */
  readonly abi: readonly Json[];
  /** Creation code, hex without 0x; empty for an interface or an abstract contract. */
  readonly bytecode: string;
  readonly deployedBytecode: string;
}

export interface CompileResult {
  /** Full compiler version. */
  readonly version: string;
  /** Errors only, never warnings; empty when the files compile. */
  readonly errors: readonly CompilerError[];
  /** By `path.sol:Contract`. */
  readonly contracts: Readonly<Record<string, CompiledContract>>;
  /** Syntax tree by file. */
  readonly asts: Readonly<Record<string, Json>>;
  /** By `path.sol:Contract`. */
  readonly layouts: Readonly<Record<string, ContractLayout>>;
}

/** What users of a contract rely on, besides what it does. */
interface ContractLayout {
  readonly abi: readonly Json[];
  /** As solc prints it; null for releases before 0.5.13. */
  readonly storage: StorageLayout | null;
}

export interface StorageLayout {
  readonly storage: readonly {
    readonly label: string;
    readonly slot: string;
    readonly offset: number;
    readonly type: string;
  }[];
  readonly types: Readonly<
    Record<
      string,
      {
        readonly label: string;
        readonly encoding: string;
        readonly numberOfBytes: string;
        readonly members?: StorageLayout['storage'];
      }
    >
  > | null;
}

const RECYCLE_AFTER = 200;
const LIGHT = BigInt(CHECK_LIMITS.lightCompilePart);

interface Instance {
  readonly compiler: Compiler;
  uses: number;
}

/** One instance a release; three releases a thread, each holds 30 to 100 MB. */
const instances = createLru<Instance>(3);

/**
 * Compiles with the task's settings and nothing else: no remappings, no file access, no say of the
 * sources in any setting. Runs synchronously, for seconds where the sources want it: call it in a
 * worker. Sources that want more than the limit of instructions get the error `poiw-fuel`, on
 * every machine alike.
 */
export function compileSources(request: CompileRequest, soljson: Soljson): CompileResult {
  let attempt = compileOnce(request, soljson);
  const unsure = attempt.crashed || attempt.fuelUsed > attempt.fuelLimit / 2n;
  if (unsure && !attempt.fresh) {
    // The cost of a compilation depends a little (1 % measured) on what its instance did before:
    // anywhere near a limit only a new instance decides.
    instances.delete(soljson.version);
    attempt = compileOnce(request, soljson);
  }
  return attempt.result;
}

interface Attempt {
  readonly result: CompileResult;
  readonly fresh: boolean;
  readonly fuelUsed: bigint;
  readonly fuelLimit: bigint;
  readonly crashed: boolean;
}

function instanceOf(soljson: Soljson): Instance {
  const known = instances.get(soljson.version);
  if (known !== undefined) return known;
  const made = { compiler: loadCompiler(soljson, CHECK_LIMITS), uses: 0 };
  instances.set(soljson.version, made);
  return made;
}

function compileOnce(request: CompileRequest, soljson: Soljson): Attempt {
  const instance = instanceOf(soljson);
  const { compiler } = instance;
  const fuelLimit = compiler.fuel.limit / (request.light === true ? LIGHT : 1n);
  const fresh = instance.uses === 0;
  const failed = (errors: readonly CompilerError[]): CompileResult => ({
    version: compiler.version,
    errors,
    contracts: {},
    asts: {},
    layouts: {},
  });
  const refused = refuseSources(request.sources);
  if (refused.length > 0) {
    return { result: failed(refused), fresh, fuelUsed: 0n, fuelLimit, crashed: false };
  }
  instance.uses += 1;
  compiler.fuel.value = fuelLimit;
  try {
    const output = JSON.parse(compiler.compile(standardInput(request))) as StandardOutput;
    const broken = (output.errors ?? []).some(isInternal);
    if (broken || instance.uses >= RECYCLE_AFTER) instances.delete(soljson.version);
    const result = readOutput(output, request.sources, compiler.version);
    const fuelUsed = fuelLimit - compiler.fuel.value;
    return { result, fresh, fuelUsed, fuelLimit, crashed: broken };
  } catch (thrown) {
    // An instance that has thrown answers wrongly from then on (measured): never use it again.
    instances.delete(soljson.version);
    const spent = compiler.fuel.value < 0n;
    const message = spent
      ? 'too expensive to compile'
      : `the compiler gave up: ${messageOf(thrown).slice(0, 200)}`;
    const code = spent ? 'poiw-fuel' : 'poiw-crash';
    const result = failed([{ ...nowhere, code, message }]);
    return { result, fresh, fuelUsed: fuelLimit - compiler.fuel.value, fuelLimit, crashed: true };
  }
}

const nowhere = { file: null, line: 0 } as const;
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

function isInternal({ severity, type }: OutputError): boolean {
  return severity === 'error' && !ORDINARY.has(type);
}

function refuseSources(sources: SolidityFiles): CompilerError[] {
  const bytes = Object.values(sources).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes > CHECK_LIMITS.compileBytes) {
    const message = `${bytes} bytes of source, at most ${CHECK_LIMITS.compileBytes}`;
    return [{ ...nowhere, code: 'poiw-bytes', message }];
  }
  return Object.entries(sources).flatMap(([file, text]) => refuseShape(file, text) ?? []);
}

function standardInput({ sources, compiler, output, only }: CompileRequest): string {
  return JSON.stringify({
    language: 'Solidity',
    sources: Object.fromEntries(
      Object.entries(sources).map(([file, content]) => [file, { content }]),
    ),
    settings: {
      ...codeTarget(compiler),
      optimizer: { enabled: true, runs: compiler.optimizerRuns },
      ...metadata(compiler.solc),
      outputSelection: outputSelection(output, only ?? ['*']),
    },
  });
}

/** The metadata hash would let a comment change code and, with it, gas; old releases insist on it. */
function metadata(solc: string): object {
  if (gte(solc, '0.8.18')) return { metadata: { appendCBOR: false, bytecodeHash: 'none' } };
  return gte(solc, '0.6.0') ? { metadata: { bytecodeHash: 'none' } } : {};
}

const CODE = ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'];

function outputSelection(output: CompileRequest['output'], files: readonly string[]) {
  if (output === 'errors') return {};
  if (output === 'ast') return { '*': { '': ['ast'] } };
  const wanted = output === 'layouts' ? ['abi', 'storageLayout'] : CODE;
  return Object.fromEntries(files.map((file) => [file, { '*': wanted }]));
}

interface StandardOutput {
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

function readOutput(
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
          ? nowhere
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
