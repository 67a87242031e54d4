import { PoiwError } from '../../core/errors.ts';
import { callControl } from './callControl.ts';

/** A daemon that does not run, said as its status would be. */
interface NotRunning {
  readonly running: false;
  readonly data: string;
  readonly earning: { readonly yes: false; readonly because: string };
}

/** The running daemon's status; that none runs is an answer, not a failure. */
export async function daemonStatus(
  data: string,
  { start, signal }: { readonly start: string; readonly signal: AbortSignal },
): Promise<unknown> {
  try {
    return await callControl({ data, name: 'status', signal });
  } catch (thrown) {
    if (!(thrown instanceof PoiwError) || thrown.code !== 'E_NOT_RUNNING') throw thrown;
    const because = `the daemon does not run: \`poiw ${start}\``;
    return { running: false, data, earning: { yes: false, because } } satisfies NotRunning;
  }
}
