import { z } from 'zod';
import { REWARD_TABLE } from '../../core/economy/rewardTable.ts';
import { LIMITS } from '../../core/limits.ts';
import { contentId, relativePath } from '../taskSpec.ts';
import type { KindDefinition, WeighedItem } from './kind.ts';
import {
  argument,
  amount,
  callAction,
  compilerSchema,
  invariantProbe,
  name,
  reference,
  solidityPath,
} from './scenario.ts';

export const VULNERABILITY_CLASSES = [
  'reentrancy',
  'access-control',
  'arithmetic',
  'unchecked-call',
  'tx-origin',
  'delegatecall',
  'front-running',
  'bad-randomness',
  'denial-of-service',
  'price-manipulation',
  'signature-replay',
  'initialization',
  'storage-collision',
  'input-validation',
  'logic',
  'centralization',
  'missing-event',
  'other',
] as const;

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Weights of the finding score (evaluation design 5.2). */
const SEVERITY_WEIGHT: Readonly<Record<Severity, number>> = {
  critical: 10,
  high: 6,
  medium: 3,
  low: 1,
  info: 0.25,
};

const settings = z.strictObject({
  compiler: compilerSchema,
  /** Sources under review: the only files a finding may point at. */
  scope: z.array(solidityPath).min(1).max(64),
  /** File holding the scenario (poiw.scenario/v1). */
  scenario: relativePath,
});
export type AuditSettings = z.infer<typeof settings>;

/**
 * A proof of concept: optionally one attacker contract (deployed by `$attacker` as `$poc`), then
 * calls made by `$attacker` or `$attacker2`.
 */
export const pocSchema = z.strictObject({
  source: z.string().max(LIMITS.pocBytes).optional(),
  /** Contract inside `source` to deploy. */
  contract: z
    .string()
    .regex(/^[A-Za-z_$][A-Za-z0-9_$]*$/)
    .optional(),
  constructorArgs: z.array(argument).max(16).default([]),
  constructorValue: amount.default('0'),
  /** Calls in order; `include` puts one of the scenario's pending transactions here. */
  calls: z
    .array(z.union([callAction, z.strictObject({ include: name })]))
    .min(1)
    .max(50),
});
export type Poc = z.infer<typeof pocSchema>;

const itemId = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/);

const findingSchema = z.strictObject({
  id: itemId,
  title: z.string().min(1).max(160),
  class: z.enum(VULNERABILITY_CLASSES),
  severity: z.enum(SEVERITIES),
  /** Probability, in the miner's own judgement, that the finding is valid. */
  confidence: z.number().min(0).max(1),
  /** First location is the root cause. */
  locations: z
    .array(
      z.strictObject({
        file: solidityPath,
        contract: z.string().max(100).optional(),
        function: z.string().max(200).optional(),
        startLine: z.int().min(1),
        endLine: z.int().min(1),
        /** Verbatim text found within these lines. */
        quote: z.string().min(1).max(400),
      }),
    )
    .min(1)
    .max(5),
  rootCause: z.string().min(1).max(400),
  impact: z.string().min(1).max(400),
  poc: pocSchema.optional(),
  /** Whole replacement text of changed in-scope files, by path. */
  patch: z.record(solidityPath, z.string().max(LIMITS.sourceBytes)).optional(),
});
export type Finding = z.infer<typeof findingSchema>;

const answer = z.strictObject({
  task: contentId,
  /** Claims that the code has no payable bug; only with no findings. */
  clean: z.literal(true).optional(),
  findings: z.array(findingSchema).max(LIMITS.findings),
});
export type AuditAnswer = z.infer<typeof answer>;

/** `hidden/audit.json`: what decides, opened only after the answers are. */
export const auditHiddenSchema = z.strictObject({
  schema: z.literal('poiw.audit-hidden/v1'),
  /** Must hold after the scenario in every world; an exploit is proved by breaking one. */
  invariants: z
    .array(
      z.strictObject({
        id: itemId,
        title: z.string().max(200),
        /** Paid to who breaks it; `measured`: found from what the exploit does (docs). */
        severity: z.enum([...SEVERITIES, 'measured']),
        /** What it protects; only a measured severity looks at it. */
        guards: z.enum(['funds', 'control', 'liveness']).default('funds'),
        /** Sum of probes. */
        left: z.array(invariantProbe).min(1).max(16),
        op: z.enum(['>=', '<=', '==']),
        right: z.array(invariantProbe).min(1).max(16),
      }),
    )
    .min(1)
    .max(32),
  /** Tokens in which profit and harm are measured, besides ETH. */
  assets: z.array(reference).max(8).default([]),
  /** Legitimate use that must work on the base and on every patch. */
  benign: z.array(z.strictObject({ name: z.string().max(80), calls: z.array(callAction).min(1) })),
  /** Known bugs; a patch replaces whole files. */
  bugs: z
    .array(
      z.strictObject({
        id: itemId,
        class: z.enum(VULNERABILITY_CLASSES),
        severity: z.enum(SEVERITIES),
        title: z.string().max(200),
        contract: name.or(z.string()),
        function: z.string(),
        /** in-scope path -> path of the replacement inside the hidden part */
        patch: z.record(solidityPath, relativePath),
      }),
    )
    .max(32),
});
export type AuditHidden = z.infer<typeof auditHiddenSchema>;

/** Evidence levels: proved and patched, proved, a known bug named without proof, only judged. */
const LEVEL = { patched: 1, proved: 0.85, labelled: 0.4, judged: 0.3 } as const;

/** A finding's weight by severity; payable severity is the one the broken invariant has. */
function findingWeight({ verdict, facts }: WeighedItem) {
  const claimed = severityWeight(facts['severity'], 'critical');
  const proved = severityWeight(facts['severityProved'], facts['severity']);
  const confidence = typeof facts['confidence'] === 'number' ? facts['confidence'] : 1;
  return { claimed, proved, confidence, level: LEVEL[levelOf(verdict, facts)] };
}

function levelOf(verdict: WeighedItem['verdict'], facts: WeighedItem['facts']): keyof typeof LEVEL {
  if (verdict === 'open') return 'judged';
  if (typeof facts['label'] === 'string') return 'labelled';
  return facts['patchVerified'] === true ? 'patched' : 'proved';
}

function severityWeight(severity: unknown, otherwise: unknown): number {
  const known = SEVERITIES.find((one) => one === severity);
  if (known !== undefined) return SEVERITY_WEIGHT[known];
  return SEVERITY_WEIGHT[SEVERITIES.find((one) => one === otherwise) ?? 'info'];
}

export const audit = {
  kind: 'audit',
  reward: REWARD_TABLE.audit,
  bondPercent: 20n,
  windows: {
    think: 5,
    commit: 86_400,
    reveal: 3_600,
    verify: 3_600,
    voteCommit: 7_200,
    voteReveal: 3_600,
    settle: 86_400,
  },
  panelSize: 3,
  hidden: 'required',
  settings,
  answer,
  check: 'exploit',
  weigh: findingWeight,
  brief:
    'Find security bugs in the Solidity files in scope. Prove each with a proof of concept that runs against the public scenario and leaves the attacker richer or a user poorer; quote the lines at fault word for word. A finding without a working proof is judged by peers and paid at most 30 %. A wrong finding costs more than silence.',
  method:
    'Work like a good auditor. Map the code first: list_symbols, then read every file in scope. Ask of each entry function who may call it, what it trusts, and when it writes. For each suspicion write a short exploit and run it; when it fails, read what happened and correct it or drop the idea. When it works, fix the cause with the smallest patch that keeps legitimate use, try the patch, then report the finding with the exploit. Report without an exploit only what you would bet on, and state how often you are right when you are this sure.',
  rubric:
    'Score 0 when the quoted text is absent, the location does not exist or the described behaviour is impossible. Score up to 255 when the lines show the described fault, the class fits and the impact follows. Abstain by not revealing only if the material is unreadable.',
} as const satisfies KindDefinition;
