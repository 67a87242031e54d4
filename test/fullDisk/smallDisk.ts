import { spawnSync } from 'node:child_process';

export interface SmallDiskRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program with a file system of its own of so many KiB mounted on a folder. The mount is
 * seen by that program alone and ends with it; no privileges are needed where the kernel lets
 * users have namespaces, as most do.
 */
export function runOnSmallDisk(
  { folder, kib }: { readonly folder: string; readonly kib: number },
  [program, ...args]: readonly [string, ...string[]],
): SmallDiskRun {
  const script = 'mount -t tmpfs -o size="$1"k poiw "$2" && shift 2 && exec "$@"';
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    ['--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh', `${kib}`, folder]
      .concat(program)
      .concat(args),
    { encoding: 'utf8', timeout: 60_000, env: { PATH: process.env['PATH'] } },
  );
  return { code: status, stdout, stderr };
}

/** Whether this machine lets us have a small disk. */
export function hasSmallDisks(folder: string): boolean {
  return process.platform === 'linux' && runOnSmallDisk({ folder, kib: 64 }, ['true']).code === 0;
}
