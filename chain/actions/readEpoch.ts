import type { Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import { LANES, NO_SLOT, packLanes } from '../../core/lanes.ts';
import type { ChainClient } from '../chainClient.ts';
import { readLogs } from '../readLogs.ts';
import type { PanelState } from './readPanel.ts';

export interface EpochState {
  readonly epoch: number;
  /** In the order of every juror's words. */
  readonly taskIds: readonly bigint[];
  /** Of each task, its lanes to vote on: slot 0, all others `NO_SLOT`. */
  readonly lanes: readonly Hex[];
  /** What the contract asks for again: id, lanes and pay of each task in one word. */
  readonly entries: readonly bigint[];
  /** Present once drawn. */
  readonly panel?: Omit<PanelState, 'round' | 'rounds' | 'grown'>;
  /** Votes that are open, in the order in which they were opened. */
  readonly votes: readonly { readonly jurorId: number; readonly words: readonly Hex[] }[];
  /** wei of each seat over all tasks; present once settled. */
  readonly pays?: readonly bigint[];
}

/** An epoch as its events told it. @throws PoiwError E_NOT_FOUND */
export async function readEpoch(
  client: ChainClient,
  { epoch }: { readonly epoch: number },
): Promise<EpochState> {
  const logs = (event: string) =>
    readLogs(client, {
      contract: 'VoteModule',
      event,
      indexed: [BigInt(epoch)],
      fromBlock: 0,
    });
  const [[opened], [drawn], reveals, [settled]] = await Promise.all([
    logs('EpochOpened'),
    logs('EpochPanelDrawn'),
    logs('EpochRevealed'),
    logs('EpochSettled'),
  ]);
  if (opened === undefined) throw new PoiwError('E_NOT_FOUND', `there is no epoch ${epoch}`);
  const texts = (value: unknown) => value as readonly string[];
  const entries = texts(opened.args['entries']).map(BigInt);
  return {
    epoch,
    entries,
    taskIds: entries.map((entry) => entry >> 128n),
    lanes: entries.map((entry) => lanesOf(entry >> 96n)),
    votes: reveals.map(({ args }) => ({
      jurorId: Number(args['jurorId']),
      words: args['words'] as readonly Hex[],
    })),
    ...(drawn === undefined
      ? {}
      : {
          panel: {
            ids: texts(drawn.args['ids']).map(Number),
            weights: texts(drawn.args['weights']).map(Number),
            workers: drawn.args['workers'] as readonly Hex[],
            commitEnd: Number(drawn.args['commitEnd']),
            revealEnd: Number(drawn.args['revealEnd']),
          },
        }),
    ...(settled === undefined ? {} : { pays: texts(settled.args['pays']).map(BigInt) }),
  };
}

function lanesOf(mask: bigint): Hex {
  const used = Array.from({ length: LANES }, (_, lane) => ((mask >> BigInt(lane)) & 1n) === 1n);
  return packLanes(used.map((isUsed) => (isUsed ? 0 : NO_SLOT)));
}
