import type { Command } from 'commander';
import {
  createCommand,
  keyOption,
  networkOption,
  parseTaskId,
  parseWei,
  passwordOption,
  tierOption,
} from '../../options.ts';
import { tiersHelp } from '../../describeTiers.ts';
import { runCommand } from '../../runCommand.ts';

const CLAIM_HELP = `
The running daemon sends it: one key has one sender. When none runs, name the worker key.

Example:
  poiw validator claim --data ./juror`;

/** Everything about being a validator but running one. */
export function serviceCommands(): Command[] {
  return [
    stakeCommand(),
    unstakeCommand('unstake', 'take stake out: ask, wait for the cool-down, withdraw'),
    unstakeCommand('exit', 'leave: ask for everything free, then withdraw it'),
    statusCommand(),
    claimCommand(),
    dutiesCommand('duties', 'commit and reveal deadlines, pay, exposure at risk'),
    dutiesCommand('votes', 'every vote of this juror so far'),
    explainCommand(),
  ];
}

interface StakeOptions {
  readonly network: string;
  readonly key: string;
  readonly passwordFile?: string;
  readonly tier: 'auto' | 'peer' | 'expert';
  readonly worker: string;
  readonly amount: bigint;
}

function stakeCommand(): Command {
  return createCommand('stake', 'register a worker key with a stake, using the owner key')
    .addOption(networkOption())
    .addOption(keyOption())
    .addOption(passwordOption())
    .addOption(tierOption())
    .requiredOption('--worker <address>', 'address of the hot key that works and votes')
    .requiredOption('--amount <wei>', 'stake in wei', parseWei)
    .addHelpText(
      'after',
      '\nEvery seat locks the bond of its task; a vote that is not revealed loses that bond, and no more.',
    )
    .addHelpText('after', tiersHelp)
    .action(async (options: StakeOptions, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { stake } = await import('../../../node/stake.ts');
        const { formatTos } = await import('../../../node/formatText.ts');
        const role = options.tier;
        const member = await stake({ ...options, role, env: process.env, signal });
        const text = `member ${member.id}: ${role} ${member.worker} with ${formatTos(member.staked)}`;
        return { data: member, text };
      });
    });
}

interface UnstakeOptions {
  readonly network: string;
  readonly key: string;
  readonly passwordFile?: string;
  readonly worker: string;
  readonly amount?: bigint;
}

function unstakeCommand(name: 'unstake' | 'exit', what: string): Command {
  const command = createCommand(name, what)
    .addOption(networkOption())
    .addOption(keyOption())
    .addOption(passwordOption())
    .requiredOption('--worker <address>', 'address of the hot key of the member');
  if (name === 'unstake') {
    command.option('--amount <wei>', 'how much in all (default: everything free)', parseWei);
  }
  command.addHelpText(
    'after',
    '\nThe same command again is the next step, never a second request.',
  );
  return command.action(async (options: UnstakeOptions) => {
    await runCommand(command, async ({ signal }) => {
      const { loadKey } = await import('../../../node/loadKey.ts');
      const { openNetwork } = await import('../../../node/openNetwork.ts');
      const { workerAddress } = await import('../../../node/workerAddress.ts');
      const { unstake } = await import('../../../node/validator/unstake.ts');
      const { describeUnstake } = await import('../../describeValidator.ts');
      const privateKey = await loadKey(options.key, { ...options, env: process.env });
      const worker = await workerAddress({ worker: options.worker, env: process.env });
      const { chain } = await openNetwork(options.network, { signal, privateKey });
      const { amount } = options;
      return describeUnstake(
        await unstake(chain, { worker, ...(amount === undefined ? {} : { amount }) }),
      );
    });
  });
}

function statusCommand(): Command {
  return createCommand('status', 'earning or not and why; what it waits for')
    .requiredOption('--data <folder>', 'data folder of the running daemon')
    .action(async ({ data }: { data: string }, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { daemonStatus } = await import('../../../node/control/daemonStatus.ts');
        const { describeMinerStatus } = await import('../../describeMiner.ts');
        return describeMinerStatus(await daemonStatus(data, { start: 'validator start', signal }));
      });
    });
}

interface ClaimOptions {
  readonly data: string;
  readonly network: string;
  readonly key?: string;
  readonly passwordFile?: string;
}

function claimCommand(): Command {
  return createCommand('claim', 'pay what is owed out to the owner')
    .requiredOption('--data <folder>', 'data folder of the daemon')
    .addOption(networkOption())
    .addOption(keyOption().makeOptionMandatory(false))
    .addOption(passwordOption())
    .addHelpText('after', CLAIM_HELP)
    .action(async (options: ClaimOptions, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { claimOwed } = await import('../../../node/pay/claimOwed.ts');
        const { describeClaim } = await import('../../describeMiner.ts');
        const { data, key, ...others } = options;
        const own = key === undefined ? undefined : () => ({ ...others, key });
        return describeClaim(await claimOwed({ data, own, env: process.env, signal }));
      });
    });
}

interface WorkerOptions {
  readonly network: string;
  readonly worker?: string;
  readonly key?: string;
  readonly passwordFile?: string;
}

function jurorCommand(name: string, what: string): Command {
  return createCommand(name, what)
    .addOption(networkOption())
    .option('--worker <address>', 'address of the hot key')
    .addOption(keyOption().makeOptionMandatory(false))
    .addOption(passwordOption());
}

async function loadDuties(
  options: WorkerOptions,
  { what, signal }: { readonly what: 'duties' | 'votes'; readonly signal: AbortSignal },
) {
  const { openNetwork } = await import('../../../node/openNetwork.ts');
  const { workerAddress } = await import('../../../node/workerAddress.ts');
  const { jurorDuties } = await import('../../../node/validator/jurorDuties.ts');
  const { readMemberByWorker } = await import('../../../chain/actions/readMemberByWorker.ts');
  const { expertDuties } = await import('../../../node/validator/expertDuties.ts');
  const { voteLabels } = await import('../../../node/validator/voteLabels.ts');
  const worker = await workerAddress({ ...options, env: process.env });
  const { chain, network } = await openNetwork(options.network, { signal });
  const { fromBlock } = network;
  const member = await readMemberByWorker(chain, { worker });
  if (member?.role === 'expert')
    return { expert: await expertDuties(chain, { member, fromBlock }) };
  const juror = await jurorDuties(chain, { worker, fromBlock });
  const memberId = juror.member.id;
  if (what === 'duties') return { juror, labels: new Map<string, never>() };
  return { juror, labels: await voteLabels(chain, { memberId, fromBlock }) };
}

function dutiesCommand(name: 'duties' | 'votes', what: string): Command {
  return jurorCommand(name, what).action(async (options: WorkerOptions, command: Command) => {
    await runCommand(command, async ({ signal }) => {
      const { describeDuties, describeExpertDuties, describeVotes } =
        await import('../../describeValidator.ts');
      const { expert, juror, labels } = await loadDuties(options, { what: name, signal });
      if (expert !== undefined) return describeExpertDuties(expert, name);
      return name === 'duties' ? describeDuties(juror) : describeVotes(juror, labels);
    });
  });
}

function explainCommand(): Command {
  return jurorCommand('explain', 'how this juror judged a task, item by item')
    .argument('<task>', 'task id', parseTaskId)
    .action(async (task: bigint, options: WorkerOptions, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { openNetwork } = await import('../../../node/openNetwork.ts');
        const { workerAddress } = await import('../../../node/workerAddress.ts');
        const { explainVote } = await import('../../../node/validator/explainVote.ts');
        const { describeVote } = await import('../../describeVote.ts');
        const worker = await workerAddress({ ...options, env: process.env });
        const opened = await openNetwork(options.network, { signal });
        return describeVote(await explainVote(opened, { task, worker }));
      });
    });
}
