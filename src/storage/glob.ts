import { ConfigError, StorageError } from '../base/errors.js';
import { compileSegment, hasWildcard, literalStart } from './glob-pattern.js';
import { assertSafeKey, compareCodePoints, joinKey } from './keys.js';
import { ListingCache } from './listing-cache.js';
import type { DirectoryEntry, Storage } from './storage.js';

/** A file or directory that matches a pattern. */
export interface GlobMatch {
  readonly key: string;
  readonly kind: DirectoryEntry['kind'];
}

/**
 * Returns the files and directories that match a pattern, ascending by key. `*`, `?` and brackets match within a
 * segment, and also leading dots; `**` matches any number of directories, and at the end everything below. A pattern
 * that ends in a slash matches directories only; one with an empty segment matches nothing. `cache` shares listings
 * with other patterns.
 *
 * Fails with a ConfigError if `**` is part of a longer segment, and with a StorageError if the pattern leaves the root
 * or a directory cannot be listed. Exception: a directory that only a wildcard matches and whose listing is denied is
 * skipped and reported to `onDenied`, as long as something else matches. So a run does not fail because of another
 * run's directory.
 *
 * @example
 * const tomograms = await glob(input, 'run_01/*.mrc');
 */
export async function glob(
  storage: Storage,
  pattern: string,
  options: { readonly cache?: ListingCache; readonly onDenied?: (error: StorageError) => void } = {},
): Promise<GlobMatch[]> {
  const directoriesOnly = pattern.endsWith('/');
  const path = directoriesOnly ? pattern.slice(0, -1) : pattern;
  const segments = path.split('/');
  if (segments.includes('') && !path.startsWith('/')) return [];
  assertSafeKey(path, storage.location(path));
  const wrong = segments.find((segment) => segment.includes('**') && segment !== '**');
  if (wrong !== undefined) {
    throw new ConfigError('`**` must be a whole path segment', {
      expected: '** as a whole segment, or a single *',
      found: `${wrong} in the pattern ${pattern}`,
    });
  }
  const listings = options.cache ?? new ListingCache(storage);
  const firstWildcard = segments.findIndex(hasWildcard);
  if (firstWildcard >= 0 && (options.cache !== undefined || segments.includes('**'))) {
    listings.prepare(joinKey(...segments.slice(0, firstWildcard)), segments.includes('**'));
  }
  const matches = new Map<string, GlobMatch>();
  /** Visited directories, as `segment index:directory`: `**` reaches a directory in several ways. */
  const seen = new Set<string>();
  /** Errors of directories that only a wildcard matches and that cannot be listed. */
  const denied: StorageError[] = [];
  /** Adds a match. An object store may hold an object and a prefix of the same name; the object wins. */
  const add = (match: GlobMatch) => {
    if (matches.get(match.key)?.kind !== 'file') matches.set(match.key, match);
  };
  /** Matches the segments from `index` on against the entries below a directory. */
  const descend = async (directory: string, index: number): Promise<void> => {
    const visit = `${index}:${directory}`;
    if (seen.has(visit)) return;
    seen.add(visit);
    const segment = segments[index] ?? '';
    const isLast = index === segments.length - 1;
    if (!hasWildcard(segment)) {
      const key = joinKey(directory, segment);
      if (!isLast) return descend(key, index + 1);
      const kind = await listings.kind(key);
      if (kind !== null) add({ key, kind });
      return;
    }
    const isDeep = segment === '**';
    const accepts = compileSegment(segment);
    const start = literalStart(segment);
    const listing = await listings.listing(directory, start);
    if (isDeep && !isLast) await descend(directory, index + 1);
    const found = listing.startingWith(start, accepts);
    await Promise.all(
      found.map(async ({ name, kind }) => {
        const key = joinKey(directory, name);
        if (isLast) add({ key, kind });
        if (kind !== 'directory' || (isLast && !isDeep)) return;
        await descend(key, isDeep ? index : index + 1).catch((error) => {
          if (!(error instanceof StorageError) || error.reason !== 'denied') throw error;
          denied.push(error);
        });
      }),
    );
  };
  await descend('', 0);
  const [first] = denied;
  if (first !== undefined && matches.size === 0) throw first;
  for (const error of denied) options.onDenied?.(error);
  return [...matches.values()]
    .filter(({ kind }) => !directoriesOnly || kind === 'directory')
    .sort((a, b) => compareCodePoints(a.key, b.key));
}
