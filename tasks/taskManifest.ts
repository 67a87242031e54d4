import { z } from 'zod';
import { LIMITS } from '../core/limits.ts';
import { TASK_KINDS } from '../core/taskKind.ts';
import { relativePath, taskSpecSchema } from './taskSpec.ts';

/** Folder whose files are published sealed and opened only after the answers are. */
const HIDDEN_FOLDER = 'hidden/';

/** True for a path in the hidden folder, also on a file system that ignores case. */
export function isHiddenPath(path: string): boolean {
  return path.toLowerCase().startsWith(HIDDEN_FOLDER);
}

const seconds = z.int().min(0).max(31_536_000);

/** `terms` of task.json: all optional, the kind has the defaults. */
const termsSchema = z.strictObject({
  /** Factor on the kind's base reward, at most two decimals. */
  difficulty: z.number().min(1).max(10).multipleOf(0.01).optional(),
  /** wei; instead of `difficulty` */
  reward: z
    .string()
    .regex(/^[1-9][0-9]{0,30}$/, 'a decimal amount in wei')
    .optional(),
  /** Answers accepted; one slot each on chain. */
  maxAnswers: z.int().min(1).max(32).optional(),
  /** Automatic validators whose receipts must agree. */
  attesters: z.int().min(1).max(5).optional(),
  /** Peer jurors drawn when a check leaves items open. */
  panelSize: z.int().min(0).max(21).optional(),
  /**
   * `epoch`: the jurors may judge it together with other tasks, which costs them less gas. `growing`: a
   * panel of three that two more join while it is undecided, up to eleven.
   */
  lane: z.enum(['task', 'epoch', 'growing']).optional(),
  /** Parts of the reward in basis points. */
  split: z
    .strictObject({ miners: z.int(), peers: z.int(), experts: z.int(), network: z.int() })
    .optional(),
  /** Phase lengths in seconds. */
  windows: z
    .strictObject({
      think: seconds,
      commit: seconds,
      reveal: seconds,
      verify: seconds,
      voteCommit: seconds,
      voteReveal: seconds,
      settle: seconds,
    })
    .partial()
    .optional(),
});
export type ManifestTerms = z.infer<typeof termsSchema>;

/** `task.json`: what a publisher writes. docs/task-format.md explains every field. */
export const taskManifestSchema = z.strictObject({
  schema: z.literal('poiw.task/v1'),
  kind: z.enum(TASK_KINDS),
  title: taskSpecSchema.shape.title,
  description: taskSpecSchema.shape.description,
  /** Kind-specific; each kind's file has the schema. */
  settings: z.record(z.string(), z.json()),
  /** Files everyone may read. */
  public: z.array(relativePath).max(LIMITS.files),
  /** Files under hidden/. */
  hidden: z
    .array(relativePath.refine(isHiddenPath, 'a path under hidden/'))
    .max(LIMITS.files)
    .optional(),
  terms: termsSchema.optional(),
});
export type TaskManifest = z.infer<typeof taskManifestSchema>;
