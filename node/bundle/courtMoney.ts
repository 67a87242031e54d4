import { isCoherent, isOverturned, tierMoney, type Verdict } from '../../core/courtMoney.ts';
import type { Hex } from '../../core/contentId.ts';
import { maskLanes } from '../../core/lanes.ts';
import type { CourtFacts, CourtPanelFacts } from './courtFacts.ts';

/** Who gets what of a closed case, beside the task's escrow. */
export interface CourtPayment {
  readonly to: string;
  readonly role: 'expert' | 'appellant' | 'defender';
  /** wei */
  readonly amount: bigint;
  /** Most of it that the court may keep for experts whom nothing else pays, wei. */
  readonly shortfall: bigint;
}

/** The panel of a tier that ruled. */
function rulingPanel(court: CourtFacts, tier: number): CourtPanelFacts | undefined {
  return court.panels.find((panel) => panel.tier === tier && panel.ruled !== undefined);
}

/** The last ruling: scores as executed, guilt of the last tier that ruled. */
function finalVerdict({ executed, panels, lanes }: CourtFacts): Verdict | undefined {
  if (executed === undefined) return undefined;
  const guilt = panels.findLast(({ ruled }) => ruled !== undefined)?.ruled?.guilt ?? 0;
  // Experts of an audit said nothing of the items it did not draw.
  const scores = lanes === undefined ? executed.ruling : maskLanes(executed.ruling, lanes);
  return { scores, guilt };
}

/** Members whose votes the final ruling bears out, once a vote, in the order of tiers and seats. */
export function coherentExperts(court: CourtFacts | undefined): number[] {
  const final = court === undefined ? undefined : finalVerdict(court);
  if (court === undefined || final === undefined) return [];
  return court.panels
    .filter(({ ruled }) => ruled !== undefined)
    .flatMap((panel) => coherentOf(panel, final));
}

function coherentOf({ seats, votes }: CourtPanelFacts, final: Verdict): number[] {
  return seats.filter((id) => {
    const vote = votes.find(({ expertId }) => expertId === id);
    return vote !== undefined && isCoherent(vote, final);
  });
}

/**
 * Everything the court owes when a case is closed, by the rules.
 *
 * @param standing scores in dispute before the first tier
 * @param ownerOf owner of a member
 */
export function courtPayments(
  court: CourtFacts,
  standing: Hex,
  ownerOf: (id: number) => string,
): CourtPayment[] {
  const final = finalVerdict(court);
  if (final === undefined) return [];
  // Nobody appealed to the first tier of an audit: the second is about what that ruled.
  const first = court.sides.some(({ tier }) => tier === 1)
    ? undefined
    : rulingPanel(court, 1)?.ruled;
  let against: Verdict =
    first === undefined
      ? { scores: standing, guilt: 0 }
      : { scores: first.ruling, guilt: first.guilt };
  const payments: CourtPayment[] = [];
  for (const { tier, appellant, defender } of court.sides) {
    const panel = rulingPanel(court, tier);
    const coherent = panel === undefined ? [] : coherentOf(panel, final);
    const money = tierMoney({
      tier,
      ruled: panel !== undefined,
      defended: defender !== undefined,
      overturned: isOverturned(against, final),
      coherent: coherent.length,
    });
    const none = { shortfall: 0n };
    for (const id of coherent) {
      payments.push({ to: ownerOf(id), role: 'expert', amount: money.fee, ...none });
    }
    const { shortfall } = money;
    payments.push({ to: appellant, role: 'appellant', amount: money.appellant, shortfall });
    if (defender !== undefined) {
      payments.push({ to: defender, role: 'defender', amount: money.defender, ...none });
    }
    if (panel?.ruled !== undefined) {
      against = { scores: panel.ruled.ruling, guilt: panel.ruled.guilt };
    }
  }
  return payments;
}
