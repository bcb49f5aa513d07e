import { basename, dirname, join, sep } from 'node:path';
import { StorageError } from '../../errors/index.js';
import type { FileCalls } from './file-calls.js';
import { isMissing } from './fs-error.js';

/** Tells whether symbolic links lead out of a directory. */
export interface LinkGuard {
  /** Fails with a StorageError of reason `link` when what lies at `path`, or would be made there, is outside. */
  check(path: string, location: string): Promise<void>;
  /** Whether the target of what lies at `path` is outside. */
  leaves(path: string): Promise<boolean>;
}

/** Lets every link through. */
export const anyLink: LinkGuard = { check: async () => {}, leaves: async () => false };

/** Refuses links that lead out of the directory `root`, which need not exist yet. */
export function createLinkGuard(root: string, calls: FileCalls): LinkGuard {
  let realRoot: string | null = null;
  const leaves = async (path: string) => {
    const target = await realTarget(path, calls);
    if (realRoot !== null && isBelow(realRoot, target)) return false;
    // The root may be made only now, or be another place than before.
    realRoot = await realTarget(root, calls);
    return !isBelow(realRoot, target);
  };
  return {
    leaves,
    async check(path, location) {
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

/** The real path of what exists of a path, with the rest of it as it is. */
async function realTarget(path: string, calls: FileCalls): Promise<string> {
  try {
    return await calls.realpath(path);
  } catch (error) {
    const above = dirname(path);
    if (!isMissing(error) || above === path) return path;
    return join(await realTarget(above, calls), basename(path));
  }
}
