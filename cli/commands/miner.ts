import type { Command } from 'commander';
import { createCommand } from '../options.ts';
import { controlCommands } from './miner/control.ts';
import { operatingCommands } from './miner/operate.ts';
import { practiceCommand } from './miner/practice.ts';
import { startCommand } from './miner/start.ts';

export function minerCommand(): Command {
  const miner = createCommand('miner', 'solve tasks and earn');
  const commands = [startCommand(), ...controlCommands(), ...operatingCommands()];
  for (const command of [...commands, practiceCommand()]) {
    miner.addCommand(command);
  }
  return miner;
}
