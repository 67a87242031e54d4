import type { HostileJob } from './hostileJob.ts';
import { programJobs } from './programJobs.ts';
import { sourceJobs } from './sourceJobs.ts';
import { statisticsJobs } from './statisticsJobs.ts';

/** Of every kind other than audit. */
export const jobs: readonly HostileJob[] = [...sourceJobs, ...programJobs, ...statisticsJobs];
