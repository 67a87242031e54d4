import type { SolcStore } from './solidity/createSolcStore.ts';

/** A pool of workers that run checks; see createCheckPool. */
export interface CheckPool {
  /**
   * Runs one job in a worker.
   *
   * @throws PoiwError E_CHECK_TIMEOUT when the kill switch fired, E_CHECK_CRASHED when the worker
   * died (heap, stack): neither is a verdict; E_ABORTED when the signal fired; E_COMPILER,
   * E_TASK_INVALID and the like as the job threw them
   */
  run<Result>(job: { readonly name: string }, options: { signal: AbortSignal }): Promise<Result>;
  stop(): Promise<void>;
  /** Where compilers come from that the package does not hold. */
  readonly solcStore?: SolcStore;
}
