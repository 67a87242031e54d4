import type { Hex } from '../../../core/contentId.ts';
import type { Poc } from '../../../tasks/kinds/audit.ts';
import type {
  CallAction,
  CompilerSettings,
  InvariantProbe,
  Scenario,
} from '../../../tasks/kinds/scenario.ts';
import type { CompilerError, CompileResult, SolidityFiles } from '../solidity/compilation.ts';

/** One run of a scenario, then an attack, then further calls. Plain data: it crosses threads. */
export interface SimulateRequest {
  /** The task's Solidity files, possibly patched. */
  readonly sources: SolidityFiles;
  readonly compiler: CompilerSettings;
  /** The sources are an answer's: compile them with little fuel. */
  readonly light?: boolean;
  readonly scenario: Scenario;
  /** Attack; only `$attacker` and `$attacker2` may call in it. */
  readonly poc?: Poc | null;
  /**
   * Files the attack's own source compiles against, when they are not those deployed: an exploit
   * keeps its bytes when it is tried on a patched target.
   */
  readonly pocSources?: SolidityFiles;
  /** Calls after the attack by any actor, e.g. legitimate use. */
  readonly calls?: readonly CallAction[];
  /** Values read after set-up and again at the end. */
  readonly probes?: readonly InvariantProbe[];
  /** Tokens whose holders are compared before and after, besides ETH: `$names` of contracts. */
  readonly assets?: readonly string[];
  readonly seed: Hex;
  /** Index of the world the seed is drawn into; any number from 0. */
  readonly world: number;
}

/** A simulation whose sources are compiled; what crosses to a worker. */
export interface SimulateJob extends Omit<SimulateRequest, 'sources' | 'pocSources'> {
  readonly target: CompileResult;
  /** The attack's own source, compiled; null when it has none. */
  readonly attack: CompileResult | null;
}

/** One transaction of the attack or of the further calls. */
export interface SimulatedCall {
  /** `deploy` is the creation of the attack's contract, `pending` an honest user's transaction. */
  readonly part: 'deploy' | 'attack' | 'pending' | 'call';
  readonly ok: boolean;
  /** Gas paid for. */
  readonly gas: number;
  /** Why it failed: a revert reason, `out of gas`, or why it was never sent; null when ok. */
  readonly revert: string | null;
  /** Hex, cut after 4096 bytes. */
  readonly returnData: Hex;
}

/** Units of one asset as decimals: the attacker's side together, and everyone else by name. */
export interface AssetHoldings {
  /** `eth`, or the token's `$name`. */
  readonly asset: string;
  readonly attacker: string;
  readonly others: Readonly<Record<string, string>>;
}

export interface SimulateResult {
  /** Full version of the compiler that made the code. */
  readonly solc: string;
  /** Gas of the set-up, also where its result was kept from before. */
  readonly setupGas: number;
  /** Compiler errors, of the task's files or else of the attack's source; empty when all is well. */
  readonly errors: readonly CompilerError[];
  readonly errorsIn: 'task' | 'poc' | null;
  /** Why set-up did not finish, e.g. a constructor reverted; null when it did. */
  readonly setupFailure: string | null;
  /** Why the attack was refused before any call, e.g. a forged caller; null when it was not. */
  readonly refused: string | null;
  readonly calls: readonly SimulatedCall[];
  /** Values of `probes` as decimals; null where a read failed. */
  readonly before: readonly (string | null)[];
  readonly after: readonly (string | null)[];
  /** Who held what, ETH first, then each of `assets`. */
  readonly holdings: {
    readonly before: readonly AssetHoldings[];
    readonly after: readonly AssetHoldings[];
  };
  /** sha-256 of the canonical JSON of all events after set-up. */
  readonly logsHash: Hex;
  readonly rootBefore: Hex;
  readonly stateRoot: Hex;
}

/** A result of which nothing is known yet. */
export const NOT_RUN = {
  setupGas: 0,
  errors: [],
  errorsIn: null,
  setupFailure: null,
  refused: null,
  calls: [],
  before: [],
  after: [],
  holdings: { before: [], after: [] },
  logsHash: '0x',
  rootBefore: '0x',
  stateRoot: '0x',
} as const satisfies Omit<SimulateResult, 'solc'>;
