import { Option, type Command } from 'commander';
import {
  createCommand,
  DEVNET_HOME,
  keyOption,
  networkOption,
  parseTaskId,
  passwordOption,
  rpcOption,
} from '../../options.ts';

export const publisherKey = () => keyOption(`file:${DEVNET_HOME}/keys/publisher.key`);
export const publisherData = () =>
  new Option('--data <folder>', 'folder of the publisher’s journal').default(
    `${DEVNET_HOME}/data/publisher`,
  );

/** What every command takes that acts for a publisher. */
export interface PublisherChoice {
  readonly network: string;
  readonly rpc?: readonly string[];
  readonly key: string;
  readonly passwordFile?: string;
  readonly data: string;
}

/** A command about one task of a publisher. */
export function publisherCommand(name: string, what: string): Command {
  return createCommand(name, what)
    .argument('<id>', 'task id', parseTaskId)
    .addOption(networkOption())
    .addOption(rpcOption())
    .addOption(publisherKey())
    .addOption(passwordOption())
    .addOption(publisherData());
}
