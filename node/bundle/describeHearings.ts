import { PENALTIES } from '../../core/economy/penalties.ts';
import { EXPERT_TIERS } from '../../core/judging/expertTier.ts';
import { unpackLanes } from '../../core/lanes.ts';
import type { RulingRecord } from '../../validators/expert/records.ts';
import { rulingOf } from './checks/court.ts';
import type { CourtFacts, CourtPanelFacts } from './courtFacts.ts';
import { reportOf, type DescribeInput } from './describeAnswers.ts';
import type { HearingResult, RoundResult } from './roundResult.ts';

/** The panels of experts that heard a task's dispute, in order; empty without one. */
export function describeHearings(input: DescribeInput): RoundResult[] {
  const { court } = input.facts;
  if (court === undefined) return [];
  return court.panels.map((panel) => describePanel(input, court, panel));
}

function describePanel(
  { facts, files, record, names }: DescribeInput,
  court: CourtFacts,
  panel: CourtPanelFacts,
): RoundResult {
  const lanes = reportOf(files)?.lanes ?? [];
  const medians = unpackLanes(panel.ruled?.ruling ?? '0x0');
  const rulings = panel.seats.map((expertId) => rulingOf(files.files, { court, panel, expertId }));
  const ownerOf = (id: number) => record.members.find((one) => one.id === id)?.owner ?? '';
  const votes = panel.seats.map((expertId, seat): RoundResult['votes'][number] => {
    const owner = ownerOf(expertId);
    const vote = panel.votes.find((one) => one.expertId === expertId);
    return {
      juror: owner,
      name: names.get(owner.toLowerCase()) ?? null,
      committed: panel.commits.some((one) => one.expertId === expertId),
      revealed: vote !== undefined,
      judgements: (rulings[seat]?.items ?? []).map(({ slot, item, score, reasons, first }) => ({
        ...{ slot, item, score, reasons, first },
      })),
    };
  });
  return {
    tier: EXPERT_TIERS[panel.tier - 1] ?? 'master',
    lanes: lanes.map(({ slot, item }, lane) => ({ slot, item, median: medians[lane] ?? 0 })),
    votes,
    hearing: describeHearing({ facts, court, panel, rulings, lanes }),
  };
}

interface Heard extends Pick<DescribeInput, 'facts'> {
  readonly court: CourtFacts;
  readonly panel: CourtPanelFacts;
  readonly rulings: readonly (RulingRecord | undefined)[];
  readonly lanes: readonly { readonly slot: number; readonly item: string }[];
}

function describeHearing({ facts, court, panel, rulings, lanes }: Heard): HearingResult {
  const { accused, fault, sides, executed, credits } = court;
  const side = sides.find(({ tier }) => tier === panel.tier);
  // Whoever voted for what was ruled gives its reason; the first in seat order where several do.
  const spoken = rulings.find((one) => one !== undefined && one.scores === panel.ruled?.ruling);
  const transcript = (spoken ?? rulings.find((one) => one !== undefined))?.transcript;
  const isLast = panel === court.panels.at(-1);
  const roles: Readonly<Record<number, string>> = { 5: 'expert', 7: 'bond' };
  return {
    case: court.caseId.toString(),
    appellant: side?.appellant ?? '',
    defender: side?.defender ?? null,
    accused: accused === 0 ? null : { member: accused, fault: Object.keys(PENALTIES)[fault] ?? '' },
    debate:
      transcript === undefined || transcript.stop === 'agreed'
        ? null
        : {
            rounds: transcript.rounds,
            stop: transcript.stop,
            points: transcript.points.map(({ lane, ...point }) => ({
              ...{ slot: lanes[lane]?.slot ?? -1, item: lanes[lane]?.item ?? '' },
              ...point,
            })),
          },
    ruling:
      panel.ruled === undefined
        ? null
        : {
            guilt: panel.ruled.guilt,
            convicted: isLast && executed?.convicted === true,
            reason: spoken?.reason ?? 'by the median of the votes',
          },
    paid: isLast
      ? credits
          .filter(({ amount }) => amount > 0n)
          .map(({ to, role, amount }) => ({
            ...{ to, role: roles[role] ?? String(role), amount: amount.toString() },
          }))
      : [],
    slashed: isLast
      ? facts.slashes
          .filter(({ id }) => id === accused || panel.seats.includes(id))
          .map(({ id, amount }) => ({ member: id, amount: amount.toString() }))
      : [],
  };
}
