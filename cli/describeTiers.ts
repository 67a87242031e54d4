import { packetPrices, type Packet } from '../core/judging/packets.ts';
import { tierTable, type TierTerms } from '../core/judging/tierTable.ts';
import { formatTable, formatTos, formatUnits } from '../node/formatText.ts';

const TOS = 10n ** 18n;
/** Rewards of the seed's scenarios. */
const REWARDS = [15n, 50n, 100n, 200n, 500n];
const SPLIT = { peers: 1_800, experts: 900 };

/** Tiers, a line each; with what a member may be drawn for where one is given. */
export function describeTiers(tiers: readonly TierTerms[], own = false): string {
  const rows = tiers.map(({ tier, seats, stake, above, labels, pay, bond, open }) => [
    tier,
    `${seats} seats`,
    `stake ${formatTos(stake)}`,
    labels === 0 ? 'no record' : `right above ${above / 100} % by ${labels} labels`,
    `a vote pays ${formatTos(pay)}, silence costs ${formatTos(bond)}`,
    ...(own ? [open ? 'open to you' : 'not open to you'] : []),
  ]);
  return formatTable(rows);
}

/** Tiers and packets, as the help of `validator stake` shows them. */
export function tiersHelp(): string {
  const rows = REWARDS.map((reward) => {
    const { peerPacket, expertPacket } = packetPrices(reward * TOS, SPLIT);
    return [`reward ${reward} TOS`, `peer ${tell(peerPacket)}`, `expert ${tell(expertPacket)}`];
  });
  return `
Experts are drawn for the tiers whose stake they keep and whose record they have (poiw pay rate):
${indent(describeTiers(tierTable()))}

Packets at the usual split, by the pay rule (docs/mechanism.md):
${indent(formatTable(rows))}`;
}

function tell({ tasks, parts, pay }: Packet): string {
  const what = parts > 1 ? `1 of ${parts} parts` : tasks > 1 ? `${tasks} tasks` : '1 task';
  return `${formatUnits(pay, 1)} TOS for ${what}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
