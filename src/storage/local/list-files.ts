import type { Dirent } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { nullIf, StorageError } from '../../base/errors.js';
import { compareCodePoints, joinKey } from '../keys.js';
import type { DirectoryEntry, NotAFile, ObjectInfo } from '../storage.js';
import type { FileCalls } from './file-calls.js';
import { explain, isMissing, systemCode } from './fs-error.js';

/** Files whose facts are read at the same time. */
const batch = 64;

/**
 * Yields every file below a directory, ascending by key; `directory` is its key below `root`. A link that leads out of
 * the root is listed as a file and not followed, so that opening it fails; other links have their `target`. With
 * `isEverything`, entries that are not files, and files and directories that the file system refuses, are listed too,
 * with size 0. Else fails with a StorageError about what is refused; `location` names it.
 */
export async function* listFiles(
  root: string,
  directory: string,
  links: LinkGuard,
  calls: FileCalls,
  location: (key: string) => string,
  isEverything = false,
  isLinked = false,
): AsyncGenerator<ObjectInfo> {
  /** Returns the entry of what the file system refuses, if everything is listed; else fails with the error. */
  const refused = (key: string, error: unknown): ObjectInfo => {
    const isRefused =
      error instanceof StorageError && (error.reason === 'denied' || error.reason === 'failed');
    if (!isEverything || !isRefused) throw error;
    return { key, size: 0, modified: 0, notAFile: 'unreadable' };
  };
  const entries = await explain(location(directory), async () => {
    const found = await readEntries(root, pathBelow(root, directory), calls, isEverything);
    const unlessLeaving = async (entry: LocalEntry): Promise<LocalEntry & { readonly leaves?: true }> =>
      entry.isLink && (await links.leaves(pathBelow(root, joinKey(directory, entry.name))))
        ? { name: entry.name, kind: 'file', leaves: true }
        : entry;
    return Promise.all(found.map(unlessLeaving));
  });
  const order = ({ name, kind }: DirectoryEntry) => (kind === 'directory' ? `${name}/` : name);
  const sorted = entries.sort((a, b) => compareCodePoints(order(a), order(b)));
  for (let start = 0; start < sorted.length; start += batch) {
    const some = await Promise.all(
      sorted.slice(start, start + batch).map(async ({ name, kind, isLink = isLinked, leaves, notAFile }) => {
        const key = joinKey(directory, name);
        if (kind !== 'file') return { key, isLink, info: null };
        if (notAFile !== undefined) return { key, isLink, info: { key, size: 0, modified: 0, notAFile } };
        const info = await explain(location(key), () => describe(root, key, calls)).catch((error) =>
          refused(key, error),
        );
        const target = isLink && !leaves ? await targetBelow(root, key, calls) : {};
        return { key, isLink, info: { ...info, ...target, ...(leaves ? { leaves } : {}) } };
      }),
    );
    for (const { key, isLink, info } of some) {
      if (info !== null) yield info;
      else {
        try {
          yield* listFiles(root, key, links, calls, location, isEverything, isLink);
        } catch (error) {
          yield refused(key, error);
        }
      }
    }
  }
}

/** Returns the path of a safe key, or of the root. Without `join`, which takes as long as the call that needs the path. */
export function pathBelow(root: string, key: string): string {
  if (key === '') return root;
  return (root.endsWith(sep) ? root : root + sep) + (sep === '/' ? key : key.replaceAll('/', sep));
}

/** Returns the facts of a file. A dangling or circular link has size 0. */
async function describe(root: string, key: string, calls: FileCalls): Promise<ObjectInfo> {
  try {
    const { size, mtimeMs } = await calls.stat(pathBelow(root, key));
    return { key, size, modified: mtimeMs };
  } catch (error) {
    if (isMissing(error) || systemCode(error) === 'ELOOP') return { key, size: 0, modified: 0 };
    throw error;
  }
}

/** Returns the key of the file that a link leads to; none if it is outside the root. */
async function targetBelow(root: string, key: string, calls: FileCalls): Promise<Pick<ObjectInfo, 'target'>> {
  const [real, target] = [await realTarget(root, calls), await realTarget(pathBelow(root, key), calls)];
  return isBelow(real, target) ? { target: relative(real, target).split(sep).join('/') } : {};
}

/** Detects symbolic links that lead out of a directory. */
export type LinkGuard = ReturnType<typeof createLinkGuard>;

/** Allows every link. */
export const anyLink: LinkGuard = { check: async () => {}, leaves: async () => false };

/** Returns a guard that refuses links out of the directory `root`, which need not exist yet. */
export function createLinkGuard(root: string, calls: FileCalls) {
  let realRoot: string | null = null;
  /** True if the target of `path` is outside. */
  const leaves = async (path: string) => {
    const target = await realTarget(path, calls);
    if (realRoot !== null && isBelow(realRoot, target)) return false;
    // The root may have been created or replaced since.
    realRoot = await realTarget(root, calls);
    return !isBelow(realRoot, target);
  };
  return {
    leaves,
    /** Fails with a StorageError of reason `link` if `path`, which need not exist yet, is outside. */
    async check(path: string, location: string) {
      if (!(await leaves(path))) return;
      throw new StorageError('link', 'a link leads out of the directory', {
        path: location,
        expected: `a path below ${root}`,
        found: await realTarget(path, calls),
        hint: 'use --follow-links if what it leads to may be used',
      });
    },
  };
}

function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** Resolves the links of the existing beginning of a path; the rest is unchanged. */
async function realTarget(path: string, calls: FileCalls): Promise<string> {
  try {
    return await calls.realpath(path);
  } catch (error) {
    const above = dirname(path);
    if (!isMissing(error) || above === path) return path;
    return join(await realTarget(above, calls), basename(path));
  }
}

/** An entry of a directory; `isLink` if it is a symbolic link. */
export interface LocalEntry extends DirectoryEntry {
  readonly isLink?: true;
  readonly notAFile?: NotAFile;
}

/**
 * Returns the files and directories directly in the directory at `path`, unsorted; empty if it is missing. Symbolic
 * links are followed. Links to a directory between `root` and `path` are skipped, so that a walk ends. Dangling links
 * and pipes, sockets and devices are files, so that opening them fails. With `isEverything`, all of these are entries
 * with `notAFile`.
 */
export async function readEntries(root: string, path: string, calls: FileCalls, isEverything = false) {
  const entries: LocalEntry[] = [];
  const links: string[] = [];
  const take = (entry: Dirent) => {
    const { name } = entry;
    if (entry.isSymbolicLink()) links.push(name);
    else if (entry.isDirectory()) entries.push({ name, kind: 'directory' });
    else if (entry.isFile() || !isEverything) entries.push({ name, kind: 'file' });
    else entries.push({ name, kind: 'file', notAFile: 'special-file' });
  };
  await calls.readdir(path, take).catch(nullIf(isMissing));
  const above = links.length === 0 ? new Set<string>() : await directoriesAbove(root, path, calls);
  for (const name of links) {
    const kind = await kindOfLink(join(path, name), above, calls);
    if (kind === 'file' || kind === 'directory') entries.push({ name, kind, isLink: true });
    else if (isEverything) entries.push({ name, kind: 'file', isLink: true, notAFile: kind });
    else if (kind !== 'circular-link') entries.push({ name, kind: 'file', isLink: true });
  }
  return entries;
}

async function directoriesAbove(root: string, path: string, calls: FileCalls): Promise<ReadonlySet<string>> {
  const real = new Set<string>();
  for (let above = path; ; above = dirname(above)) {
    real.add(await calls.realpath(above));
    if (above.length <= root.length) return real;
  }
}

async function kindOfLink(path: string, above: ReadonlySet<string>, calls: FileCalls) {
  try {
    const target = await calls.stat(path);
    if (target.isDirectory()) return above.has(await calls.realpath(path)) ? 'circular-link' : 'directory';
    return target.isFile() ? 'file' : 'special-file';
  } catch (error) {
    return isMissing(error) || systemCode(error) === 'ELOOP' ? 'dangling-link' : 'file';
  }
}
