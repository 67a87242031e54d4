import type { CommanderError } from 'commander';
import { EXIT } from '../core/errors.ts';
import { packageVersion } from '../node/packageVersion.ts';

/**
 * Ends the process for what commander has to say: help and version are answers, everything else is
 * wrong usage, with an envelope when one was asked for.
 */
export function exitForCommander(error: CommanderError): never {
  if (error.exitCode === 0) process.exit(EXIT.ok);
  if (process.argv.includes('--json')) {
    const envelope = {
      schema: 'poiw.cli/v1',
      command: '',
      ok: false,
      data: null,
      warnings: [],
      error: {
        code: 'E_USAGE',
        message: error.message.replace(/^error: /, ''),
        hint: 'see --help',
        docs: 'docs/cli.md#errors',
        retryable: false,
        details: {},
      },
      meta: { version: packageVersion, chainId: null, durationMs: 0 },
    };
    process.stdout.write(`${JSON.stringify(envelope, null, 2)}\n`);
  }
  process.exit(EXIT.usage);
}
