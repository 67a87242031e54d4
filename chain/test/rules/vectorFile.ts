import type { Interface } from 'ethers';
import { join } from 'node:path';
import type { Artifact } from '../../artifacts.ts';
import { compileContracts } from '../../compileContracts.ts';
import { jsonSafeArgs } from '../../jsonSafe.ts';
import { COMMITMENT_RULES } from './commitments.ts';
import { COURT_RULES } from './court.ts';
import { seededDraw } from './draw.ts';
import { ECONOMY_RULES } from './economy.ts';
import { JUDGING_RULES } from './judging.ts';
import { HARNESS_AT, HARNESS_CHAIN, type Case, type Rule } from './rule.ts';

/** Every rule that lives in core/ and on chain. */
export const RULES: readonly Rule[] = [
  ...[...COMMITMENT_RULES, ...JUDGING_RULES, ...COURT_RULES],
  ...ECONOMY_RULES,
];

/** Where the vectors are kept. */
export const VECTORS = join(import.meta.dirname, '../../vectors');

/** Cases of a rule in a file; the seed is the file's. */
const VECTORS_EACH = 64;
const SEED = 2_026;

/** The harnesses that open the libraries to calls. */
export function harnessArtifacts(): Readonly<Record<Rule['contract'], Artifact>> {
  const found = compileContracts(join(import.meta.dirname, '../harness'));
  const { Reference, EconomyReference } = found;
  if (Reference === undefined || EconomyReference === undefined) throw new Error('no harness');
  return { Reference, EconomyReference };
}

/** One rule's vectors as text: readable cases, and each as the call and the answer on the wire. */
export function vectorText(rule: Rule, abi: Interface): string {
  const draw = seededDraw(SEED);
  const drawn = Array.from({ length: VECTORS_EACH }, () => rule.draw(draw));
  const calls = drawn.map((one) => encodeCall(rule, abi, [one]));
  const returns = drawn.map((one) => encodeAnswer(rule, abi, [one]));
  const cases = calls.map((call, i) => ({
    in: decodeCall(rule, abi, call),
    out: decodeAnswer(rule, abi, returns[i] ?? ''),
  }));
  const { method, contract } = rule;
  const where = { chainId: HARNESS_CHAIN.toString(), at: HARNESS_AT };
  const head = { schema: 'poiw.vectors/v1', contract, method, ...where, count: cases.length };
  return `${JSON.stringify({ ...head, cases, calls, returns }, null, 1)}\n`;
}

export function encodeCall({ method }: Rule, abi: Interface, cases: readonly Case[]): string {
  return abi.encodeFunctionData(method, [cases]);
}

/** The one case of a call, whole numbers as text. */
export function decodeCall({ method }: Rule, abi: Interface, call: string): Case {
  const inputs = abi.getFunction(method)?.inputs ?? [];
  const [cases] = Object.values(jsonSafeArgs(abi.decodeFunctionData(method, call), inputs));
  return (cases as readonly Case[])[0] ?? {};
}

function decodeAnswer({ method }: Rule, abi: Interface, answer: string): unknown[] {
  const outputs = abi.getFunction(method)?.outputs ?? [];
  const lists = Object.values(jsonSafeArgs(abi.decodeFunctionResult(method, answer), outputs));
  return lists.map((list) => (list as readonly unknown[])[0]);
}

/** What core says, as the harness would answer a call with these cases. */
export function encodeAnswer(
  { method, ours }: Rule,
  abi: Interface,
  cases: readonly Case[],
): string {
  const answers = cases.map(ours);
  const results = abi.getFunction(method)?.outputs ?? [];
  return abi.encodeFunctionResult(
    method,
    results.map((_, i) => answers.map((answer) => answer[i])),
  );
}
