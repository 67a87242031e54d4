import { answerCommitHash, hiddenCommitHash, voteCommitHash } from '../../../core/commitment.ts';
import { contentIdOf, digestOf } from '../../../core/contentId.ts';
import { scheduleOf } from '../../../core/phase.ts';
import { unseal } from '../../../core/seal.ts';
import { BUNDLE } from '../bundleFiles.ts';
import { assertSame, mismatch, need, type Evidence } from './evidence.ts';

/** The specification and its files are the ones the task was published with. */
export function checkSpec({ facts, task, files }: Evidence): void {
  assertSame('specification', digestOf(task.id), facts.terms.specHash);
  assertSame('number of public files', task.files.size, task.spec.files.length);
  for (const { path, content, bytes } of task.spec.files) {
    const file = need(files, `${BUNDLE.public}/${path}`);
    assertSame(`content of ${path}`, contentIdOf(file), content);
    assertSame(`size of ${path}`, file.length, bytes);
  }
}

/** The hidden part opened is the one committed to, and the plain pack is what was sealed. */
export function checkHidden({ facts, files, record }: Evidence): void {
  const { hidden, terms, publisher } = facts;
  if (hidden === undefined) {
    if (files.has(BUNDLE.hidden)) throw mismatch('a hidden part that was never opened on chain');
    return;
  }
  const domain = {
    chainId: BigInt(record.addresses.chainId),
    contract: record.addresses.taskManager,
  };
  const commit = hiddenCommitHash(domain, { publisher, specHash: terms.specHash, ...hidden });
  assertSame('hidden commitment', commit, terms.hiddenCommit);
  const sealed = need(files, BUNDLE.hiddenSealed);
  assertSame('sealed hidden part', digestOf(contentIdOf(sealed)), hidden.contentHash);
  const plain = unseal(sealed, hidden.salt);
  assertSame('hidden part', contentIdOf(need(files, BUNDLE.hidden)), contentIdOf(plain));
}

/** Every revealed answer opens its miner's commit; the plain answer is what was sealed. */
export function checkCommits({ facts, files, record }: Evidence): void {
  const domain = {
    chainId: BigInt(record.addresses.chainId),
    contract: record.addresses.taskManager,
  };
  for (const { slot, minerId, contentHash, salt } of facts.reveals) {
    const committed = facts.answers.find((one) => one.slot === slot && one.minerId === minerId);
    if (committed === undefined) throw mismatch(`slot ${slot} was revealed and never committed`);
    const commit = answerCommitHash(domain, {
      taskId: BigInt(record.taskId),
      round: 0,
      miner: committed.worker,
      contentHash,
      salt,
    });
    assertSame(`commit of slot ${slot}`, commit, committed.commit);
    checkSealed(files, `${BUNDLE.answers}/${slot}`, { contentHash, salt });
  }
}

/** Every revealed vote opens its juror's commit; the rationale is what was sealed. */
export function checkVotes({ facts, files, record }: Evidence): void {
  const domain = {
    chainId: BigInt(record.addresses.chainId),
    contract: record.addresses.voteModule,
  };
  for (const { round, jurorId, scores, rationaleHash, salt } of facts.votes) {
    const panel = facts.panels.find((one) => one.round === round);
    const juror = panel?.workers[panel.ids.indexOf(jurorId)];
    if (juror === undefined) throw mismatch(`juror ${jurorId} was not drawn`);
    const committed = facts.voteCommits.find((one) => one.round === round && one.worker === juror);
    if (committed === undefined) throw mismatch(`juror ${jurorId} revealed and never committed`);
    const commit = voteCommitHash(domain, {
      taskId: BigInt(record.taskId),
      tier: 0,
      round,
      juror,
      scores,
      rationaleHash,
      salt,
    });
    assertSame(`commit of juror ${jurorId}`, commit, committed.commit);
    checkSealed(files, `${BUNDLE.votes}/${jurorId}`, { contentHash: rationaleHash, salt });
  }
}

/** The beacon exists wherever something was verified, and came after the commits. */
export function checkBeacon({ facts, record }: Evidence): void {
  if (facts.receipts.length === 0) return;
  const at = (name: string) =>
    record.history.find(({ events }) => events.some((event) => event.name === name));
  const published = at('TaskPublished');
  const fixed = at('BeaconFixed');
  if (published === undefined || fixed === undefined) throw mismatch('no beacon was fixed');
  const { commitEnd } = scheduleOf(facts.terms.windows, published.timestamp);
  if (fixed.timestamp <= commitEnd) throw mismatch('the beacon was fixed while commits were open');
}

/** A blob nobody served any more is absent in both forms; one that is there must be right. */
export function checkSealed(
  files: ReadonlyMap<string, Uint8Array>,
  path: string,
  { contentHash, salt }: { readonly contentHash: `0x${string}`; readonly salt: `0x${string}` },
): void {
  const sealed = files.get(`${path}.sealed`);
  const plain = files.get(`${path}.json`);
  if (sealed === undefined) {
    if (plain !== undefined) throw mismatch(`${path}.json has no sealed form`);
    return;
  }
  assertSame(`${path}.sealed`, digestOf(contentIdOf(sealed)), contentHash);
  if (plain === undefined) return;
  assertSame(`${path}.json`, contentIdOf(plain), contentIdOf(unseal(sealed, salt)));
}
