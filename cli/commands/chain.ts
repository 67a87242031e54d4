import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Hex } from '../../core/contentId.ts';
import { formatTable } from '../../node/formatText.ts';
import type { NetworkChoice } from '../../node/openNetwork.ts';
import {
  createCommand,
  keyOption,
  networkOption,
  parseInteger,
  passwordOption,
  rpcOption,
} from '../options.ts';
import { runCommand } from '../runCommand.ts';

export function chainCommand(): Command {
  return createCommand('chain', 'deploy the contracts, look at a chain')
    .addCommand(deployCommand())
    .addCommand(statusCommand());
}

interface DeployOptions {
  readonly network: string;
  readonly rpc: readonly string[];
  readonly chainId: number;
  readonly key: string;
  readonly passwordFile?: string;
  readonly treasury?: Hex;
}

function deployCommand(): Command {
  return createCommand('deploy', 'put the contracts on a chain; again: go on, or change nothing')
    .addOption(new Option('--network <alias>', 'alias or file to write').makeOptionMandatory())
    .addOption(rpcOption().makeOptionMandatory())
    .requiredOption('--chain-id <number>', 'the chain it has to be', parseInteger)
    .addOption(keyOption())
    .addOption(passwordOption())
    .option(
      '--treasury <address>',
      'takes the network’s part (default: the deployer)',
      parseAddress,
    )
    .action(async (options: DeployOptions, command: Command) => {
      await runCommand(command, async ({ signal, progress }) => {
        const { deployNetwork } = await import('../../node/deployNetwork.ts');
        const { file, network, deployed } = await deployNetwork({
          ...{ ...options, env: process.env, signal, progress },
        });
        const { addresses, fromBlock } = network;
        return {
          data: { file, deployed, fromBlock, addresses },
          text: `${deployed ? 'deployed' : 'already deployed'}: ${file}`,
          chainId: BigInt(addresses.chainId),
        };
      });
    });
}

function statusCommand(): Command {
  return createCommand('status', 'the chain’s end, its RPC URLs, the contracts and their code')
    .addOption(networkOption())
    .addOption(rpcOption())
    .action(async (options: NetworkChoice, command: Command) => {
      await runCommand(command, async ({ signal }) => {
        const { chainStatus } = await import('../../node/chainStatus.ts');
        const data = await chainStatus(options, signal);
        const rpc = data.rpc.map(({ url, state, head, behind }) => [
          ...[url, state, head?.toString() ?? '-'],
          behind > 0 ? `${behind} behind` : '',
        ]);
        const contracts = data.contracts.map(({ name, address }) => [name, address, 'code ok']);
        const text = `chain ${data.chainId}, block ${data.head}, ${data.tasks} tasks`;
        const tables = [formatTable(rpc), formatTable(contracts)];
        return { data, text: [text, ...tables].join('\n'), chainId: BigInt(data.chainId) };
      });
    });
}

function parseAddress(text: string): Hex {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) {
    throw new InvalidArgumentError('an address is 0x and 40 hex digits');
  }
  return text as Hex;
}
