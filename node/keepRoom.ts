import { rmSync, writeFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** Room that is made at once: SQLite's pages of 4 KiB, a transaction takes one or two. */
const PAGES = 64;
const PAGE_BYTES = 4096;
/** Below this the room is made anew. */
const LOW = 48;
/** The log is written into the database after so many pages, and begins anew within its room. */
const CHECKPOINT_PAGES = 16;
/** What making it takes on the disk, in the database and in its log, with some to spare. */
const TAKEN_BYTES = 3 * PAGES * PAGE_BYTES;

export const ROOM_SCHEMA = 'CREATE TABLE IF NOT EXISTS room (filler BLOB)';

/**
 * Room in a database for what a promise brings with it: its commit, its reveal, and each dearer
 * replacement of either. Pages nobody uses, in the database and in its log, are allocated before
 * the promise is made, so that a disk which fills up afterwards cannot take them.
 *
 * @returns what sees to it that there is room. @throws what the disk or SQLite says when there is not
 */
export function createRoom(db: DatabaseSync, path: string): () => void {
  db.exec(`PRAGMA wal_autocheckpoint=${CHECKPOINT_PAGES}`);
  const unused = db.prepare('PRAGMA freelist_count');
  const fill = db.prepare(`INSERT INTO room VALUES (zeroblob(${PAGES * PAGE_BYTES}))`);
  // The log of an earlier process may be gone: it has to grow once in each.
  let grown = false;
  return () => {
    if (grown && Number(unused.get()?.['freelist_count'] ?? 0) >= LOW) return;
    assertSpace(`${path}-room`);
    // Committed before it is deleted: only what was written is allocated.
    fill.run();
    db.exec('DELETE FROM room');
    db.exec('PRAGMA wal_checkpoint(RESTART)');
    grown = true;
  };
}

/**
 * A log that was filled and does not fit into its database blocks every later write: whether there
 * is space is found out beside it, where quotas count too.
 */
function assertSpace(probe: string): void {
  try {
    writeFileSync(probe, Buffer.alloc(TAKEN_BYTES), { mode: 0o600 });
  } finally {
    rmSync(probe, { force: true });
  }
}
