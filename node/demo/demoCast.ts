import { TASK_KINDS } from '../../core/taskKind.ts';
import type { Actor } from '../devnet/cast.ts';

const daemon = (name: string, role: Actor['role'], more: Partial<Actor> = {}): Actor => ({
  name,
  role,
  behaviour: 'honest',
  kinds: [],
  without: [],
  ...more,
});

/**
 * Thirteen processes: two honest miners of unequal skill, three who try it otherwise, five judges and
 * three experts, of whom one runs what a disputant brings before she votes first and two read.
 */
export const DEMO_CAST: readonly Actor[] = [
  daemon('vera', 'miner', { kinds: [...TASK_KINDS] }),
  daemon('milo', 'miner', { kinds: ['audit', 'statistics'], without: ['takeOver'] }),
  daemon('carl', 'miner', { kinds: ['statistics'], behaviour: 'copycat' }),
  daemon('bella', 'miner', { kinds: ['audit'], behaviour: 'bluffer' }),
  daemon('sid', 'miner', { kinds: ['statistics'], behaviour: 'silent' }),
  daemon('aura', 'auto'),
  daemon('argo', 'auto'),
  daemon('pia', 'peer'),
  daemon('pete', 'peer'),
  daemon('paul', 'peer'),
  daemon('eva', 'expert', { args: ['--looks', 'run'] }),
  daemon('emil', 'expert', { args: ['--looks', 'read'] }),
  daemon('enno', 'expert', { args: ['--looks', 'read'] }),
];

/** What a local network runs when nobody plays a part in it. */
export const DEVNET_CAST: readonly Actor[] = DEMO_CAST.filter(
  ({ behaviour }) => behaviour === 'honest',
);
