import { z } from 'zod';
import { relativePath } from '../taskSpec.ts';

/**
 * Scenarios: how contracts are deployed and called, as data. Names start with `$` where they are
 * used: `$vault` is the address of what was deployed as `vault`; every actor is a name too. The
 * actor `attacker` (and `attacker2`) exists in every scenario and belongs to the miner.
 */
export const name = z.string().regex(/^[a-z][A-Za-z0-9]{0,31}$/, 'a camelCase name');

/** Decimal digits, or the same after `~`: scaled per world by 0.8..1.2, so nothing fits by heart. */
export const amount = z.string().regex(/^~?(0|[1-9][0-9]{0,77})$/, 'a decimal amount in wei');

/** A call's function by signature: `transfer(address,uint256)`. */
export const signature = z
  .string()
  .max(200)
  .regex(/^[A-Za-z_$][A-Za-z0-9_$]*\([A-Za-z0-9_,()[\]]*\)$/, 'a function signature');

/** `$name` of an actor or a deployed contract. */
export const reference = z.string().regex(/^\$[a-z][A-Za-z0-9]{0,31}$/, 'a $name');

/** A value read from the chain when it is needed. */
const readProbe = z.strictObject({
  /** contract */
  read: reference,
  fn: signature,
  get args() {
    return z.array(argument).max(16).optional();
  },
});

/** ETH balance of an account, wei. */
const ethProbe = z.strictObject({ eth: reference });

/** A signature made by a `sign` step: its 65 bytes r, s, v, or one of the three. */
const signatureArgument = z.strictObject({
  signature: name,
  part: z.enum(['r', 's', 'v']).optional(),
});
export type SignatureArgument = z.infer<typeof signatureArgument>;

export type Argument =
  | string
  | boolean
  | { eth: string }
  | { read: string; fn: string; args?: Argument[] | undefined }
  | SignatureArgument
  | Argument[];

/**
 * An argument: a `$name` (its address), a decimal or `~`decimal, 0x-hex bytes, any other text for
 * string parameters, a boolean, an array, a signature, or a probe read just before the call.
 */
export const argument: z.ZodType<Argument> = z.lazy(() =>
  z.union([
    z.string().max(131_072),
    z.boolean(),
    ethProbe,
    readProbe,
    signatureArgument,
    z.array(argument).max(64),
  ]),
);

/** What an invariant compares: a constant, an address, an ETH balance or a read uint256. */
const probe = z.union([amount, reference, ethProbe, readProbe]);
export type Probe = z.infer<typeof probe>;

export const callAction = z.strictObject({
  from: reference,
  to: reference,
  fn: signature,
  args: z.array(argument).max(16).default([]),
  /** wei sent along */
  value: z.union([amount, ethProbe, readProbe]).default('0'),
  /** Seconds the clock moves before the call. */
  wait: z.int().min(0).max(31_536_000).optional(),
});
export type CallAction = z.infer<typeof callAction>;

/** 1 if this call, made now by an honest user, would succeed, else 0: what nobody may block. */
const worksProbe = z.strictObject({ works: callAction });

/** What an invariant reads: a probe, or whether a call still works. */
export const invariantProbe = z.union([probe, worksProbe]);
export type InvariantProbe = z.infer<typeof invariantProbe>;

const deployAction = z.strictObject({
  /** Name the contract gets. */
  deploy: name,
  from: reference,
  /** `path.sol:Contract` */
  contract: z.string().regex(/^[^:]+\.sol:[A-Za-z_$][A-Za-z0-9_$]*$/),
  args: z.array(argument).max(16).default([]),
  value: amount.default('0'),
});

/** An actor signs the 32-byte word that a view gives; everyone may use the signature. */
const signAction = z.strictObject({
  /** Name the signature gets. */
  sign: name,
  by: reference,
  digest: readProbe,
});

/**
 * A transaction that an honest user has sent and that is not in a block yet. An attack may have it
 * included between its own; what it leaves out is included after it, in this order.
 */
const pendingAction = callAction.omit({ wait: true }).extend({ id: name });

/** Rules of the chain, oldest first. */
export const HARDFORKS = [
  'homestead',
  'tangerineWhistle',
  'spuriousDragon',
  'byzantium',
  'constantinople',
  'petersburg',
  'istanbul',
  'berlin',
  'london',
  'paris',
  'shanghai',
  'cancun',
  'prague',
] as const;

export const scenarioSchema = z.strictObject({
  schema: z.literal('poiw.scenario/v1'),
  /** Rules of the chain; those of the compiler's `evmVersion` where absent. */
  hardfork: z.enum(HARDFORKS).optional(),
  actors: z.array(z.strictObject({ name, eth: amount })).max(32),
  /** ETH the attacker starts with. */
  attackerEth: amount,
  steps: z.array(z.union([deployAction, signAction, callAction])).max(128),
  pending: z.array(pendingAction).max(16).optional(),
});
export type Scenario = z.infer<typeof scenarioSchema>;

/** Rules that a compiler can generate code for, oldest first. */
export const EVM_VERSIONS = [
  'byzantium',
  'petersburg',
  'istanbul',
  'berlin',
  'london',
  'paris',
  'shanghai',
  'cancun',
] as const;

/** Compiler settings belong to the task; an answer has no say in them. */
export const compilerSchema = z.strictObject({
  solc: z.string().regex(/^0\.\d+\.\d+$/),
  evmVersion: z.enum(EVM_VERSIONS).default('cancun'),
  optimizerRuns: z.int().min(0).max(1_000_000).default(200),
});
export type CompilerSettings = z.infer<typeof compilerSchema>;

export const solidityPath = relativePath.refine((path) => path.endsWith('.sol'), 'a .sol file');
