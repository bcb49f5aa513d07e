import { ConfigError, StorageError } from '../base/errors.js';
import { compileSegment, hasWildcard, literalStart } from './glob-pattern.js';
import { assertSafeKey, compareCodePoints, joinKey } from './keys.js';
import { ListingCache } from './listing-cache.js';
import type { DirectoryEntry, Storage } from './storage.js';

/** Something that a pattern lists. */
export interface GlobMatch {
  readonly key: string;
  readonly kind: DirectoryEntry['kind'];
}

interface Search {
  readonly listings: ListingCache;
  readonly segments: readonly string[];
  readonly matches: Map<string, GlobMatch>;
  /** Places seen already, as `segment index:directory`. */
  readonly seen: Set<string>;
  /** Directories that a wildcard led to and that may not be listed. */
  readonly denied: StorageError[];
}

/**
 * Files and directories that a pattern lists, ascending by key. `*`, `?` and brackets stay within a segment and
 * match leading dots; a segment `**` is any number of directories, and at the end everything below. A pattern that
 * ends in a slash lists directories only; one with an empty segment lists nothing. With `cache`, listings are
 * shared with other patterns. Fails with a ConfigError when `**` is part of a longer segment, and with a
 * StorageError when the pattern leaves the root or a directory cannot be listed. Directories that only a wildcard leads to
 * and that may not be listed are left out and given to `onDenied`, as long as others have a match: a run does not fail for
 * the directory of another.
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
  checkStars(segments, pattern);
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

function checkStars(segments: readonly string[], pattern: string): void {
  const wrong = segments.find((segment) => segment.includes('**') && segment !== '**');
  if (wrong === undefined) return;
  throw new ConfigError('`**` must be a whole path segment', {
    expected: '** as a whole segment, or a single *',
    found: `${wrong} in the pattern ${pattern}`,
  });
}

/** Matches the segments from `index` on against what lies below a directory. */
async function descend(search: Search, directory: string, index: number): Promise<void> {
  const place = `${index}:${directory}`;
  if (search.seen.has(place)) return;
  search.seen.add(place);
  const { segments } = search;
  const segment = segments[index] ?? '';
  const isLast = index === segments.length - 1;
  if (segment === '**') {
    const { entries } = await search.listings.listing(directory);
    if (!isLast) await descend(search, directory, index + 1);
    await Promise.all(
      entries.map(async ({ name, kind }) => {
        const key = joinKey(directory, name);
        if (isLast) add(search, { key, kind });
        if (kind === 'directory') await descendWhereAllowed(search, key, index);
      }),
    );
  } else if (hasWildcard(segment)) {
    const accepts = compileSegment(segment);
    const start = literalStart(segment);
    const listing = await search.listings.listing(directory, start);
    const found = listing.startingWith(start).filter(({ name }) => accepts(name));
    await Promise.all(
      found.map(async ({ name, kind }) => {
        const key = joinKey(directory, name);
        if (isLast) add(search, { key, kind });
        else if (kind === 'directory') await descendWhereAllowed(search, key, index + 1);
      }),
    );
  } else {
    const key = joinKey(directory, segment);
    if (!isLast) return descend(search, key, index + 1);
    const kind = await search.listings.kind(key);
    if (kind !== null) add(search, { key, kind });
  }
}

async function descendWhereAllowed(search: Search, directory: string, index: number): Promise<void> {
  try {
    await descend(search, directory, index);
  } catch (error) {
    if (!(error instanceof StorageError) || error.reason !== 'denied') throw error;
    search.denied.push(error);
  }
}

/** An object store may hold an object and a prefix of one name; the object is the match then. */
function add({ matches }: Search, match: GlobMatch): void {
  if (matches.get(match.key)?.kind !== 'file') matches.set(match.key, match);
}
