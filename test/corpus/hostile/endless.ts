import { readSoljson } from '../../../validators/auto/solidity/readSoljson.ts';

/** A job that takes longer than its deadline, each on another engine; none of them ends by itself in time. */
export interface EndlessJob {
  readonly name: string;
  readonly [key: string]: unknown;
}

const COMPILER = { solc: '0.8.37', evmVersion: 'cancun', optimizerRuns: 200 } as const;

/**
 * Jobs within every limit of size and shape that keep a thread busy for many seconds. Programs have
 * no such job: fuel ends all calls of a task within three seconds. Nor have exploits: gas does.
 */
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
  };
}
