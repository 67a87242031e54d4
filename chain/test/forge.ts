import { spawnSync } from 'node:child_process';
import { forgeBinary } from './forgeBinary.ts';

/** forge with the exit code that forge ended with: `node chain/test/forge.ts test --match-path …`. */
const { status } = spawnSync(forgeBinary(), process.argv.slice(2), { stdio: 'inherit' });
process.exitCode = status ?? 1;
