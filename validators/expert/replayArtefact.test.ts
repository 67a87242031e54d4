import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { CallAction } from '../../tasks/kinds/scenario.ts';
import { loadTaskFolder } from '../../tasks/loadTaskFolder.ts';
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

describe('replayArtefact of vouchers', () => {
  const folder = 'test/corpus/vulnerabilities/signature-replay';
  const bank = async (mended = false): Promise<Arena> => {
    const { package: vouchers } = await loadTaskFolder(folder);
    const inputs = loadAuditInputs(vouchers);
    const file = 'src/VoucherBank.sol';
    const fixed = readFileSync(`${folder}/hidden/patches/voucher-again/VoucherBank.sol`, 'utf8');
    const sources = mended ? { ...inputs.sources, [file]: fixed } : inputs.sources;
    return { ...arena(), inputs: { ...inputs, sources }, hidden: loadAuditHidden(vouchers) };
  };
  const redeem = (amount = '2000000000000000000'): Partial<CallAction> => ({
    ...{ from: '$attacker', to: '$bank', value: '0' },
    fn: 'redeem(address,address,uint256,uint256,bytes)',
    args: ['$alice', '$attacker', amount, '99999999999', { signature: 'voucher' }],
  });
  const replay = about('VoucherBank.redeem', 'signature-replay');

  test('behavior: one signature that works twice is a replay; used up, forged or absent it shows nothing', async () => {
    expect(await replayArtefact(await bank(), probe(redeem()), replay)).toBe('valid');
    expect(await replayArtefact(await bank(true), probe(redeem()), replay)).toBeNull();
    expect(await replayArtefact(await bank(), probe(redeem('1')), replay)).toBeNull();
    const payIn = probe({ from: '$attacker', to: '$bank', fn: 'payIn()' });
    const place = about('VoucherBank.payIn', 'signature-replay');
    expect(await replayArtefact(await bank(), payIn, place)).toBeNull();
  });

  test('behavior: what anybody does unaided is not for one account alone', async () => {
    const place = about('VoucherBank.payIn', 'centralization');
    const by = (from: string, prepare: CallAction[] = []): Artefact => ({
      ...{ schema: 'poiw.probe/v1', prepare },
      call: call({ from, to: '$bank', fn: 'payIn()' }),
    });
    const said = async (artefact: Artefact) => replayArtefact(await bank(), artefact, place);
    expect(await said(by('$attacker'))).toBe('invalid');
    expect(await said(by('$alice'))).toBeNull();
    const helped = [call({ from: '$alice', to: '$bank', fn: 'payIn()' })];
    expect(await said(by('$attacker', helped))).toBeNull();
    // A vault without events: the call works and leaves nothing to see it by.
    const silent = probe({ from: '$attacker' });
    const deposit = about('Vault.deposit', 'centralization');
    expect(await replayArtefact(arena(), silent, deposit)).toBeNull();
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
