import { addToGroup, getOrMake } from '../base/collections.js';
import { type Digest, splitDigest } from '../storage/digest-algorithm.js';
import type { ObjectInfo } from '../storage/storage.js';
import { type ParsedPath, parseAnyPath } from '../tree/layout/parse-path.js';
import { pathTemplates } from '../tree/layout/path-templates.js';
import { unitOfPath } from '../tree/units.js';
import type { ContentContext } from './contexts/files.js';

/**
 * Files whose content is of one run alone. Gains, tilts, alignments and photos of datasets may be shared, and masks may
 * be empty.
 */
const ownTemplates: ReadonlySet<string> = new Set([
  'frame',
  'tiltSeriesMrc',
  'tiltSeriesZarr',
  'tomogramMrc',
  'tomogramZarr',
  'annotationFile',
  'keyImage',
]);

/** Parses the path of a file, or of a chunk of level 0, whose content is of one run alone; null for any other. */
function parseOwn(path: string): ParsedPath | null {
  const parsed = parseAnyPath(path);
  const isOwn =
    parsed !== null &&
    ownTemplates.has(parsed.template) &&
    parsed.variables.extension !== (parsed.template === 'annotationFile' ? 'mrc' : null) &&
    (parsed.inside === '' || /^0\/.*\d$/.test(parsed.inside));
  return isOwn ? parsed : null;
}

/** Finds the same content in two runs, or in two frames of one. What three runs share is shared by design. */
export class SameContent {
  readonly #locations = new Map<string, string[]>();
  /** The number of chunks and the sum of their digests, by path of the OME-Zarr. */
  readonly #volumes = new Map<string, { count: number; sum: bigint }>();

  /** Notes the digest of a file. */
  note(path: string, digest: Digest, bytes: number): void {
    const parsed = bytes === 0 ? null : parseOwn(path);
    if (parsed === null) return;
    if (parsed.inside === '') addToGroup(this.#locations, `${parsed.template} ${digest}`, path);
    else {
      const volume = getOrMake(this.#volumes, itemOf(path), () => ({ count: 0, sum: 0n }));
      volume.count += 1;
      volume.sum += BigInt(`0x${splitDigest(digest).hexadecimal}`);
    }
  }

  /** Returns what is in two places, once for each type of data of two runs. */
  twins(): Iterable<ContentContext> {
    for (const [path, { count, sum }] of this.#volumes)
      addToGroup(this.#locations, `zarr ${count} ${sum}`, path);
    const twins = new Map<string, ContentContext>();
    for (const paths of this.#locations.values()) {
      const [sameAs = '', path = ''] = [paths[0], paths.at(-1)];
      const runs = [...new Set(paths.map((each) => unitOfPath(each).directory))];
      const template = parseAnyPath(path)?.template;
      if (template === undefined || paths.length < 2 || runs.length > 2) continue;
      if (runs.length === 1 && template !== 'frame') continue;
      const { entity } = pathTemplates[template];
      const key = `${entity} ${runs.join(' ')}`;
      const before = twins.get(key);
      const { dataset, run } = unitOfPath(path);
      const twin = { path, entity, dataset, run, sameAs, others: 0 };
      twins.set(key, before === undefined ? twin : { ...before, others: before.others + 1 });
    }
    // The key images of a tomogram are drawn from it.
    for (const key of twins.keys())
      if (key.startsWith('key_image') && twins.has(key.replace('key_image', 'tomogram'))) twins.delete(key);
    return twins.values();
  }
}

/** Returns the directory that a file is published in as one output with others, or the file itself. */
export function itemOf(path: string): string {
  const inside = parseAnyPath(path)?.inside ?? '';
  return inside === '' ? path : path.slice(0, -inside.length - 1);
}

/** Returns the files whose content is of one run alone, and that are as long as another one. */
export async function equallyLong(listing: AsyncIterable<ObjectInfo>): Promise<string[]> {
  const bySize = new Map<number, string[]>();
  for await (const { key, size } of listing) {
    if (parseOwn(key)?.inside === '') addToGroup(bySize, size, key);
  }
  return [...bySize.values()].filter((paths) => paths.length > 1).flat();
}
