import { Worker } from 'node:worker_threads';
import { readSoljson, type Soljson } from '../../validators/auto/solidity/readSoljson.ts';
import { ratioTarget, type Measure } from './measure.ts';

/** A new thread until its compiler can compile: program shared, against `require('solc')`. */
export const workerReady: Measure = {
  name: 'workerReady',
  async run({ quick }) {
    const soljson = await readSoljson('0.8.37');
    const best = { shared: Infinity, required: Infinity };
    for (let round = 0; round < (quick ? 5 : 25); round += 1) {
      best.shared = Math.min(best.shared, await readyIn(soljson));
      best.required = Math.min(best.required, await readyIn(null));
    }
    const { shared, required } = best;
    return {
      targets: [
        ratioTarget('ready vs require', { value: required / shared, target: 15, baseline: required }), // prettier-ignore
      ],
      rows: [{ measure: 'workerReady', unit: 'ms', ...best }],
    };
  },
};

async function readyIn(soljson: Soljson | null): Promise<number> {
  const worker = new Worker(new URL('./readyWorker.ts', import.meta.url), {
    workerData: { soljson },
  });
  try {
    return await new Promise<number>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    await worker.terminate();
  }
}
