import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { CHECK_LIMITS } from '../../validators/auto/limits.ts';
import { loadCompiler } from '../../validators/auto/solidity/loadCompiler.ts';
import type { Soljson } from '../../validators/auto/solidity/readSoljson.ts';

const { soljson } = workerData as { readonly soljson: Soljson | null };
const require = createRequire(import.meta.url);
// The binding code that both ways share.
require('solc/wrapper');

const start = performance.now();
if (soljson === null) require('solc');
else loadCompiler(soljson, CHECK_LIMITS);
parentPort?.postMessage(performance.now() - start);
