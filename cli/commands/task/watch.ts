import { Option, type Command } from 'commander';
import { existsSync } from 'node:fs';
import type { FollowBatch } from '../../../chain/follow/cursor.ts';
import { PoiwError } from '../../../core/errors.ts';
import { runCommand } from '../../runCommand.ts';
import { publisherCommand, type PublisherChoice } from './publisherOptions.ts';

interface WatchOptions extends PublisherChoice {
  readonly until: 'ended' | 'final' | 'stopped';
  readonly cursor?: string;
}

export function watchCommand(): Command {
  return publisherCommand(
    'watch',
    'follow a task live: every event and phase; opens your hidden part when it is time',
  )
    .addOption(
      new Option(
        '--until <when>',
        'stop when the task ended, when no reorg can change that, or only by Ctrl-C',
      )
        .choices(['ended', 'final', 'stopped'])
        .default('ended'),
    )
    .option('--cursor <file>', 'remember here what was told, and go on from there next time')
    .addHelpText(
      'after',
      `
With --json every event is a line (poiw.event/v1: applied, reverted by a reorg, or final), and the
result is the last line. Without the publisher’s key it only watches.`,
    )
    .action(async (id: bigint, options: WatchOptions, command: Command) => {
      await runCommand(command, async ({ signal, progress, emit }) => {
        const { watchTask } = await import('../../../node/watchTask.ts');
        const { describeTask } = await import('../../describeTask.ts');
        const { describeBatch } = await import('../../describeBatch.ts');
        const { key, ...rest } = options;
        const settings = {
          ...{ ...rest, env: process.env, signal, progress },
          onBatch: (batch: FollowBatch) => describeBatch(batch).forEach(emit),
        };
        const mayWatchOnly = command.getOptionValueSource('key') === 'default';
        if (mayWatchOnly && !existsSync(key.slice('file:'.length))) {
          return describeTask(await watchTask(id, settings));
        }
        const watched = await watchTask(id, { ...settings, key }).catch((thrown: unknown) => {
          const isHeld = thrown instanceof PoiwError && thrown.code === 'E_ALREADY_RUNNING';
          if (!mayWatchOnly || !isHeld) throw thrown;
          progress('another process has the publisher’s journal: only watching');
          return watchTask(id, settings);
        });
        return describeTask(watched);
      });
    });
}
