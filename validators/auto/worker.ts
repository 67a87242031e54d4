import { asPoiwError, type ErrorCode } from '../../core/errors.ts';
import { compareGas } from './gas/compareGas.ts';
import type { GasRequest } from './gas/gasRequest.ts';
import { simulateScenario } from './evm/simulateScenario.ts';
import type { SimulateJob } from './evm/simulation.ts';
import type { ParseRequest } from './languages/source.ts';
import type { FuelRequest } from './programs/compareFuel.ts';
import type { CompileRequest } from './solidity/compilation.ts';
import { compileSources } from './solidity/compile.ts';
import type { Soljson } from './solidity/readSoljson.ts';

/** A job as it reaches a worker. */
export type Job =
  /** Nothing: starts a thread before it is needed. */
  | { readonly name: 'ready' }
  | ({ readonly name: 'compile'; readonly soljson: Soljson } & CompileRequest)
  | ({ readonly name: 'parse' } & ParseRequest)
  | ({ readonly name: 'simulate' } & SimulateJob)
  | ({ readonly name: 'fuel' } & FuelRequest)
  | ({ readonly name: 'gas' } & GasRequest);

/** What a worker sends back: an error class does not survive the trip between threads. */
export type JobOutcome =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly error: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly hint: string | undefined;
        readonly details: Readonly<Record<string, unknown>>;
      };
    };

/** The one function a pool's threads run. */
export async function runJob(job: Job): Promise<JobOutcome> {
  try {
    return { ok: true, value: await runNamed(job) };
  } catch (thrown) {
    const { code, message, hint, details } = asPoiwError(thrown);
    return { ok: false, error: { code, message, hint, details } };
  }
}

async function runNamed(job: Job): Promise<unknown> {
  switch (job.name) {
    case 'ready':
      return null;
    case 'compile':
      return compileSources(job, job.soljson);
    case 'parse': {
      // Parsers take a second to load: only workers that need them do.
      const { checkLanguage } = await import('./languages/checkLanguage.ts');
      return checkLanguage(job);
    }
    case 'simulate':
      return simulateScenario(job);
    case 'fuel': {
      const { compareFuel } = await import('./programs/compareFuel.ts');
      return compareFuel(job);
    }
    case 'gas':
      return compareGas(job);
  }
}
