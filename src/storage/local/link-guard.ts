import { access, realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { StorageError } from '../../errors/index.js';
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
export function createLinkGuard(root: string): LinkGuard {
  let known: string | null = null;
  const realRoot = async () => {
    if (known !== null) return known;
    const found = await realTarget(root);
    // A root that is not there yet may come to be a link.
    if (await exists(root)) known = found;
    return found;
  };
  const leaves = async (path: string) => !isBelow(await realRoot(), await realTarget(path));
  return {
    leaves,
    async check(path, location) {
      if (!(await leaves(path))) return;
      throw new StorageError('link', 'a link leads out of the directory', {
        path: location,
        expected: `a path below ${root}`,
        found: await realTarget(path),
        hint: 'use --follow-links if what it leads to may be used',
      });
    },
  };
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** The real path of what exists of a path, with the rest of it as it is. */
async function realTarget(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const above = dirname(path);
    if (!isMissing(error) || above === path) return path;
    return join(await realTarget(above), basename(path));
  }
}
