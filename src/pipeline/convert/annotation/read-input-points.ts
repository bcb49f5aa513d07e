import { annotationShapes } from '../../../entities/index.js';
import { FormatError } from '../../../errors/index.js';
import { type AnnotationPoint, type PointType, readPoints } from '../../../formats/points/index.js';
import type { Issue } from '../../../issues/index.js';
import { toNumber } from '../../../json/index.js';
import { fileSource } from '../../../sources/file-source.js';
import { ancestor, type Item } from '../../../sources/item.js';
import { fileSize, storageOf } from '../../../sources/source-files.js';
import { tomogramExtent } from '../../../sources/volume-dimension.js';
import type { IngestContext } from '../../context.js';
import { annotationBounds } from './annotation-bounds.js';
import type { AnnotationInput } from './annotation-file.js';
import { tomogramsFile } from './point-source.js';
import { PointTally } from './point-tally.js';
import { otherFilters, rowFilter, runsThatShare } from './row-filter.js';

/** The points of an input while they are read, and what is to be said of them once they are. */
export interface InputPoints {
  readonly points: AsyncGenerator<readonly AnnotationPoint[]>;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  /** What is wrong with the points that were read. */
  issues(): Promise<readonly Issue[]>;
}

/**
 * Opens the points of an input; reading them fails as `readPoints` does. Fails with a FormatError for a file without bytes.
 * `onRead` is told how many bytes were read.
 */
export async function readInputPoints(
  input: AnnotationInput,
  context: IngestContext,
  onRead: (bytes: number) => void = () => {},
): Promise<InputPoints> {
  const { finder, item, key } = input;
  const { options } = finder;
  const storage = storageOf(item, context);
  const location = storage.location(key);
  if ((await fileSize(item, key, context)) === 0) {
    await (await storage.open(key)).close();
    throw new FormatError('the file is empty', { path: location, expected: 'points', found: '0 bytes' });
  }
  const warnings: string[] = [];
  const notes: string[] = [];
  const tomograms = tomogramsFile(input, context);
  const order = options.columns ?? options.order;
  const binning = toNumber(options.binning);
  const filter = rowFilter(input, context);
  const spacing = voxelSpacing(item);
  const tally = new PointTally(await annotationBounds(input, context));
  const sharedBy = filter === null ? await runsThatShare(input, context) : 1;
  const points = readPoints(fileSource(storage, key, { signal: context.signal, onRead }), pointType(input), {
    format: finder.fileFormat,
    binning,
    order: order === 'zyx' ? 'zyx' : 'xyz',
    delimiter: typeof options.delimiter === 'string' ? options.delimiter : null,
    filter,
    // What lies in OUTPUT may be written anew meanwhile.
    ...(storage === context.input ? { tables: context.knownTables } : {}),
    voxelSpacing: spacing,
    extent: () => tomogramExtent(item, context),
    tomograms: tomograms === null ? null : fileSource(context.input, tomograms, { signal: context.signal }),
    compatible: context.options.compatible,
    chosen: (format) => notes.push(`${location}: read as ${format}`),
    pixelSize: (size, column) => tally.useOptics({ size, column, binning: binning ?? 1 }),
    unmatched: (values) => tally.missAll(values),
    warn: (message) => warnings.push(message),
  });
  return {
    points: tally.count(points),
    warnings,
    notes,
    async issues() {
      const others = tally.isUnmatched ? await otherFilters(input, context) : new Set<string>();
      const file = { value: location, by: 'the points', path: location };
      const facts = { file, ...tally.facts(others), filter, sharedBy, spacing };
      return context.checks.ofFacts('points', facts, item);
    },
  };
}

/** The type of points that a shape is made of. */
export function pointType({ finder }: AnnotationInput): PointType {
  const { content } = annotationShapes[finder.shape];
  return content.kind === 'points' ? content.type : 'point';
}

/** Å; null for points outside of a voxel spacing. */
function voxelSpacing(item: Item): number | null {
  const spacing = Number(ancestor(item, 'voxel_spacing')?.name);
  return spacing > 0 ? spacing : null;
}
