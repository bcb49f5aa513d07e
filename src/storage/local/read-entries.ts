import type { Dirent } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DirectoryEntry, NotAFile } from '../storage.js';
import type { FileCalls } from './file-calls.js';
import { isMissing, systemCode } from './fs-error.js';

/** An entry of a directory; `isLink` where a symbolic link stands for it. */
export interface LocalEntry extends DirectoryEntry {
  readonly isLink?: true;
  readonly notAFile?: NotAFile;
}

/**
 * Files and directories directly in the directory at `path`, in no order; none when it is missing. Symbolic links
 * are followed; those back to a directory on the way from `root` are left out, so that a walk ends, and dangling
 * ones are files, so that whoever opens them hears of it. Sockets, pipes and devices are left out. With `isEverything`
 * all of these are entries that say what they are.
 */
export async function readEntries(
  root: string,
  path: string,
  calls: FileCalls,
  isEverything = false,
): Promise<LocalEntry[]> {
  let found: Dirent[];
  try {
    found = await calls.readdir(path);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  const entries: LocalEntry[] = [];
  let above: Promise<ReadonlySet<string>> | null = null;
  for (const entry of found) {
    const { name } = entry;
    if (entry.isSymbolicLink()) {
      above ??= directoriesAbove(root, path, calls);
      const kind = await kindOfLink(join(path, name), await above, calls);
      if (kind === 'file' || kind === 'directory') entries.push({ name, kind, isLink: true });
      else if (isEverything) entries.push({ name, kind: 'file', isLink: true, notAFile: kind });
      else if (kind === 'dangling-link') entries.push({ name, kind: 'file', isLink: true });
    } else if (entry.isDirectory()) entries.push({ name, kind: 'directory' });
    else if (entry.isFile()) entries.push({ name, kind: 'file' });
    else if (isEverything) entries.push({ name, kind: 'file', notAFile: 'special-file' });
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

async function kindOfLink(
  path: string,
  above: ReadonlySet<string>,
  calls: FileCalls,
): Promise<DirectoryEntry['kind'] | NotAFile> {
  try {
    const target = await calls.stat(path);
    if (target.isDirectory()) return above.has(await calls.realpath(path)) ? 'circular-link' : 'directory';
    return target.isFile() ? 'file' : 'special-file';
  } catch (error) {
    return isMissing(error) || systemCode(error) === 'ELOOP' ? 'dangling-link' : 'file';
  }
}
