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

interface Search {
  readonly listings: ListingCache;
  readonly segments: readonly string[];
  readonly matches: Map<string, GlobMatch>;
  /** Visited directories, as `segment index:directory`: `**` reaches a directory in several ways. */
  readonly seen: Set<string>;
  /** Errors of directories that only a wildcard matches and that cannot be listed. */
  readonly denied: StorageError[];
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
  const search: Search = { listings, segments, matches: new Map(), seen: new Set(), denied: [] };
  await descend(search, '', 0);
  const [denied] = search.denied;
  if (denied !== undefined && search.matches.size === 0) throw denied;
  for (const error of search.denied) options.onDenied?.(error);
  return [...search.matches.values()]
    .filter(({ kind }) => !directoriesOnly || kind === 'directory')
    .sort((a, b) => compareCodePoints(a.key, b.key));
}

/** Matches the segments from `index` on against the entries below a directory. */
async function descend(search: Search, directory: string, index: number): Promise<void> {
  const visit = `${index}:${directory}`;
  if (search.seen.has(visit)) return;
  search.seen.add(visit);
  const { segments } = search;
  const segment = segments[index] ?? '';
  const isLast = index === segments.length - 1;
  if (!hasWildcard(segment)) {
    const key = joinKey(directory, segment);
    if (!isLast) return descend(search, key, index + 1);
    const kind = await search.listings.kind(key);
    if (kind !== null) add(search, { key, kind });
    return;
  }
  const isDeep = segment === '**';
  const accepts = compileSegment(segment);
  const start = literalStart(segment);
  const listing = await search.listings.listing(directory, start);
  if (isDeep && !isLast) await descend(search, directory, index + 1);
  const found = listing.startingWith(start).filter(({ name }) => accepts(name));
  await Promise.all(
    found.map(async ({ name, kind }) => {
      const key = joinKey(directory, name);
      if (isLast) add(search, { key, kind });
      if (kind !== 'directory' || (isLast && !isDeep)) return;
      await descendWhereAllowed(search, key, isDeep ? index : index + 1);
    }),
  );
}

async function descendWhereAllowed(search: Search, directory: string, index: number): Promise<void> {
  try {
    await descend(search, directory, index);
  } catch (error) {
    if (!(error instanceof StorageError) || error.reason !== 'denied') throw error;
    search.denied.push(error);
  }
}

/** Adds a match. An object store may hold an object and a prefix of the same name; the object wins. */
function add({ matches }: Search, match: GlobMatch): void {
  if (matches.get(match.key)?.kind !== 'file') matches.set(match.key, match);
}
