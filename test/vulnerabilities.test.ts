import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { parseUntrustedJson } from '../core/canonicalJson.ts';
import type { Hex } from '../core/contentId.ts';
import { LIMITS } from '../core/limits.ts';
import { audit, pocSchema, type Poc } from '../tasks/kinds/audit.ts';
import { loadTaskFolder } from '../tasks/loadTaskFolder.ts';
import type { TaskPackage } from '../tasks/taskSpec.ts';
import { createCheckPool } from '../validators/auto/createCheckPool.ts';
import { checkAnswer } from '../validators/auto/engine.ts';
import type { Arena } from '../validators/auto/exploit/attack.ts';
import { loadAuditHidden, loadAuditInputs } from '../validators/auto/exploit/loadAuditInputs.ts';
import { giftTo, NULL_POC } from '../validators/auto/exploit/lintAuditHidden.ts';
import { createMeter } from '../validators/auto/exploit/meter.ts';
import { proveExploit } from '../validators/auto/exploit/proveExploit.ts';

const CORPUS = fileURLToPath(new URL('./corpus/vulnerabilities/', import.meta.url));
const SEED: Hex = `0x${'a7'.repeat(32)}`;
const pool = createCheckPool();
const runtime = { pool, signal: new AbortController().signal };
afterAll(() => pool.stop());

const classes = readdirSync(CORPUS).sort();

test('default: there is a task for every class that auditors know', () => {
  expect(classes).toEqual([
    'access-control',
    'arithmetic',
    'bad-randomness',
    'delegatecall',
    'denial-of-service',
    'front-running',
    'initialization',
    'price-manipulation',
    'reentrancy',
    'signature-replay',
    'storage-collision',
    'tx-origin',
    'unchecked-call',
  ]);
});

describe.each(classes)('%s', (name) => {
  const folder = `${CORPUS}${name}/`;

  test('default: the gold exploit is proved in all worlds, its patch verified', async () => {
    const { package: task } = await loadTaskFolder(folder);
    const bytes = new Uint8Array(readFileSync(`${folder}hidden/gold.json`));
    const { refused, items } = await checkAnswer(task, { slot: 0, bytes }, SEED, runtime);
    expect(refused).toBeNull();
    const { bugs } = loadAuditHidden(task);
    expect(items).toMatchObject([
      { verdict: 'valid', reason: 'exploit-proved', group: `bug:${bugs[0]?.id ?? ''}` },
    ]);
    expect(items[0]?.facts['severityProved']).toBe(bugs[0]?.severity);
    // A proxy's storage cannot be mended in place: that patch is for new deployments only.
    if (name !== 'storage-collision') expect(items[0]?.facts['patchVerified']).toBe(true);
    expect(items[0]?.receipt.outputs).toMatchObject({ worlds: { length: 3 } });
  });

  test('behavior: the patched twin survives it', async () => {
    const { patched, gold } = await load(folder);
    const { broken, reason } = await proveExploit(patched, gold);
    expect(broken).toEqual([]);
    expect(['exploit-reverted', 'exploit-no-effect']).toContain(reason);
  });

  test('behavior: doing nothing, gifts and one’s own money prove nothing on either twin', async () => {
    const { base, patched, selfFunded } = await load(folder);
    const targets = base.inputs.scenario.steps.flatMap((step) =>
      'deploy' in step ? [step.deploy] : [],
    );
    const harmless = [
      NULL_POC,
      ROUND_TRIP,
      selfFunded,
      ...targets.map((target) => giftTo(target, '100000000000000000')),
    ];
    for (const arena of [base, patched]) {
      for (const poc of harmless) {
        const { broken, explanation } = await proveExploit(arena, poc);
        expect(broken, explanation).toEqual([]);
      }
    }
  });

  test('behavior: the self-funded exploit really uses the protocol', async () => {
    const { base, selfFunded } = await load(folder);
    const { worlds } = await proveExploit(base, selfFunded);
    const [first] = worlds as unknown as { readonly ok: readonly boolean[] }[];
    expect(first?.ok.every(Boolean)).toBe(true);
  });
});

/** The attacker's own money, sent round through a contract of his: profit that is none. */
const ROUND_TRIP: Poc = {
  source: `pragma solidity ^0.8.20;
contract Purse {
    constructor() payable {}
    function pay(address payable to) external payable { to.transfer(address(this).balance); }
}`,
  contract: 'Purse',
  constructorArgs: [],
  constructorValue: '300000000000000000',
  calls: [
    {
      from: '$attacker',
      to: '$poc',
      fn: 'pay(address)',
      args: ['$attacker2'],
      value: '200000000000000000',
    },
  ],
};

interface Twins {
  readonly base: Arena;
  readonly patched: Arena;
  readonly gold: Poc;
  readonly selfFunded: Poc;
}

async function load(folder: string): Promise<Twins> {
  const { package: task } = await loadTaskFolder(folder);
  const base = arenaOf(task);
  const [patch] = base.hidden.patches.values();
  const sources = { ...base.inputs.sources, ...patch };
  const read = (file: string) =>
    parseUntrustedJson(new Uint8Array(readFileSync(`${folder}${file}`)), LIMITS.answer);
  const { findings } = audit.answer.parse(read('hidden/gold.json'));
  const poc = findings[0]?.poc;
  if (poc === undefined) throw new Error('the gold answer has no exploit');
  return {
    base,
    patched: { ...base, inputs: { ...base.inputs, sources } },
    gold: poc,
    selfFunded: pocSchema.parse(read('self-funded.json')),
  };
}

function arenaOf(task: TaskPackage): Arena {
  return {
    inputs: loadAuditInputs(task),
    hidden: loadAuditHidden(task),
    seed: SEED,
    runtime,
    meter: createMeter(),
  };
}
