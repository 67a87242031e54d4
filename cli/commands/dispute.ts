import { InvalidArgumentError, Option, type Command } from 'commander';
import { FAULT_NAMES, type FaultName } from '../../node/dispute/openCase.ts';
import { formatTos } from '../../node/formatText.ts';
import { describeCase } from '../describeCase.ts';
import {
  createCommand,
  keyOption,
  networkOption,
  parseInteger,
  parseTaskId,
  passwordOption,
  rpcOption,
} from '../options.ts';
import { runCommand } from '../runCommand.ts';

/** Appeals against what peers decided. */
export function disputeCommand(): Command {
  const dispute = createCommand('dispute', 'appeal against what the peers decided, tier by tier');
  const sides = [sideCommand('appeal'), sideCommand('defend')];
  const commands = [openCommand(), auditCommand(), showCommand(), ...sides];
  for (const command of commands) dispute.addCommand(command);
  return dispute;
}

interface KeyOptions {
  readonly network: string;
  readonly rpc?: readonly string[];
  readonly key: string;
  readonly passwordFile?: string;
}

interface OpenOptions extends KeyOptions {
  readonly item: readonly { readonly slot: number; readonly item: string }[];
  readonly why: string;
  readonly artefact?: string;
  readonly accuse?: number;
  readonly fault: FaultName;
}

function openCommand(): Command {
  return withKey(
    createCommand('open', 'dispute a settled task; the bond is shown and returned when right'),
  )
    .argument('<task>', 'task id', parseTaskId)
    .requiredOption('--item <slot:id>', 'item in dispute, e.g. 2:F1; repeatable', collectItem)
    .requiredOption('--why <text>', 'what is wrong with the decision, at most 420 characters')
    .option('--artefact <file>', 'something that runs and shows it: an exploit or a probe, JSON')
    .option('--accuse <member>', 'member who claimed what is not so', parseInteger)
    .addOption(
      new Option('--fault <fault>', 'what the accused did')
        .choices(FAULT_NAMES)
        .default('dispute lost'),
    )
    .action(async (task: bigint, options: OpenOptions, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { openCase } = await import('../../node/dispute/openCase.ts');
        const { item: items, why, artefact, accuse, fault } = options;
        const data = await openCase(await open(options, signal), {
          ...{ task, items, why, fault },
          ...(artefact === undefined ? {} : { artefact }),
          ...(accuse === undefined ? {} : { accuse }),
        });
        const text = `case ${data.case} about task ${data.task} is open; your bond: ${formatTos(data.bond)}, returned when the final ruling differs from what stood`;
        return { data, text };
      });
    });
}

function auditCommand(): Command {
  return withKey(
    createCommand('audit', 'have it drawn by lot which items of a settled task experts read'),
  )
    .argument('<task>', 'task id', parseTaskId)
    .addHelpText('after', '\nAnyone may; expert daemons do so by themselves. It needs no bond.')
    .action(async (task: bigint, options: KeyOptions, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { callAudit } = await import('../../node/dispute/callAudit.ts');
        const { describeAudit } = await import('../describeCase.ts');
        const data = await callAudit((await open(options, signal)).chain, { task, signal });
        return { data, text: describeAudit(data) };
      });
    });
}

function showCommand(): Command {
  return createCommand('show', 'a dispute: stage, seats, what stands, what an appeal costs')
    .argument('<case>', 'number of the dispute', parseTaskId)
    .addOption(networkOption())
    .addOption(rpcOption())
    .action(async (caseId: bigint, options: Omit<KeyOptions, 'key'>, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { openNetwork } = await import('../../node/openNetwork.ts');
        const { showCase } = await import('../../node/dispute/showCase.ts');
        const { chain } = await openNetwork(options, { signal });
        const data = await showCase(chain, caseId);
        return { data, text: describeCase(data) };
      });
    });
}

const SIDES = {
  appeal: 'ask the next tier, with a bond of twice its cost',
  defend: 'take the side of the ruling appealed against, with a bond of its cost',
} as const;

function sideCommand(side: keyof typeof SIDES): Command {
  return withKey(createCommand(side, SIDES[side]))
    .argument('<case>', 'number of the dispute', parseTaskId)
    .action(async (caseId: bigint, options: KeyOptions, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { takeSide } = await import('../../node/dispute/openCase.ts');
        const data = await takeSide(await open(options, signal), { caseId, side });
        return { data, text: `case ${data.case}: ${side}, bond ${formatTos(data.bond)}` };
      });
    });
}

function withKey(command: Command): Command {
  return command
    .addOption(networkOption())
    .addOption(rpcOption())
    .addOption(keyOption())
    .addOption(passwordOption());
}

async function open(options: KeyOptions, signal: AbortSignal) {
  const { loadKey } = await import('../../node/loadKey.ts');
  const { openNetwork } = await import('../../node/openNetwork.ts');
  const privateKey = await loadKey(options.key, { ...options, env: process.env });
  return openNetwork(options, { signal, privateKey });
}

function collectItem(text: string, before: OpenOptions['item'] = []): OpenOptions['item'] {
  const [, slot, item] = /^(\d{1,2}):([A-Za-z0-9_-]{1,40})$/.exec(text) ?? [];
  if (slot === undefined || item === undefined || Number(slot) > 31) {
    throw new InvalidArgumentError('an answer slot and an item of it, e.g. 2:F1');
  }
  return [...before, { slot: Number(slot), item }];
}
