import { readSoljson } from '../../../validators/auto/solidity/readSoljson.ts';
import { SEED } from '../../../validators/auto/testTasks.ts';

/** A job that takes longer than its deadline, each on another engine; none of them ends by itself in time. */
export interface EndlessJob {
  readonly name: string;
  readonly [key: string]: unknown;
}

const COMPILER = { solc: '0.8.37', evmVersion: 'cancun', optimizerRuns: 200 } as const;

/** Jobs within every limit of size and shape that keep a thread busy for many seconds. */
export async function endlessJobs(): Promise<Readonly<Record<string, EndlessJob>>> {
  const body = Array.from(
    { length: 4_000 },
    (_, n) => `function f${n}(uint a) external pure returns (uint) { return a * ${n} + a ** 2; }`,
  );
  const tuple = `type Grow<T extends unknown[], U = T[number]> = U extends string ? [...T, ...T, U][number] extends infer R ? [R, R] : never : never;
type D = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm' | 'n' | 'o';
type Pick2<T extends string, A extends string[] = []> = A['length'] extends 9 ? A : { [K in T]: Pick2<Exclude<T, K>, [...A, K]> }[T];
export const x: Pick2<D> = [];
`;
  const turns = 'for (let i = 0; i < 4000000; i += 1) s += i;';
  const slowScript = `function solve(n) { let s = 0; ${turns} return n; }`;
  const slowPython = 'def solve(n):\n  s = 0\n  for i in range(900000): s += i\n  return n\n';
  return {
    'solidity: four thousand functions': {
      name: 'compile',
      soljson: await readSoljson(COMPILER.solc),
      sources: { 'a.sol': `contract A { ${body.join('\n')} }` },
      compiler: COMPILER,
      output: 'contracts',
    },
    'typescript: types of every order': {
      name: 'parse',
      settings: { language: 'typescript', level: 'types', libs: ['es2022'], sources: ['a.ts'] },
      files: { 'a.ts': tuple },
    },
    'javascript: a hundred long calls': fuelJob('javascript', slowScript),
    'python: a hundred long calls': fuelJob('python', slowPython),
  };
}

function fuelJob(language: string, source: string): EndlessJob {
  const sizes = [1, 2, 3].map((n) => ({ args: [{ int: [n, 1_000_000] }], weight: 1 }));
  const hidden = { schema: 'poiw.optimization-fuel/v1', fuzz: { calls: 100 }, sizes, best: 'x' };
  const versions = { original: source, candidate: source, best: source };
  return { name: 'fuel', language, entry: 'solve', ...versions, hidden, seed: SEED, task: 'x' };
}
