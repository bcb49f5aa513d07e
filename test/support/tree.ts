import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { isOwnFile } from '../../src/tree/layout/own-files.js';

/** Paths of all files of a tree, ascending, without the tool's own; none when it does not exist. */
export async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((path) => !isOwnFile(path))
    .sort();
}

/** The hash of every file below a directory, by path, ascending. */
export async function hashTree(directory: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const path of await listFiles(directory)) {
    hashes[path] = createHash('sha256')
      .update(await readFile(join(directory, path)))
      .digest('hex');
  }
  return hashes;
}

/** Fails unless two directories hold the same files with the same bytes. */
export async function assertSameTree(actual: string, expected: string): Promise<void> {
  assert.equal(await hashTree(actual), await hashTree(expected));
}

/** A JSON file, parsed. */
export async function readJsonFile(...path: string[]): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(...path), 'utf8')) as Record<string, unknown>;
}
