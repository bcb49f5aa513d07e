import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { isPartialName } from '../../../src/storage/partial-name.js';
import { ledgerDirectories } from '../../../src/tree/layout/own-files.js';
import { parseEntry } from '../../../src/tree/ledger.js';
import type { Place } from './places.js';
import type { Published } from './read-published.js';

/** Paths of all that a killed process may leave, the tool's own files included. */
export async function leftoversIn(place: Place): Promise<string[]> {
  const top = await place.directory();
  const entries = await readdir(top, { recursive: true, withFileTypes: true });
  return entries
    .map(({ parentPath, name }) => join(parentPath, name).slice(top.length + 1))
    .filter(
      (path) =>
        path.split('/').some(isPartialName) ||
        /^\.cryoet\/(withdrawn|lease\/10801)\/.*\.(json|reduced|\d+)$/.test(path),
    );
}

/** What ledgers say of files, without times. */
export async function ledgersOf(place: Place): Promise<Record<string, unknown>> {
  const top = await place.directory();
  const paths = await readdir(top, { recursive: true, withFileTypes: true });
  const found: Record<string, unknown> = {};
  for (const { parentPath, name } of paths.filter((entry) => entry.name.endsWith('.jsonl'))) {
    const path = join(parentPath, name);
    assert.ok(path.includes(ledgerDirectories.run.replace('/runs', '')));
    for (const line of (await readFile(path, 'utf8')).split('\n')) {
      const entry = parseEntry(line);
      for (const { path: file, ...facts } of entry?.files ?? []) found[file] = facts;
    }
  }
  return found;
}

/** What is not as in a tree whose ingest nobody stopped. */
export function differences({ files }: Published, complete: Published): string[] {
  const paths = new Set([...Object.keys(files), ...Object.keys(complete.files)]);
  return [...paths]
    .filter((path) => files[path] !== complete.files[path])
    .map((path) => `${path} is not as undisturbed`);
}
