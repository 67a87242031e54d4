/**
 * What a journal still does once its disk is full. Started on a small disk by the tests only:
 * `fullDiskChild.ts <folder> <promise first: yes|no>`; says so on stdout as JSON.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hex } from '../../core/contentId.ts';
import { asPoiwError } from '../../core/errors.ts';
import { openJournal } from '../../node/openJournal.ts';

const [folder = '', first] = process.argv.slice(2);
const hex = (byte: string, length = 32): Hex => `0x${byte.repeat(length)}`;
const promise = (taskId: bigint) => ({
  ...{ chainId: 5n, contract: hex('aa', 20), kind: 'answer' as const, taskId, round: 0 },
  ...{ actor: hex('bb', 20), commit: hex('01'), contentHash: hex('02'), salt: hex('03') },
});

const journal = openJournal(join(folder, 'journal.db'));
if (first === 'yes') journal.checkAndInsert(promise(1n));
fillDisk();
const sent = upTo(20, send);
const promised = upTo(200, (at) => journal.checkAndInsert(promise(BigInt(at + 2))));
const still = upTo(20, (at) => send(at + 100));
process.stdout.write(JSON.stringify({ sent, promised, still }));

/** A commit or a reveal in the stages it goes through, replaced once by a dearer one. */
function send(at: number): void {
  const { transactions } = journal;
  const intent = { chainId: 5n, sender: hex('cc', 20), intent: `reveal ${at}` };
  const { id } = transactions.prepare({ ...intent, to: hex('dd', 20), data: hex('ee', 164) });
  const signed = [hex('f0', 300), hex('f1', 300)];
  const base = { nonce: at, mined: null, failure: null };
  transactions.update(id, { ...base, stage: 'signed', signed: signed.slice(0, 1) });
  transactions.update(id, { ...base, stage: 'sent', signed });
  transactions.update(id, { ...base, stage: 'final', signed });
}

/** How often something succeeded until it failed, and with what code. */
function upTo(times: number, run: (at: number) => unknown): { done: number; code: string | null } {
  for (let done = 0; done < times; done += 1) {
    try {
      run(done);
    } catch (thrown) {
      return { done, code: asPoiwError(thrown).code };
    }
  }
  return { done: times, code: null };
}

function fillDisk(): void {
  for (let size = 65_536; size > 0; size = Math.floor(size / 2)) {
    try {
      for (;;) appendFileSync(join(folder, 'filler'), Buffer.alloc(size));
    } catch {
      // No room for so much: smaller pieces fill the rest.
    }
  }
}
