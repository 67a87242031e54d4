import type { ContentId, Hex } from '../../core/contentId.ts';
import type { TaskPackage } from '../../tasks/taskSpec.ts';
import type { CheckPool } from './pool.ts';
import type { CheckedItem } from './verification.ts';

export interface CheckRequest {
  readonly task: TaskPackage;
  /** Content id of the answer's plain bytes. */
  readonly answer: ContentId;
  /** The answer, already valid against the kind's schema and naming this task. */
  readonly value: unknown;
  readonly seed: Hex;
}

export interface CheckRuntime {
  readonly pool: CheckPool;
  readonly signal: AbortSignal;
}

/** One way of deciding the items of an answer; one file each in checks/. */
export interface Check {
  readonly name: string;
  run(request: CheckRequest, runtime: CheckRuntime): Promise<readonly CheckedItem[]>;
}
