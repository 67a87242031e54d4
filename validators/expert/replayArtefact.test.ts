import { afterAll, describe, expect, test } from 'vitest';
import type { CallAction } from '../../tasks/kinds/scenario.ts';
import { createCheckPool } from '../auto/createCheckPool.ts';
import type { Arena } from '../auto/exploit/attack.ts';
import { loadAuditHidden, loadAuditInputs } from '../auto/exploit/loadAuditInputs.ts';
import { createMeter } from '../auto/exploit/meter.ts';
import { REENTRANCY, SEED, vaultTask } from '../auto/testTasks.ts';
import { readArtefact, readDisputeEvidence, type Artefact } from './disputeEvidence.ts';
import { replayArtefact, type Target } from './replayArtefact.ts';

const pool = createCheckPool({ threads: 1 });
afterAll(() => pool.stop());

const task = vaultTask();
const arena = (): Arena => ({
  inputs: loadAuditInputs(task),
  hidden: loadAuditHidden(task),
  seed: SEED,
  runtime: { pool, signal: new AbortController().signal },
  meter: createMeter(),
});
const about = (place: string, claimed: Target['finding']['class']): Target => ({
  finding: { class: claimed },
  function: place,
});
const call = (changes: Partial<CallAction> = {}): CallAction => ({
  ...{ from: '$alice', to: '$vault', fn: 'deposit()', args: [], value: '1' },
  ...changes,
});
const probe = (changes: Partial<CallAction> = {}): Artefact => ({
  schema: 'poiw.probe/v1',
  prepare: [],
  call: call(changes),
});

describe('replayArtefact', () => {
  test('default: an exploit shows the finding about the function whose bug it uses, and no other', async () => {
    const exploit = { schema: 'poiw.exploit/v1', poc: REENTRANCY } as const;
    const said = (place: string) => replayArtefact(arena(), exploit, about(place, 'reentrancy'));
    expect(await said('Vault.withdraw')).toBe('valid');
    expect(await said('Vault.deposit')).toBeNull();
  });

  test('behavior: a call that leaves no event bears a missing event out; one that fails shows nothing', async () => {
    const silent = about('Vault.deposit', 'missing-event');
    expect(await replayArtefact(arena(), probe(), silent)).toBe('valid');
    const failing = probe({ fn: 'withdraw()', value: '1' });
    expect(
      await replayArtefact(arena(), failing, about('Vault.withdraw', 'missing-event')),
    ).toBeNull();
  });

  test('behavior: a probe of another function, or of a class nothing tells, shows nothing', async () => {
    const elsewhere = about('Vault.withdraw', 'missing-event');
    expect(await replayArtefact(arena(), probe(), elsewhere)).toBeNull();
    expect(await replayArtefact(arena(), probe(), about('Vault.deposit', 'logic'))).toBeNull();
    const noZero = about('Vault.deposit', 'input-validation');
    expect(await replayArtefact(arena(), probe(), noZero)).toBeNull();
  });
});

describe('readDisputeEvidence', () => {
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

  test('error: what is malformed is no evidence and no artefact', () => {
    for (const value of [null, {}, { schema: 'poiw.dispute/v1', claims: [] }, '{']) {
      expect(readDisputeEvidence(bytes(value))).toBeUndefined();
      expect(readArtefact(bytes(value))).toBeUndefined();
    }
    expect(readArtefact(new Uint8Array([0x7b]))).toBeUndefined();
  });
});
