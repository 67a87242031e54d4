import type { TaskKind } from '../core/taskKind.ts';

/** What a miner can be good at; success is learnt for each apart. */
export const SPECIALTIES = [
  'solidity',
  'rust',
  'python',
  'javascript',
  'statistics',
  'logic',
  'general',
] as const;

export type Specialty = (typeof SPECIALTIES)[number];

const BY_EXTENSION: Readonly<Record<string, Specialty>> = {
  sol: 'solidity',
  rs: 'rust',
  py: 'python',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  ts: 'javascript',
};

const BY_KIND: Readonly<Partial<Record<string, Specialty>>> = {
  statistics: 'statistics',
  analysis: 'statistics',
  proof: 'logic',
};

/**
 * The skill a task asks for: its kind's where the kind has one of its own, else the language most of
 * its files are written in.
 *
 * @param files paths and sizes of the public files, bytes
 */
export function specialtyOf(
  kind: TaskKind,
  files: readonly { readonly path: string; readonly bytes: number }[],
): Specialty {
  const own = BY_KIND[kind];
  if (own !== undefined) return own;
  const weights = new Map<Specialty, number>();
  for (const { path, bytes } of files) {
    const language = BY_EXTENSION[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];
    if (language !== undefined) weights.set(language, (weights.get(language) ?? 0) + bytes + 1);
  }
  const [most] = [...weights].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return most?.[0] ?? 'general';
}
