import { countBy, getOrMake } from '../../base/collections.js';
import { ConfigError, FormatError, ifReadable } from '../../base/errors.js';
import type { Issue, Warning } from '../../base/issue.js';
import { toNumber } from '../../base/json-value.js';
import { sixDigits } from '../../base/messages.js';
import { imagesOf, tomogramExtent } from '../../deposition/alignment-files.js';
import { expandTemplate } from '../../deposition/config/template.js';
import {
  expandSourcePath,
  passesParentFilters,
  templateLocation,
} from '../../deposition/finders/source-search.js';
import { ancestor, type Item } from '../../deposition/item.js';
import { templateVariables } from '../../deposition/item-variables.js';
import { itemsOfRun } from '../../deposition/source-context.js';
import { fileSize, fileSource, storageOf } from '../../deposition/source-files.js';
import type { PointsFacts } from '../../deposition/source-rules/rule.js';
import type { AnnotationPoint, PointType } from '../../formats/points/point.js';
import { readPoints } from '../../formats/points/read-points.js';
import { remainderOf } from '../../storage/crc64.js';
import { annotationShapes } from '../../tree/entities/annotation-shapes.js';
import type { Shape } from '../../volume/volume.js';
import type { IngestContext } from '../context.js';
import type { AnnotationInput } from './annotation-file.js';
import { alignedExtent, tomogramHeaders } from './mask-file.js';

/** The points of an input, with messages and issues that are complete after they were read. */
export type InputPoints = Awaited<ReturnType<typeof readInputPoints>>;

/**
 * Opens the points of an input; reading them fails as `readPoints` does. Fails with a FormatError if the file is empty.
 * `onRead` is called with the number of bytes read so far.
 */
export async function readInputPoints(
  input: AnnotationInput,
  context: IngestContext,
  onRead: (bytes: number) => void = () => {},
) {
  const { finder, item, key } = input;
  const { options } = finder;
  const storage = storageOf(item, context);
  const location = storage.location(key);
  if ((await fileSize(item, key, context)) === 0) {
    await (await storage.open(key)).close();
    throw new FormatError('the file is empty', { path: location, expected: 'points', found: '0 bytes' });
  }
  const warnings: Warning[] = [];
  const notes: string[] = [];
  const tomograms = tomogramsFile(input, context);
  const order = (options.columns ?? options.order) === 'zyx' ? 'zyx' : 'xyz';
  const binning = toNumber(options.binning);
  const filter = rowFilter(input, context);
  const spacing = voxelSpacing(item);
  const tally = new PointTally(await annotationBounds(input, context));
  const sharedBy = await runsThatShare(input, filter, context);
  const spacings = await spacingsOf(input, context);
  const origin = await tomogramOrigin(input, context);
  const doubtOrigin = (format: string) => {
    if (origin === null || !physicalFormats.includes(format)) return;
    const counts = `${format} counts from the origin in the header of the tomogram, ${origin} Å`;
    warnings.push(`${location}: ${counts}; its coordinates are taken from the first voxel`);
  };
  doubtOrigin(finder.fileFormat);
  const points = readPoints(fileSource(storage, key, { signal: context.signal, onRead }), pointType(input), {
    format: finder.fileFormat,
    binning,
    order,
    delimiter: typeof options.delimiter === 'string' ? options.delimiter : null,
    filter,
    // Files in OUTPUT may be replaced meanwhile, so their tables are not cached.
    ...(storage === context.input ? { tables: context.knownTables } : {}),
    voxelSpacing: spacing,
    extent: () => tomogramExtent(item, context),
    tomograms: tomograms === null ? null : fileSource(context.input, tomograms, { signal: context.signal }),
    compatible: context.options.compatible,
    chosen(format) {
      notes.push(`${location}: read as ${format}`);
      doubtOrigin(format);
    },
    pixelSize(size, column) {
      tally.optics = { size, column, binning: binning ?? 1 };
    },
    maybePixelSize(size) {
      tally.statedPixel = size;
    },
    fractional() {
      tally.isFractional = true;
    },
    unmatched(values) {
      tally.unmatched = values;
    },
    warn: (text, of) => warnings.push(of === undefined ? text : { text, of }),
  });
  return {
    points: tally.take(points),
    warnings,
    notes,
    /** Returns the issues of the points that were read. */
    async issues(): Promise<readonly Issue[]> {
      const { count, outside, firstOutside, reach, fitsReversed, bounds, optics, orientations } = tally;
      // One point may be in one place by chance; a table without a filter is told of as such.
      if (count > 1 && sharedBy === 1) context.usage.volumes.noteAnnotation('points', item, count, tally.sum);
      const { unmatched: values } = tally;
      const others = new Set(values?.length ? (await filtersOfRuns(input, context)).map(comparable) : []);
      const lower = (text: string) => comparable(text).toLowerCase();
      const isAlike = (value: string) =>
        lower(value) === lower(filter ?? '') && !others.has(comparable(value));
      const images = outside > 0 ? await ifReadable(() => imagesOf(item, context)) : null;
      const facts: PointsFacts = {
        file: { value: location, by: 'the points', path: location },
        ...{ count, outside, firstOutside, reach, bounds, optics, orientations },
        otherOrder: !fitsReversed ? null : order === 'zyx' ? 'xyz' : 'zyx',
        ...{ filter, sharedBy, spacing },
        unmatched: values?.slice(0, shown) ?? null,
        matchesOthers: values?.some((value) => others.has(comparable(value))) ?? false,
        alike: values?.find(isAlike) ?? null,
        binning: binning ?? 1,
        pixelSpacing: images?.pixelSize ?? null,
        statedPixel: tally.statedPixel,
        ...(outside > 0 ? { voxelSpacings: (await spacingItems(item, context)).map(spacingOf) } : {}),
        spacings: tally.isFractional ? [] : spacings,
      };
      return context.checks.ofFacts('points', facts, item);
    },
  };
}

/** Formats of programs whose coordinates count from the origin in the header of a volume: ChimeraX, and Amira. */
const physicalFormats: readonly string[] = ['cmm', 'amira_graph'];

/** Returns the origin (x, y, z in Å) in the MRC header of a tomogram of the annotation; null if it is 0 or unknown. */
async function tomogramOrigin(input: AnnotationInput, context: IngestContext): Promise<string | null> {
  const headers = await tomogramHeaders(input, context);
  const origins = headers.flatMap(({ fields }) => (fields === undefined ? [] : [fields.origin]));
  const origin = origins.find((each) => each.some((length) => length !== 0));
  return origin?.map(sixDigits).join(', ') ?? null;
}

export function pointType({ finder }: AnnotationInput): PointType {
  const { content } = annotationShapes[finder.shape];
  return content.kind === 'points' ? content.type : 'point';
}

/** Returns the voxel spacing of the input in Å, or null outside of a voxel spacing. */
export function voxelSpacing(item: Item): number | null {
  const spacing = Number(ancestor(item, 'voxel_spacing')?.name);
  return spacing > 0 ? spacing : null;
}

/** Returns the key below INPUT of the file of tomograms of a table of points; null if none is configured. */
export function tomogramsFile({ finder, source, item }: AnnotationInput, context: IngestContext) {
  const { tomograms_path: template } = finder.options;
  if (typeof template !== 'string' || template === '') return null;
  return expandSourcePath(template, { source, parent: item, context });
}

/** Returns the value that selects the rows of a run, by default the annotation's; null if all rows count. */
export function rowFilter({ source, finder, item }: AnnotationInput, context: IngestContext, run = item) {
  const { filter_value: template } = finder.options;
  if (typeof template !== 'string' || template === '') return null;
  const variables = [...templateVariables(run, context)].filter(([name]) => !name.endsWith('output_path'));
  return expandTemplate(template, new Map(variables), templateLocation({ source, parent: run, context }));
}

/** Returns the filter values of all runs of the source. */
async function filtersOfRuns(input: AnnotationInput, context: IngestContext): Promise<string[]> {
  return (await runsOf(input, context)).flatMap((run) => {
    try {
      return rowFilter(input, context, run) ?? [];
    } catch (error) {
      // A run whose template has no value has no rows.
      if (error instanceof ConfigError) return [];
      throw error;
    }
  });
}

/** True if a pattern of the source has a variable that begins so: it finds other files for other values. */
const globsName = ({ finder: { globs } }: AnnotationInput, variable: string) =>
  ('many' in globs ? globs.many : [globs.single]).some((pattern) => pattern.includes(variable));

/** Returns how many runs get the same rows: the source's pattern names no run, and their filter is the same. */
async function runsThatShare(input: AnnotationInput, filter: string | null, context: IngestContext) {
  if (globsName(input, '{')) return 1;
  if (filter === null) return (await runsOf(input, context)).length;
  const dataset = ancestor(input.item, 'dataset') ?? input.item;
  const counts = getOrMake(
    getOrMake(runsByFilter, dataset, () => new Map<unknown, Promise<ReadonlyMap<string, number>>>()),
    input.finder,
    async () => countBy((await filtersOfRuns(input, context)).map(comparable)),
  );
  return (await counts).get(comparable(filter)) ?? 1;
}

/** Numbers of runs by their filter value, counted once for each finder in a dataset. */
const runsByFilter = new WeakMap<Item, Map<unknown, Promise<ReadonlyMap<string, number>>>>();

async function runsOf({ item, source }: AnnotationInput, context: IngestContext): Promise<readonly Item[]> {
  const dataset = ancestor(item, 'dataset');
  const runs = dataset === null ? [] : await context.allRuns(dataset);
  return runs.filter((run) => passesParentFilters(source, run));
}

/** Returns the voxel spacings (Å) of the run that get the same points, with the same binning. */
async function spacingsOf(input: AnnotationInput, context: IngestContext): Promise<number[]> {
  if (globsName(input, '{voxel_spacing')) return [];
  const found = await spacingItems(input.item, context);
  const having = found.filter((spacing) => passesParentFilters(input.source, spacing));
  return [...new Set(having.map(spacingOf))];
}

const spacingOf = ({ name }: Item) => Number(name);

/** Returns the voxel spacings of the run of an item; none if they cannot be found. */
async function spacingItems(item: Item, context: IngestContext): Promise<readonly Item[]> {
  return (await ifReadable(() => itemsOfRun(item, 'voxel_spacing', context))) ?? [];
}

/** Number of values of a filtered column in messages. */
const shown = 3;

/** Collects the facts of points while they are read. */
class PointTally {
  readonly bounds: Shape | null;
  count = 0;
  /** Points outside of the volume. */
  outside = 0;
  firstOutside: PointsFacts['firstOutside'] = null;
  reach = 0;
  /** True if all points would lie in the volume with the first coordinate in the place of the last. */
  fitsReversed = true;
  /** True if they are parts of their tomogram, whatever its voxel spacing. */
  isFractional = false;
  optics: PointsFacts['optics'] = null;
  statedPixel: number | null = null;
  sum = 0n;
  /** Values of the filtered column if the filter selects no row. */
  unmatched: readonly string[] | null = null;
  #oriented = 0;
  /** Least cosine between the z axes of a particle and of the tomogram. */
  #leastCosine = 1;

  constructor(bounds: Shape | null) {
    this.bounds = bounds;
  }

  get orientations(): NonNullable<PointsFacts['orientations']> {
    const widestTilt = (Math.acos(Math.max(-1, this.#leastCosine)) * 180) / Math.PI;
    return { count: this.#oriented, widestTilt };
  }

  async *take(
    batches: AsyncIterable<readonly AnnotationPoint[]>,
  ): AsyncGenerator<readonly AnnotationPoint[]> {
    for await (const batch of batches) {
      this.count += batch.length;
      const places = new Float64Array(3 * batch.length);
      for (const [at, { location }] of batch.entries())
        places.set([location.x, location.y, location.z], 3 * at);
      this.sum = remainderOf(places, this.sum);
      if (this.bounds !== null) for (const { location } of batch) this.#look(location, this.bounds);
      for (const point of batch) {
        if (!('rotation' in point)) break;
        this.#oriented += 1;
        this.#leastCosine = Math.min(this.#leastCosine, point.rotation[8]);
      }
      yield batch;
    }
  }

  #look({ x, y, z }: AnnotationPoint['location'], [nz, ny, nx]: Shape): void {
    const isAbove = x >= 0 && y >= 0 && z >= 0;
    this.fitsReversed &&= isAbove && x <= nz - 1 && y <= ny - 1 && z <= nx - 1;
    const reach = isAbove ? Math.max(x / (nx - 1), y / (ny - 1), z / (nz - 1)) : Number.POSITIVE_INFINITY;
    if (reach > this.reach) this.reach = reach;
    if (isAbove && x <= nx - 1 && y <= ny - 1 && z <= nz - 1) return;
    this.outside += 1;
    this.firstOutside ??= [x, y, z];
  }
}

/** Normalises a filter value or a cell for comparison: numbers by value, paths by file name without extension. */
function comparable(text: string): string {
  if (/^\d+(?:\.0*)?$/.test(text)) return String(Number(text));
  return (text.split(/[\\/]/).at(-1) ?? text).replace(/(?<=.)\.[A-Za-z]\w*$/, '');
}

/**
 * Returns the shape (z, y, x), in voxels, of the annotation's volume: the largest extents of the tomograms of its voxel
 * spacing, else the volume of the alignment; null if neither is known.
 */
export async function annotationBounds(
  input: AnnotationInput,
  context: IngestContext,
): Promise<Shape | null> {
  const shapes = (await tomogramHeaders(input, context)).map(({ shape }) => shape);
  if (shapes.length > 0) return shapes.reduce(largest);
  // A tomogram that cannot be read fails as an item of its own.
  const extent = await ifReadable(() => alignedExtent(input, context));
  return extent === null ? null : [Math.ceil(extent[0]), Math.ceil(extent[1]), Math.ceil(extent[2])];
}

function largest(a: Shape, b: Shape): Shape {
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.max(a[2], b[2])];
}
