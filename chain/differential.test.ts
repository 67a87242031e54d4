import { ContractFactory, HDNodeWallet, Interface, Wallet, type Result } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REPUTATION_LEVELS, reputationLevel } from '../core/economy/reputationLevel.ts';
import { startLocalChain, type LocalChain } from './test/localChain.ts';
import { seededDraw } from './test/rules/draw.ts';
import { HARNESS_AT, type Rule } from './test/rules/rule.ts';
import { encodeAnswer, encodeCall, harnessArtifacts, RULES } from './test/rules/vectorFile.ts';

/** Cases of each rule. */
const CASES = 10_000;
/** Cases a call: well inside the gas a node allows an eth_call. */
const BATCH = 250;

let chain: LocalChain;
let artifacts: ReturnType<typeof harnessArtifacts>;

beforeAll(async () => {
  chain = await startLocalChain();
  artifacts = harnessArtifacts();
  const wallet = new Wallet(HDNodeWallet.createRandom().privateKey, chain.root.provider);
  await chain.rpc('anvil_setBalance', [wallet.address, '0xde0b6b3a7640000']);
  for (const { abi, bytecode } of Object.values(artifacts)) {
    const deployed = await new ContractFactory(abi, bytecode, wallet).deploy();
    await deployed.waitForDeployment();
    const code = await chain.root.provider.getCode(await deployed.getAddress());
    await chain.rpc('anvil_setCode', [placeOf(abi), code]);
  }
  // The first run compiles the contracts.
}, 180_000);

afterAll(() => chain.stop());

/** Commitments bind the place of the harness; the other one may be anywhere else. */
const placeOf = (abi: unknown) =>
  abi === artifacts.Reference.abi ? HARNESS_AT : HARNESS_AT.replace('712', '713');

/** Other cases every run; the seed brings a difference back. */
const seed = Number(process.env['POIW_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
console.info(`differential cases drawn with POIW_SEED=${seed}`);

type Cases = readonly Readonly<Record<string, unknown>>[];

const coderOf = ({ contract }: Rule) => new Interface(artifacts[contract].abi);

/** What the contracts answer, as bytes. */
function ask(rule: Rule, coder: Interface, cases: Cases): Promise<string> {
  const to = placeOf(artifacts[rule.contract].abi);
  return chain.root.provider.call({ to, data: encodeCall(rule, coder, cases) });
}

/** The first case of a batch that both see differently, for people to read. */
async function firstDifference(rule: Rule, coder: Interface, cases: Cases): Promise<unknown> {
  for (const one of cases) {
    const theirs = await ask(rule, coder, [one]);
    if (theirs === encodeAnswer(rule, coder, [one])) continue;
    const [result] = coder.decodeFunctionResult(rule.method, theirs) as unknown as [Result];
    return { one, ours: rule.ours(one), theirs: result.toArray(true) };
  }
  return undefined;
}

describe('core and contracts agree', () => {
  test.each(RULES)(
    `default: $method, ${CASES} cases`,
    async (rule) => {
      const draw = seededDraw(seed);
      const coder = coderOf(rule);
      let compared = 0;
      for (; compared < CASES; compared += BATCH) {
        const cases = Array.from({ length: BATCH }, () => rule.draw(draw));
        const [theirs, ours] = [await ask(rule, coder, cases), encodeAnswer(rule, coder, cases)];
        const same = theirs === ours;
        expect(same ? undefined : await firstDifference(rule, coder, cases)).toBeUndefined();
        expect(same).toBe(true);
      }
      expect(compared).toBe(CASES);
    },
    180_000,
  );

  test('default: reputation levels, every rate there is', async () => {
    const rule = RULES.find(({ method }) => method === 'levels');
    if (rule === undefined) throw new Error('no rule of levels');
    const rates = Array.from({ length: 10_001 }, (_, rate) => ({ rate }));
    const coder = coderOf(rule);
    const answer = await ask(rule, coder, rates);
    const [theirs] = coder.decodeFunctionResult('levels', answer) as unknown as [Result];
    const ours = rates.map(({ rate }) =>
      BigInt(REPUTATION_LEVELS.indexOf(reputationLevel(rate * 100).level)),
    );
    expect([...theirs]).toEqual(ours);
  });
});
