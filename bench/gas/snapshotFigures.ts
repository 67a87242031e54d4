import type { MemberRole } from '../../chain/member.ts';
import type { LocalChain, Party } from '../../chain/test/localChain.ts';
import { measureEpoch } from './measureEpoch.ts';
import { measureOurs } from './measureOurs.ts';

/** Gas of each step, by a name that says what was measured. */
export type SnapshotFigures = Readonly<Record<string, number>>;

/** One task of 8 answers and 7 jurors, and one epoch of three such: every step of both lanes. */
export async function snapshotFigures(chain: LocalChain): Promise<SnapshotFigures> {
  const join = (role: MemberRole, count: number): Promise<Party[]> =>
    Promise.all(Array.from({ length: count }, () => chain.join(role)));
  const publisher = await chain.outsider();
  const [miners, peers, autos] = await Promise.all([
    join('miner', 8),
    join('peer', 7),
    join('auto', 2),
  ]);
  const cast = { chain, publisher, miners, peers, autos };
  const task = await measureOurs(cast, { answers: 8, jurors: 7 });
  const size = { answers: 8, jurors: 7, tasks: 3 };
  const epoch = await measureEpoch(cast, { ...size, steps: 'one' });
  const slower = await measureEpoch(cast, { ...size, steps: 'two' });
  return {
    ...named('task 8x7', task),
    ...named('epoch 8x7x3', epoch),
    ...named('epoch 8x7x3 in two steps', slower),
  };
}

const SIZES = new Set(['answers', 'jurors', 'tasks', 'steps']);

function named(what: string, row: object): SnapshotFigures {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([step]) => !SIZES.has(step))
      .map(([step, gas]) => [`${what} ${step}`, gas as number]),
  );
}
