import type { Dirent } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { nullIf, StorageError } from '../../base/errors.js';
import { compareCodePoints, joinKey } from '../keys.js';
import type { DirectoryEntry, NotAFile, ObjectInfo } from '../storage.js';
import type { FileCalls } from './file-calls.js';
import { explain, isMissing, systemCode, toStorageError } from './fs-error.js';

/** Files whose facts are read at the same time. */
const batch = 64;

/** What a listing has found and not yet listed; `isLink` if a link leads to it. */
interface Found extends Pick<ObjectInfo, 'key' | 'leaves' | 'notAFile'> {
  readonly kind: DirectoryEntry['kind'];
  readonly isLink: boolean;
}

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
): AsyncGenerator<ObjectInfo> {
  /** Returns the entry of what the file system refuses, if everything is listed; else fails with the error. */
  const refused = (key: string, cause: unknown): ObjectInfo => {
    const error = toStorageError(cause, location(key));
    if (!isEverything || (error.reason !== 'denied' && error.reason !== 'failed')) throw error;
    return { key, size: 0, modified: 0, notAFile: 'unreadable' };
  };
  const factsOf = async ({ key, isLink, leaves, notAFile }: Found): Promise<ObjectInfo> => {
    if (notAFile !== undefined) return { key, size: 0, modified: 0, notAFile };
    let info: ObjectInfo;
    try {
      info = await describe(root, key, calls);
    } catch (error) {
      info = refused(key, error);
    }
    if (!isLink) return info;
    return { ...info, ...(leaves ? { leaves } : await targetBelow(root, key, calls)) };
  };
  // One list for all levels, the next last: a generator within a generator would pass on each file of each level.
  const left: Found[] = [];
  const enter = async (above: string, isLinked: boolean) => {
    const entries = await readEntries(root, pathBelow(root, above), calls, isEverything);
    const leaving = new Set<string>();
    const look = async ({ name }: LocalEntry) => {
      if (await links.leaves(pathBelow(root, joinKey(above, name)))) leaving.add(name);
    };
    await Promise.all(entries.filter(({ isLink }) => isLink).map(look));
    const order = ({ name, kind }: DirectoryEntry) => (kind === 'directory' ? `${name}/` : name);
    for (const { name, isLink = isLinked, ...entry } of entries.sort((a, b) =>
      compareCodePoints(order(b), order(a)),
    )) {
      const found = { key: joinKey(above, name), isLink };
      left.push(leaving.has(name) ? { ...found, kind: 'file', leaves: true } : { ...found, ...entry });
    }
  };
  await explain(location(directory), () => enter(directory, false));
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (next.kind === 'directory') {
      try {
        await enter(next.key, next.isLink);
      } catch (error) {
        yield refused(next.key, error);
      }
      continue;
    }
    const files = [next];
    while (files.length < batch && left.at(-1)?.kind === 'file') files.push(left.pop()!);
    for (const info of await Promise.all(files.map(factsOf))) yield info;
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
