import type { Command } from 'commander';
import { levelView } from '../../core/economy/reputationLevel.ts';
import { createCommand, networkOption } from '../options.ts';
import { runCommand } from '../runCommand.ts';
import { formatTable, formatTos } from '../../node/formatText.ts';
import type { Member } from '../../chain/member.ts';

export function memberCommand(): Command {
  return createCommand('member', 'show a member: stake, level, trust')
    .argument('<member>', 'number of a member, or address of its worker')
    .addOption(networkOption())
    .action(async (member: string, { network }: { readonly network: string }, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { showMember } = await import('../../node/showMember.ts');
        const data = await showMember({ network, member, signal });
        const view = levelView(data.level);
        return { data: { ...data, ...view }, text: describeMember(data) };
      });
    });
}

const TRUST = ['none', 'basic', 'verified', 'trusted', 'partner'];

function tellRecord({ rate, done }: Member): string {
  return done === 0 ? 'no labelled record' : `${rate / 100} % (95 % sure, ${done} labels)`;
}

function describeMember(member: Member): string {
  const { bonusBps, priority } = levelView(member.level);
  return formatTable([
    ['member', `${member.id}, ${member.role}${member.banned ? ', banned' : ''}`],
    ['owner', member.owner],
    ['worker', member.worker],
    ['stake', formatTos(member.staked)],
    ['locked for duties', formatTos(member.locked)],
    ['asked back', formatTos(member.unstaking)],
    ['open disputes', String(member.holds)],
    ['level', `${member.level}: bonus ${bonusBps / 100} %, priority ${priority}`],
    ['right at least', tellRecord(member)],
    ['trust', `${member.trust} (${TRUST[member.trust] ?? ''})`],
    ['voting weight', `${member.weight / 1000}`],
  ]);
}
