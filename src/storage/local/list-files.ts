import { join } from 'node:path';
import { compareCodePoints, joinKey } from '../keys/index.js';
import type { ObjectInfo } from '../storage.js';
import type { FileCalls } from './file-calls.js';
import { explain, isMissing, systemCode } from './fs-error.js';
import type { LinkGuard } from './link-guard.js';
import { type LocalEntry, readEntries } from './read-entries.js';

/** How many files' sizes are asked for at once. */
const batch = 64;

/**
 * Every file below a directory, ascending by key; `directory` is its key below `root`. A link that leads out of the root
 * counts as a file, so that whoever opens it hears of it, and is not followed. With `isEverything` what is no file is listed
 * too, without bytes. Fails with a StorageError that names, by `location`, the directory or file that the file system refuses.
 */
export async function* listFiles(
  root: string,
  directory: string,
  links: LinkGuard,
  calls: FileCalls,
  location: (key: string) => string,
  isEverything = false,
): AsyncGenerator<ObjectInfo> {
  const entries = await explain(location(directory), () =>
    withoutLeaving(root, directory, links, calls, isEverything),
  );
  const sorted = entries
    .map(({ name, kind, leaves, notAFile }) => ({
      name,
      kind,
      leaves,
      notAFile,
      order: kind === 'directory' ? `${name}/` : name,
    }))
    .sort((a, b) => compareCodePoints(a.order, b.order));
  for (let start = 0; start < sorted.length; start += batch) {
    const some = sorted.slice(start, start + batch);
    const facts = await Promise.all(
      some.map(async ({ name, kind, leaves, notAFile }) => {
        if (kind !== 'file') return null;
        const key = joinKey(directory, name);
        if (notAFile !== undefined) return { key, size: 0, modified: 0, notAFile };
        const info = await explain(location(key), () => describe(root, key, calls));
        return leaves ? { ...info, leaves } : info;
      }),
    );
    for (const [index, { name }] of some.entries()) {
      const info = facts[index] ?? null;
      if (info === null)
        yield* listFiles(root, joinKey(directory, name), links, calls, location, isEverything);
      else yield info;
    }
  }
}

interface FoundEntry extends LocalEntry {
  readonly leaves?: true;
}

async function withoutLeaving(
  root: string,
  directory: string,
  links: LinkGuard,
  calls: FileCalls,
  isEverything: boolean,
): Promise<FoundEntry[]> {
  const entries = await readEntries(root, join(root, directory), calls, isEverything);
  return Promise.all(
    entries.map(async (entry) =>
      entry.isLink && (await links.leaves(join(root, directory, entry.name)))
        ? { name: entry.name, kind: 'file' as const, leaves: true as const }
        : entry,
    ),
  );
}

/** A link that is dangling or leads to itself is a file without bytes. */
async function describe(root: string, key: string, calls: FileCalls): Promise<ObjectInfo> {
  try {
    const { size, mtimeMs } = await calls.stat(join(root, key));
    return { key, size, modified: mtimeMs };
  } catch (error) {
    if (isMissing(error) || systemCode(error) === 'ELOOP') return { key, size: 0, modified: 0 };
    throw error;
  }
}
