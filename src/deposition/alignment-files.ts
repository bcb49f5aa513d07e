import { inTurn } from '../base/collections.js';
import { ifReadable, NotReachedError } from '../base/errors.js';
import { Float } from '../base/float.js';
import { type JsonValue, toNumber } from '../base/json-value.js';
import type { Alignment, AlignmentFacts } from '../formats/alignment/alignment-section.js';
import { holdsAlignment, readAlignment } from '../formats/alignment/read-alignment.js';
import { decodeText, textLimit } from '../formats/text.js';
import { isUnset } from '../volume/volume.js';
import { ancestor, describeItem, type Item, itemMetadataPath } from './item.js';
import { configuredMetadata } from './item-variables.js';
import { readOtherTilts, readRawTilts, sourceReader } from './side-cars.js';
import { itemsOfRun, type SourceContext } from './source-context.js';
import { storageOf } from './source-files.js';
import type { Stated } from './source-rules/rule.js';

/** Reads the alignment of an item's files. Fails as `readAlignment` does. */
export async function readAlignmentFiles(item: Item, context: SourceContext): Promise<Alignment> {
  const { format } = configuredMetadata(item, context);
  const storage = storageOf(item, context);
  const texts = await inTurn(item.files.filter(holdsAlignment), async (file) => {
    const path = storage.location(file);
    return { path, text: decodeText(await storage.get(file, textLimit), path) };
  });
  return readAlignment(texts, typeof format === 'string' ? format : null, {
    ...(texts.some(({ path }) => /\.(?:star|xml|json)$/.test(path)) ? await imagesOf(item, context) : {}),
    stackTilts: texts.some(({ path }) => path.endsWith('.star')) ? await stackTiltsOf(item, context) : null,
    run: ancestor(item, 'run')?.name ?? null,
    compatible: context.options.compatible,
    decoded: context.decoded,
  });
}

/** Returns the raw tilts (degrees) of the run's first tilt series, or another list of them; null without any. */
async function stackTiltsOf(item: Item, context: SourceContext): Promise<readonly number[] | null> {
  const [first] = await itemsOfRun(item, 'tiltseries', context);
  if (first === undefined) return null;
  const read = sourceReader(context);
  const raw = await ifReadable(() => readRawTilts(first, context, read));
  return (raw ?? (await ifReadable(() => readOtherTilts(first, context, read)))?.[0])?.value ?? null;
}

/** Returns the first alignment of a run that has files; null if there is none or it cannot be read. */
export async function alignmentOf(run: Item, context: SourceContext): Promise<Stated<Alignment> | null> {
  const found = await ifReadable(() => context.find('alignment', run));
  const item = found?.find(({ files, origin }) => files.some(holdsAlignment) && origin !== 'output');
  return item === undefined ? null : statedAlignment(item, context);
}

/** Returns the alignment of an item with its file; null if it cannot be read. */
export async function statedAlignment(item: Item, context: SourceContext): Promise<Stated<Alignment> | null> {
  const value = await ifReadable(() => readAlignmentFiles(item, context));
  if (value === null || value.sections.length === 0) return null;
  const files = item.files.filter(holdsAlignment);
  const file = files.find((name) => /\.(?:xf|aln|star|xml|json)$/.test(name)) ?? files[0] ?? '';
  return { value, by: 'the alignment', path: storageOf(item, context).location(file) };
}

type ImageFacts = Pick<AlignmentFacts, 'pixelSize' | 'imageSize'>;

/** Pixel spacing (Å) of the run's first tilt series, configured or in its header, and image size in pixels; or null. */
export async function imagesOf(item: Item, context: SourceContext): Promise<ImageFacts> {
  const [first] = await itemsOfRun(item, 'tiltseries', context);
  if (first === undefined) return {};
  const configured = toNumber(configuredMetadata(first, context).pixel_spacing) ?? 0;
  const read = () => context.volumeHeader(first);
  // The header is required for what the configuration does not say.
  const header = first.files.length === 0 ? null : await (configured > 0 ? ifReadable(read) : read());
  return {
    pixelSize:
      configured > 0 ? configured : header === null || isUnset(header) ? null : (header.voxelSize?.y ?? null),
    imageSize: header === null ? null : [header.shape[2], header.shape[1]],
  };
}

/** Returns the path of the metadata of a run's first alignment, which tomograms and annotations refer to, or null. */
export async function alignmentPath(item: Item, context: SourceContext): Promise<string | null> {
  const [first] = await itemsOfRun(item, 'alignment', context);
  return first === undefined ? null : itemMetadataPath(first, 'alignmentMetadata', context.options.layout);
}

/**
 * Returns the path of the alignment metadata if it is in OUTPUT; null otherwise, so that no metadata name an
 * alignment that could not be published. The metadata of a referenced tomogram, which is only in OUTPUT, name its
 * alignment.
 */
export async function publishedAlignmentPath(item: Item, context: SourceContext): Promise<string | null> {
  if (item.reference !== null) {
    const { alignment_metadata_path: named } = item.reference.metadata;
    return typeof named === 'string' ? named : null;
  }
  const path = await alignmentPath(item, context);
  return path === null || (await context.output.stat(path)) === null ? null : path;
}

/**
 * Returns the extent in Å of an alignment's volume, published or configured, else of the first tomogram that can be read;
 * null if the run has none. Fails with a NotReachedError if none can be read.
 */
export async function alignmentDimension(alignment: Item, context: SourceContext): Promise<JsonValue> {
  const known =
    alignment.reference?.metadata.volume_dimension ?? configuredMetadata(alignment, context).volume_dimension;
  if (known != null) return known;
  const extent = await firstExtent(await itemsOfRun(alignment, 'voxel_spacing', context), alignment, context);
  if (extent === null) return null;
  const [x, y, z] = extent.map((length) => new Float(Number(length.toFixed(3)))) as [Float, Float, Float];
  return { x, y, z };
}

/**
 * Returns the extent in Å of the tomogram that points belong to: the first that can be read in their voxel spacing
 * or, if that is empty, in another; null if there is none. Fails with a NotReachedError if none can be read.
 */
export async function tomogramExtent(item: Item, context: SourceContext): Promise<Extent | null> {
  const own = ancestor(item, 'voxel_spacing');
  const others = await itemsOfRun(item, 'voxel_spacing', context);
  return firstExtent([...(own === null ? [] : [own]), ...others], item, context);
}

/** Å along x, y, z. */
type Extent = readonly [x: number, y: number, z: number];

/**
 * Returns the extent of the first tomogram that can be read in the first voxel spacing with tomograms. Other voxel
 * spacings are not tried: their extents differ slightly by rounding. A tomogram that cannot be read fails by itself.
 */
async function firstExtent(
  spacings: readonly Item[],
  item: Item,
  context: SourceContext,
): Promise<Extent | null> {
  for (const spacing of spacings) {
    let failure: { readonly tomogram: Item; readonly cause: unknown } | null = null;
    for (const tomogram of await context.find('tomogram', spacing)) {
      try {
        const [z, y, x] = (await context.volumeHeader(tomogram)).shape;
        const size = Number(spacing.name);
        return [x * size, y * size, z * size];
      } catch (cause) {
        failure ??= { tomogram, cause };
      }
    }
    if (failure === null) continue;
    const { tomogram, cause } = failure;
    throw new NotReachedError(`${describeItem(tomogram)} cannot be read`, {
      path: storageOf(tomogram, context).location(tomogram.files[0] ?? ''),
      entity: describeItem(item),
      expected: 'a tomogram whose header can be read, for the size of the volume',
      cause,
    });
  }
  return null;
}
