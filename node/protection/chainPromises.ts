import type { ChainClient } from '../../chain/chainClient.ts';
import { readLogs } from '../../chain/readLogs.ts';
import type { Hex } from '../../core/contentId.ts';
import { rulingRound, statementRound } from '../../core/courtRound.ts';
import type { SealedPromise } from '../../core/journal.ts';

export interface PromiseMaker {
  readonly role: 'miner' | 'peer' | 'expert';
  readonly memberId: number;
  readonly worker: Hex;
  /** Block of the deployment: no promise is older. */
  readonly fromBlock: number;
}

/** A task takes answers once; only its panels come in rounds. */
const ANSWER_ROUND = 0;

/** Every commit a worker key ever put on chain, oldest first. @throws PoiwError E_RPC_UNREACHABLE */
export async function readChainPromises(
  chain: ChainClient,
  maker: PromiseMaker,
): Promise<SealedPromise[]> {
  if (maker.role === 'expert') return readCourtPromises(chain, maker);
  const { role, memberId, worker, fromBlock } = maker;
  const name = role === 'miner' ? 'TaskManager' : 'VoteModule';
  const event = role === 'miner' ? 'AnswerCommitted' : 'VoteCommitted';
  const logs = await readLogs(chain, {
    contract: name,
    event,
    indexed: [null, role === 'miner' ? BigInt(memberId) : worker],
    fromBlock,
  });
  const { chainId, contract } = chain.domainOf(name);
  // A member may have changed its worker: only this key's promises are this journal's.
  return logs
    .filter(({ args }) => String(args['worker']).toLowerCase() === worker.toLowerCase())
    .map(({ args }) => ({
      chainId,
      contract,
      kind: role === 'miner' ? ('answer' as const) : ('vote' as const),
      taskId: BigInt(args['id'] as string),
      round: role === 'miner' ? ANSWER_ROUND : Number(args['round']),
      actor: worker,
      commit: args['commit'] as Hex,
    }));
}

/** Final votes and posted seals of an expert. Openings bind nobody: they follow from the seals. */
async function readCourtPromises(
  chain: ChainClient,
  { memberId, worker, fromBlock }: PromiseMaker,
): Promise<SealedPromise[]> {
  const own = (event: string) =>
    readLogs(chain, {
      ...{ contract: 'DisputeCourt', event, fromBlock },
      indexed: [null, null, BigInt(memberId)],
    });
  const [committed, posted, drawn] = await Promise.all([
    own('ExpertCommitted'),
    own('ExpertPosted'),
    readLogs(chain, { contract: 'DisputeCourt', event: 'ExpertsDrawn', indexed: [], fromBlock }),
  ]);
  const { chainId, contract } = chain.domainOf('DisputeCourt');
  const at = (args: Readonly<Record<string, unknown>>) => ({
    ...{ chainId, contract, actor: worker },
    taskId: BigInt(args['caseId'] as string),
    tier: Number(args['tier']),
  });
  const seatsOf = ({ taskId, tier }: { readonly taskId: bigint; readonly tier: number }) =>
    drawn
      .filter(({ args }) => at(args).taskId === taskId && at(args).tier === tier)
      .flatMap(({ args }, panel) =>
        (args['ids'] as readonly string[]).map(Number).includes(memberId) ? [panel === 1] : [],
      );
  const rulings = committed.flatMap(({ args }, index): SealedPromise[] => {
    const { tier, ...key } = at(args);
    // The event does not say which of a tier's panels: it is told by where he sat, and his votes' order.
    const seats = seatsOf({ taskId: key.taskId, tier });
    const earlier = committed.slice(0, index).filter(({ args: other }) => {
      const { taskId, tier: their } = at(other);
      return taskId === key.taskId && their === tier;
    }).length;
    const commit = args['commit'] as Hex;
    const possible = seats.length === 2 && earlier === 1 ? [true] : seats;
    return possible.map((rolled) => ({
      ...{ ...key, kind: 'ruling' as const, round: rulingRound({ tier, rolled }), commit },
    }));
  });
  const statements = posted
    .filter(({ args }) => Number(args['step']) % 2 === 0)
    .map(({ args }): SealedPromise => {
      const { tier, ...key } = at(args);
      const panel = { tier, rolled: args['rolled'] === true };
      const round = statementRound(panel, Number(args['step']));
      return { ...key, kind: 'statement', round, commit: args['word'] as Hex };
    });
  return [...rulings, ...statements];
}
