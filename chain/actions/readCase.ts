import type { Hex } from '../../core/contentId.ts';
import { PoiwError } from '../../core/errors.ts';
import { CASE_STAGES, type CaseState, type HearingState } from '../caseState.ts';
import type { ChainClient } from '../chainClient.ts';

type RawCase = Readonly<Record<'task' | 'stage' | 'tier' | 'accused' | 'fault' | 'guilt', bigint>> &
  Readonly<Record<'beaconBlock' | 'commitEnd' | 'revealEnd' | 'appealEnd', bigint>> &
  Readonly<Record<'used' | 'ruling' | 'evidence', Hex>> & { readonly rolled: boolean };

interface RawRound {
  readonly appellant: Hex;
  readonly defender: Hex;
  readonly ruled: boolean;
  readonly seats: readonly bigint[];
  readonly revealed: bigint;
}

const NOBODY = /^0x0{40}$/;

/** Everything the court knows about a case. @throws PoiwError E_NOT_FOUND */
export async function readCase(
  client: ChainClient,
  { caseId }: { readonly caseId: bigint },
): Promise<CaseState> {
  const read = (method: string, args: readonly unknown[]) =>
    client.read({ contract: 'DisputeCourt', method, args });
  const raw = (await read('caseOf', [caseId])) as RawCase;
  const stage = CASE_STAGES[Number(raw.stage)] ?? 'none';
  if (stage === 'none') {
    throw new PoiwError('E_NOT_FOUND', `there is no dispute ${caseId.toString()}`);
  }
  const tier = Number(raw.tier);
  const round = (await read('roundOf', [caseId, tier])) as RawRound;
  const next = (await read('roundOf', [caseId, tier + 1])) as RawRound;
  const { appellant, defender } = next;
  return {
    id: caseId,
    task: raw.task,
    ...{ stage, tier, rolled: raw.rolled },
    accused: Number(raw.accused),
    fault: Number(raw.fault),
    guilt: Number(raw.guilt),
    beaconBlock: Number(raw.beaconBlock),
    commitEnd: Number(raw.commitEnd),
    revealEnd: Number(raw.revealEnd),
    appealEnd: Number(raw.appealEnd),
    ...{ used: raw.used, ruling: raw.ruling, evidence: raw.evidence },
    hearing: hearingOf(round),
    ...(NOBODY.test(appellant) ? {} : { appeal: { appellant, defender } }),
  };
}

function hearingOf({ appellant, defender, ruled, seats, revealed }: RawRound): HearingState {
  return { appellant, defender, ruled, seats: [...seats].map(Number), revealed: Number(revealed) };
}

/** How many disputes there ever were; their ids count from 1. */
export async function caseCount(client: ChainClient): Promise<bigint> {
  return (await client.read({
    ...{ contract: 'DisputeCourt', method: 'caseCount', args: [] },
  })) as bigint;
}
