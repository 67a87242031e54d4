import type { Json } from '../../../core/canonicalJson.ts';
import type { CompilerSettings } from '../../../tasks/kinds/scenario.ts';

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
export interface ContractLayout {
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
