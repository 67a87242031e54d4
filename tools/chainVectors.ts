import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Interface } from 'ethers';
import { harnessArtifacts, RULES, VECTORS, vectorText } from '../chain/test/rules/vectorFile.ts';

/** Writes `chain/vectors/`: cases of every rule that lives in core/ and on chain, from a fixed seed. */
const artifacts = harnessArtifacts();
mkdirSync(VECTORS, { recursive: true });
for (const rule of RULES) {
  const file = join(VECTORS, `${rule.method}.json`);
  writeFileSync(file, vectorText(rule, new Interface(artifacts[rule.contract].abi)));
  process.stdout.write(`${file}\n`);
}
