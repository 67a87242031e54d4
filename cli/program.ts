import { Command } from 'commander';
import { chainCommand } from './commands/chain.ts';
import { checkCommand } from './commands/check.ts';
import { demoCommand } from './commands/demo.ts';
import { devnetCommand } from './commands/devnet.ts';
import { disputeCommand } from './commands/dispute.ts';
import { memberCommand } from './commands/member.ts';
import { minerCommand } from './commands/miner.ts';
import { payCommand } from './commands/pay.ts';
import { protectionCommand } from './commands/protection.ts';
import { modelCommand } from './commands/model.ts';
import { receiptCommand } from './commands/receipt.ts';
import { resultCommand } from './commands/result.ts';
import { stakeCommand } from './commands/stake.ts';
import { taskCommand } from './commands/task.ts';
import { validatorCommand } from './commands/validator.ts';
import { exitForCommander } from './usageError.ts';
import { packageVersion } from '../node/packageVersion.ts';

/** The whole command line. */
export function createProgram(): Command {
  const program = new Command('poiw')
    .description(
      'Proof of Intelligent Work: miners solve real tasks, proofs and sealed votes judge',
    )
    .version(packageVersion)
    .option('--json', 'print one JSON envelope on stdout, nothing else')
    .option('-q, --quiet', 'no progress on stderr')
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows the options)')
    .exitOverride(exitForCommander)
    .addHelpText(
      'after',
      `
Examples:
  poiw demo                                       a whole economy on a local chain, in a minute
  poiw devnet                                     the same chain and services, kept running
  poiw task publish tasks/samples/audit-harbor --wait settled
  poiw check tasks/samples/audit-harbor --answer answer.json
  poiw result verify .poiw/demo-1/results/1/bundle --offline`,
    );

  for (const command of [
    demoCommand(),
    devnetCommand(),
    taskCommand(),
    minerCommand(),
    modelCommand(),
    validatorCommand(),
    disputeCommand(),
    payCommand(),
    protectionCommand(),
    stakeCommand(),
    memberCommand(),
    resultCommand(),
    receiptCommand(),
    checkCommand(),
    chainCommand(),
  ]) {
    program.addCommand(command);
  }

  return program;
}
