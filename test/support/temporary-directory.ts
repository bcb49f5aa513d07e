import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system in memory, and bytes that must be free there and in memory. */
const inMemory = { place: '/dev/shm', leastFree: 6e9 };

/** Tests write many small files and wait for each to be stored: in memory where there is room, unless `TMPDIR` says a place. */
function hasRoomInMemory(): boolean {
  if (process.env.TMPDIR || freemem() < inMemory.leastFree) return false;
  try {
    const { bavail, bsize } = statfsSync(inMemory.place);
    if (bavail * bsize < inMemory.leastFree) return false;
    const mounts = readFileSync('/proc/self/mounts', 'latin1').split('\n');
    // Some tests start programs that they write.
    const mount = mounts.findLast((line) => line.split(' ')[1] === inMemory.place)?.split(' ');
    return mount?.[2] === 'tmpfs' && mount[3]?.split(',').includes('noexec') === false;
  } catch {
    return false;
  }
}

const makePrefix = () => join(hasRoomInMemory() ? inMemory.place : tmpdir(), 'cryoet-test-');

/** Runs work with a directory of its own, which is gone afterwards whatever happened. */
export async function inTemporaryDirectory<Result>(
  work: (directory: string) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(makePrefix());
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A directory for a whole suite; `test.after(remove)` takes it away. */
export function temporaryDirectory(): { readonly directory: string; readonly remove: () => void } {
  const directory = mkdtempSync(makePrefix());
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** What was in a directory at some moment. */
export interface KeptDirectory {
  /** Puts it back, with the times that files had: a ledger then finds everything as it left it. */
  restore(): void;
  /** Forgets it; for `test.after`. */
  remove(): void;
}

/** Keeps a copy of a directory, or that nothing is there. */
export function keepDirectory(directory: string): KeptDirectory {
  const { directory: place, remove } = temporaryDirectory();
  const copy = join(place, 'kept');
  if (existsSync(directory)) copyDirectory(directory, copy);
  return {
    restore() {
      rmSync(directory, { recursive: true, force: true });
      if (existsSync(copy)) copyDirectory(copy, directory);
    },
    remove,
  };
}

/** Copies a directory to where nothing is. `cp` keeps times to the nanosecond, which Node's own copies round. */
export function copyDirectory(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to]);
}
