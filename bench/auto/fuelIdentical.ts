import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { atMost } from '../target.ts';
import type { Measure } from './measure.ts';

/** How V8 compiles WebAssembly: quickly, well, or first the one and then the other. */
const TIERS = [[], [], ['--liftoff-only'], ['--no-liftoff']] as const;

/** Fuel of the same programs and compilations in processes of every tier: one outcome, or a bug. */
export const fuelIdentical: Measure = {
  name: 'fuelIdentical',
  run() {
    const script = fileURLToPath(new URL('./countFuel.ts', import.meta.url));
    const counts = TIERS.map((flags) =>
      execFileSync(process.execPath, [...flags, script], { encoding: 'utf8' }).trim(),
    );
    const distinct = new Set(counts).size;
    return Promise.resolve({
      targets: [
        atMost({ name: 'fuel identical', value: distinct, target: 1, unit: 'outcomes', baseline: counts.length }), // prettier-ignore
      ],
      rows: TIERS.map((flags, at) => ({
        measure: 'fuelIdentical',
        flags: flags.join(' '),
        counts: JSON.parse(counts[at] ?? '{}') as unknown,
      })),
    });
  },
};
