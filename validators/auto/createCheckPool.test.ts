import { afterAll, describe, expect, test } from 'vitest';
import type { Poc } from '../../tasks/kinds/audit.ts';
import type { Argument, Scenario } from '../../tasks/kinds/scenario.ts';
import { createCheckPool } from './createCheckPool.ts';
import { simulate } from './simulate.ts';
import type { SimulateRequest } from './evm/simulation.ts';
import { compileJob } from './solidity/compileJob.ts';
import { readSoljson } from './solidity/readSoljson.ts';
import { COMPILER, REENTRANCY, SEED, VAULT, VAULT_PATCHED, VAULT_SCENARIO } from './testTasks.ts';

const pool = createCheckPool({ threads: 1 });
const runtime = { pool, signal: new AbortController().signal };
afterAll(() => pool.stop());

const ETH = 10n ** 18n;

const REQUEST: SimulateRequest = {
  sources: { 'src/Vault.sol': VAULT },
  compiler: COMPILER,
  scenario: VAULT_SCENARIO,
  poc: REENTRANCY,
  probes: [{ eth: '$vault' }, { eth: '$attacker' }],
  seed: SEED,
  world: 0,
};

const SIGNER = `contract Signer {
  function letter() external view returns (bytes32) { return keccak256(abi.encode(address(this))); }
  function recover(uint8 v, bytes32 r, bytes32 s) external view returns (address) {
    return ecrecover(this.letter(), v, r, s);
  }
  function length(bytes calldata text) external pure returns (uint256) { return text.length; }
}`;

function signedScenario(): Scenario {
  return {
    schema: 'poiw.scenario/v1',
    actors: [{ name: 'alice', eth: '0' }],
    attackerEth: '0',
    steps: [
      { deploy: 'signer', from: '$alice', contract: 'src/Signer.sol:Signer', args: [], value: '0' },
      { sign: 'letter', by: '$alice', digest: { read: '$signer', fn: 'letter()' } },
    ],
  };
}

const assembly = (body: string): Poc => ({
  source: `contract Odd { fallback() external payable { assembly { ${body} } } }`,
  constructorArgs: [],
  constructorValue: '0',
  calls: [{ from: '$attacker', to: '$poc', fn: 'go()', args: [], value: '0' }],
});

describe('simulate', () => {
  test('default: the attack empties the vault, and not its patched twin', async () => {
    const robbed = await simulate(REQUEST, runtime);
    expect(robbed.calls.map(({ part, ok }) => [part, ok])).toEqual([
      ['deploy', true],
      ['attack', true],
    ]);
    const [vault, attacker] = robbed.before.map((value) => BigInt(value ?? 0));
    // The exploit takes whole ETH, one at a time.
    const loot = ((vault ?? 0n) / ETH) * ETH;
    expect(robbed.after).toEqual([`${(vault ?? 0n) - loot}`, `${(attacker ?? 0n) + loot}`]);
    const sources = { 'src/Vault.sol': VAULT_PATCHED };
    const safe = await simulate({ ...REQUEST, sources }, runtime);
    expect(safe.calls[1]).toMatchObject({ ok: false, revert: 'transfer failed' });
    expect(safe.after).toEqual(safe.before);
  });

  test('behavior: worlds differ in who, when and how much; the same one is the same', async () => {
    const quiet = { ...REQUEST, poc: null };
    const [a, again, b] = [
      await simulate(quiet, runtime),
      await simulate(quiet, runtime),
      await simulate({ ...quiet, world: 1 }, runtime),
    ];
    expect(again).toEqual(a);
    expect(b.before[0]).not.toBe(a.before[0]);
    expect(b.rootBefore).not.toBe(a.rootBefore);
  });

  test('behavior: a thousand nested calls are carried out', async () => {
    const poc = assembly('pop(call(gas(), address(), 0, 0, 0, 0, 0))');
    const { calls } = await simulate({ ...REQUEST, poc }, runtime);
    expect(calls[1]).toMatchObject({ ok: true, revert: null });
  });

  test('behavior: what the machine cannot execute changes nothing', async () => {
    // Point evaluation needs a trusted set-up that this machine does not carry.
    const poc = assembly('sstore(0, 1) pop(call(gas(), 10, 0, 0, 192, 0, 64))');
    const { calls, after, before } = await simulate({ ...REQUEST, poc }, runtime);
    expect(calls).toHaveLength(2);
    expect(after).toEqual(before);
  });

  test('behavior: benign calls may come from anyone, attacks only from the attacker', async () => {
    const call = { from: '$alice', to: '$vault', fn: 'withdraw()', args: [], value: '0' };
    const quiet = { ...REQUEST, poc: null };
    const benign = await simulate({ ...quiet, calls: [call] }, runtime);
    expect(benign.calls[0]).toMatchObject({ part: 'call', ok: true });
    const forged = await simulate({ ...REQUEST, poc: { ...REENTRANCY, calls: [call] } }, runtime);
    expect(forged.refused).toContain('$alice');
    const contract = { ...call, from: '$vault' };
    const unsigned = await simulate({ ...quiet, calls: [contract] }, runtime);
    expect(unsigned.calls[0]?.revert).toContain('cannot sign');
  });

  test('behavior: a scenario that does not work says which step', async () => {
    const [first] = VAULT_SCENARIO.steps;
    if (first === undefined) throw new Error('no step');
    const scenario = { ...VAULT_SCENARIO, steps: [{ ...first, args: ['1'] }] };
    const { setupFailure } = await simulate({ ...REQUEST, scenario }, runtime);
    expect(setupFailure).toContain('step 1');
  });

  test('behavior: the hardfork sets the rules, not the compiler', async () => {
    const quiet = { ...REQUEST, poc: null };
    const old = { ...VAULT_SCENARIO, hardfork: 'berlin' as const };
    // Code for cancun begins with an instruction that berlin does not have.
    const tooNew = await simulate({ ...quiet, scenario: old }, runtime);
    expect(tooNew.setupFailure).toContain('invalid opcode');
    const compiler = { ...COMPILER, evmVersion: 'paris' as const };
    const fits = await simulate({ ...quiet, scenario: old, compiler }, runtime);
    expect(fits.setupFailure).toBeNull();
  });

  test('behavior: a signature is an argument, whole or in parts', async () => {
    const scenario = signedScenario();
    const recover = (args: Argument[]) => ({
      read: '$signer',
      fn: 'recover(uint8,bytes32,bytes32)',
      args,
    });
    const part = (one: 'r' | 's' | 'v') => ({ signature: 'letter', part: one });
    const { before } = await simulate(
      {
        ...REQUEST,
        sources: { 'src/Signer.sol': SIGNER },
        scenario,
        poc: null,
        probes: [
          recover([part('v'), part('r'), part('s')]),
          { read: '$signer', fn: 'length(bytes)', args: [{ signature: 'letter' }] },
          '$alice',
        ],
      },
      runtime,
    );
    expect(before).toEqual([before[2], '65', before[2]]);
  });

  test('behavior: a pending transaction is included once, where the attack says or after it', async () => {
    const call = (from: string, fn: string) => ({ from, to: '$vault', fn, args: [], value: '0' });
    const pending = [{ id: 'leave', ...call('$alice', 'withdraw()') }];
    const scenario = { ...VAULT_SCENARIO, pending };
    const attack = (calls: Poc['calls']) =>
      simulate(
        { ...REQUEST, scenario, poc: { constructorArgs: [], constructorValue: '0', calls } },
        runtime,
      );
    const own = call('$attacker', 'withdraw()');
    const before = await attack([{ include: 'leave' }, own]);
    expect(before.calls.map(({ part, ok }) => [part, ok])).toEqual([
      ['pending', true],
      ['attack', true],
    ]);
    const after = await attack([own]);
    expect(after.calls.map(({ part }) => part)).toEqual(['attack', 'pending']);
    expect((await attack([{ include: 'nothing' }])).refused).toContain(
      'nothing called nothing is pending',
    );
    const twice = await attack([{ include: 'leave' }, { include: 'leave' }]);
    expect(twice.refused).toContain('included twice');
  });

  test('error: a compiler that is not shipped', async () => {
    const compiler = { ...COMPILER, solc: '0.8.20' };
    await expect(simulate({ ...REQUEST, compiler }, runtime)).rejects.toMatchObject({
      code: 'E_COMPILER',
      hint: 'releases at hand without a network: 0.4.26, 0.5.17, 0.6.12, 0.7.6, 0.8.37',
    });
  });
});

describe('compileJob', () => {
  const compile = (source: string) =>
    compileJob({ sources: { 'a.sol': source }, compiler: COMPILER, output: 'errors' }, runtime);

  test.each<[string, string, string]>([
    ['deep nesting', `contract A { uint x = ${'('.repeat(50_000)}; }`, 'poiw-depth'],
    ['a long chain', `contract A { uint x = ${'1+'.repeat(100_000)}1; }`, 'poiw-statement'],
    ['a long number', `contract A { uint x = ${'9'.repeat(100_000)}; }`, 'poiw-digits'],
    [
      'many bases',
      `contract A is ${Array.from({ length: 400 }, (_, n) => `B${n}`).join(',')} {}`,
      'poiw-bases',
    ],
    ['too many bytes', `/*${'x'.repeat(400_000)}*/`, 'poiw-bytes'],
    ['a chain below our limit', `contract A { uint x = ${'1+'.repeat(4_000)}1; }`, 'none'],
  ])('behavior: %s is refused and the next honest file compiles', async (_, source, code) => {
    const { errors } = await compile(source);
    expect(errors[0]?.code ?? 'none').toBe(code);
    expect((await compile('contract A { function f() external {} }')).errors).toEqual([]);
  });

  test('behavior: a few lines that double the code again and again are given up', async () => {
    const names = Array.from({ length: 30 }, (_, n) => `m${n}`);
    const modifiers = names.map((name) => `modifier ${name}() { x += 1; _; _; }`).join(' ');
    const source = `contract A { uint x; ${modifiers} function f() external ${names.join(' ')} {} }`;
    const sources = { 'a.sol': source };
    const result = await compileJob({ sources, compiler: COMPILER, output: 'contracts' }, runtime);
    expect(result.errors).toHaveLength(1);
    expect((await compile('contract A { function g() external {} }')).errors).toEqual([]);
  });

  test('behavior: errors carry the line and the code', async () => {
    const { errors } = await compile('contract A {\n  // é\n  function f() external { g(); }\n}');
    expect(errors).toMatchObject([{ file: 'a.sol', line: 3, code: '7576' }]);
  });
});

describe('createCheckPool', () => {
  test('error: a job that overruns loses its thread, and the next one runs', async () => {
    const hasty = createCheckPool({ threads: 1, deadlineMs: 2_000 });
    const patient = { signal: runtime.signal };
    const endless = {
      name: 'compile',
      soljson: await readSoljson(COMPILER.solc),
      sources: hostile(),
      compiler: COMPILER,
      output: 'contracts',
    };
    await expect(hasty.run(endless, patient)).rejects.toMatchObject({ code: 'E_CHECK_TIMEOUT' });
    const honest = { ...endless, sources: { 'a.sol': 'contract A {}' } };
    await expect(hasty.run(honest, patient)).resolves.toMatchObject({ errors: [] });
    await hasty.stop();
  });

  test('error: a job that fills its worker’s heap crashes alone, and the next one runs', async () => {
    const small = createCheckPool({ threads: 1, heapMb: 48 });
    const patient = { signal: runtime.signal };
    const settings = { language: 'typescript', level: 'types', libs: ['dom'], sources: ['a.ts'] };
    const hungry = { name: 'parse', settings, files: { 'a.ts': 'export {};' } };
    await expect(small.run(hungry, patient)).rejects.toMatchObject({ code: 'E_CHECK_CRASHED' });
    const honest = { sources: { 'a.sol': 'contract A {}' }, compiler: COMPILER };
    const compiled = compileJob({ ...honest, output: 'contracts' }, { ...runtime, pool: small });
    await expect(compiled).resolves.toMatchObject({ errors: [] });
    await small.stop();
  });

  test('error: an aborted job says so, queued or running', async () => {
    const controller = new AbortController();
    const run = () => simulate({ ...REQUEST, world: 7 }, { pool, signal: controller.signal });
    const jobs = Promise.allSettled([run(), run()]);
    controller.abort();
    for (const job of await jobs) {
      expect(job).toMatchObject({ status: 'rejected', reason: { code: 'E_ABORTED' } });
    }
    expect((await simulate(REQUEST, runtime)).calls[1]).toMatchObject({ ok: true });
  });

  test('behavior: stop ends the threads and refuses what comes after', async () => {
    const own = createCheckPool({ threads: 1 });
    await simulate({ ...REQUEST, world: 8 }, { ...runtime, pool: own });
    await own.stop();
    await expect(own.run({ name: 'compile' }, runtime)).rejects.toMatchObject({
      code: 'E_ABORTED',
    });
  });
});

/** Slow code generation: thousands of functions within every limit of shape. */
function hostile(): Record<string, string> {
  const body = Array.from(
    { length: 4_000 },
    (_, n) => `function f${n}(uint a) external pure returns (uint) { return a * ${n} + a ** 2; }`,
  );
  return { 'a.sol': `contract A { ${body.join('\n')} }` };
}
