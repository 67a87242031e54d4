import type { Dataset } from './openDataset.ts';
import type { Query, QueryOutcome } from './query.ts';
import { QUERY_LIMITS } from './queryLimits.ts';
import { isFatal, planQuery, runQuery } from './runQuery.ts';

/**
 * Outcomes of all queries, in order. Two run at once, each in one thread, which sums alike every
 * time. They share the memory, so one that fails beside another runs once more alone: what fails is
 * decided by the query itself, never by its neighbour.
 */
export async function runBatch(
  dataset: Dataset,
  queries: readonly Query[],
  reopen: () => Promise<Dataset>,
): Promise<readonly QueryOutcome[]> {
  let open = dataset;
  const replaceAfter = async (outcome: QueryOutcome) => {
    if (isFatal(outcome)) open = await reopen();
  };
  const spent = new Map<string, number>();
  const refusals: (QueryOutcome | undefined)[] = [];
  for (const { sql, group } of queries) {
    const before = spent.get(group) ?? 0;
    const { work, refused } = await planQuery(open, sql, QUERY_LIMITS.answerWork - before);
    spent.set(group, before + work);
    refusals.push(refused ?? undefined);
    if (refused !== null) await replaceAfter(refused);
  }
  const outcomes = await runTwoAtATime(open, queries, refusals);
  const failed = outcomes.filter((outcome, at) => refusals[at] === undefined && isError(outcome));
  if (failed.some(isFatal)) open = await reopen();
  for (const outcome of failed) {
    const at = outcomes.indexOf(outcome);
    const alone = await runQuery(open.connection, queries[at]?.sql ?? '');
    outcomes[at] = alone;
    await replaceAfter(alone);
  }
  return outcomes;
}

async function runTwoAtATime(
  { connection, other }: Dataset,
  queries: readonly Query[],
  refusals: readonly (QueryOutcome | undefined)[],
): Promise<QueryOutcome[]> {
  const outcomes: QueryOutcome[] = [];
  const rest = queries.entries();
  const work = async (own: typeof connection) => {
    for (const [at, { sql }] of rest) outcomes[at] = refusals[at] ?? (await runQuery(own, sql));
  };
  await Promise.all([work(connection), work(other)]);
  return outcomes;
}

/** A failure of the engine, not a result that is none. */
function isError(outcome: QueryOutcome): boolean {
  return outcome.state === 'failed' && outcome.reason !== 'no-result';
}
