import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compareCodePoints, joinKey } from '../keys/index.js';
import type { ObjectInfo } from '../storage.js';
import { isMissing, systemCode } from './fs-error.js';
import { readEntries } from './read-entries.js';

/** How many files' sizes are asked for at once. */
const batch = 64;

/** Every file below a directory, ascending by key; `directory` is its key below `root`. */
export async function* listFiles(root: string, directory: string): AsyncGenerator<ObjectInfo> {
  const entries = await readEntries(root, join(root, directory));
  const sorted = entries
    .map(({ name, kind }) => ({ name, kind, order: kind === 'directory' ? `${name}/` : name }))
    .sort((a, b) => compareCodePoints(a.order, b.order));
  for (let start = 0; start < sorted.length; start += batch) {
    const some = sorted.slice(start, start + batch);
    const facts = await Promise.all(
      some.map(({ name, kind }) => (kind === 'file' ? describe(root, joinKey(directory, name)) : null)),
    );
    for (const [index, { name }] of some.entries()) {
      const info = facts[index] ?? null;
      if (info === null) yield* listFiles(root, joinKey(directory, name));
      else yield info;
    }
  }
}

/** A link that is dangling or leads to itself is a file without bytes. */
async function describe(root: string, key: string): Promise<ObjectInfo> {
  try {
    const { size, mtimeMs } = await stat(join(root, key));
    return { key, size, modified: mtimeMs };
  } catch (error) {
    if (isMissing(error) || systemCode(error) === 'ELOOP') return { key, size: 0, modified: 0 };
    throw error;
  }
}
