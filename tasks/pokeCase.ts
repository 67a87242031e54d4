import { readDeliberation } from '../chain/actions/readDeliberation.ts';
import type { CaseState } from '../chain/caseState.ts';
import type { ChainClient } from '../chain/chainClient.ts';
import { PoiwError } from '../core/errors.ts';
import { courtVerdict } from '../core/courtVerdict.ts';

export type PokedCase = 'panel-armed' | 'experts-drawn' | 'ruled' | 'case-proceeded';

/** What the court says to whoever was not the first. */
const LOST_RACE = new Set(['WrongStage', 'BeaconNotReady', 'VotingOpen', 'BadHint']);

/**
 * Moves a case onward when its time has come: draws the panel, counts the votes, closes the case or
 * opens the next tier. Anyone may.
 *
 * @param now chain time, unix seconds
 */
export async function pokeCase(
  chain: ChainClient,
  dispute: CaseState,
  { now, block }: { readonly now: number; readonly block: number },
): Promise<PokedCase | undefined> {
  try {
    return await poke(chain, dispute, { now, block });
  } catch (thrown) {
    if (thrown instanceof PoiwError && LOST_RACE.has(String(thrown.details['name']))) {
      return undefined;
    }
    throw thrown;
  }
}

async function poke(
  chain: ChainClient,
  dispute: CaseState,
  { now, block }: { readonly now: number; readonly block: number },
): Promise<PokedCase | undefined> {
  const { id, stage, tier, rolled, beaconBlock, hearing } = dispute;
  const { commitEnd, revealEnd, appealEnd } = dispute;
  const send = (method: string, args: readonly unknown[]) =>
    chain.send({ contract: 'DisputeCourt', method, args });
  // An audit waits for the end of the window in which a dispute may take its place.
  if (stage === 'drawing' && now > commitEnd && block > beaconBlock) {
    await send('draw', [id]);
    return beaconBlock === 0 ? 'panel-armed' : 'experts-drawn';
  }
  if (stage === 'voting') {
    const open = hearing.seats.filter((_, seat) => ((hearing.revealed >> seat) & 1) === 1);
    if (open.length < hearing.seats.length && now <= revealEnd) return undefined;
    const { votes } = await readDeliberation(chain, { caseId: id, tier, rolled });
    const { medians, guilt } = courtVerdict(
      hearing.seats.length,
      open.flatMap((expertId) => votes.get(expertId) ?? []),
    );
    await send('rule', [id, medians, guilt]);
    return 'ruled';
  }
  if (stage === 'appealable' && now > appealEnd) {
    await send('proceed', [id]);
    return 'case-proceeded';
  }
  return undefined;
}
