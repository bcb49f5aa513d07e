import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = join(tmpdir(), 'cryoet-test-');

/** Runs work with a directory of its own, which is gone afterwards whatever happened. */
export async function inTemporaryDirectory<Result>(
  work: (directory: string) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(prefix);
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A directory for a whole suite; `test.after(remove)` takes it away. */
export function temporaryDirectory(): { readonly directory: string; readonly remove: () => void } {
  const directory = mkdtempSync(prefix);
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
