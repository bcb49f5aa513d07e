import { CryoetError, describeError } from '../../errors/index.js';
import {
  type AnnotationPoint,
  type PointFormat,
  type PointType,
  type PublishedPoint,
  pointFormats,
  readPoints,
  readPublishedPoints,
} from '../../formats/points/index.js';
import type { InspectedFile } from '../inspected-file.js';
import { BoundsOf } from './bounds-of.js';
import { headRows } from './head-rows.js';
import { inspectBlocks } from './inspect-star.js';
import type { PointsFacts } from './table-facts.js';

/** Points and rows that are shown. */
const shown = 5;

type Point = AnnotationPoint | PublishedPoint;
type Reading = Pick<PointsFacts, 'count' | 'points' | 'bounds' | 'instances'>;

/** How many points a file holds and where, with its columns and first rows. Fails with a FormatError for a damaged file. */
export async function inspectPoints(file: InspectedFile): Promise<PointsFacts> {
  const format = pointFormats.find(({ name }) => name === file.sniffed.format) ?? null;
  if (format === null) {
    const reading = await collect(readPublishedPoints(file.source()));
    return { kind: 'points', file_format: null, types: [], columns: [], rows: [], ...reading };
  }
  const { blocks = null, columns, rows } = await tableOf(file, format);
  return {
    kind: 'points',
    file_format: format.name,
    types: format.types,
    columns,
    ...(blocks === null ? {} : { blocks }),
    rows,
    ...(await readAny(file, format)),
  };
}

/** Reads the richest type of points that the file gives: rotations and instances are seen where it has them. */
async function readAny(file: InspectedFile, format: PointFormat): Promise<Reading & { unread?: string }> {
  const types = (['orientedPoint', 'instancePoint', 'point'] as const).filter((type) =>
    format.types.includes(type),
  );
  let failure: CryoetError | null = null;
  for (const type of types) {
    try {
      return await collect(readPoints(file.source(), type, { format: format.name }), type);
    } catch (error) {
      if (!(error instanceof CryoetError)) throw error;
      failure = error;
    }
  }
  // What only the configuration tells is no damage: the size of a tomogram, the one that is meant.
  if (failure !== null && !needsMore(format)) throw failure;
  const unread = failure === null ? {} : { unread: describeError(failure) };
  return { count: null, points: [], bounds: null, ...unread };
}

function needsMore({ options }: PointFormat): boolean {
  return options.includes('tomograms') || options.includes('filter');
}

async function collect(
  batches: AsyncIterable<readonly Point[]>,
  type: PointType = 'point',
): Promise<Reading> {
  const first: Point[] = [];
  const bounds = new BoundsOf();
  const instances = new Set<number>();
  let count = 0;
  for await (const batch of batches) {
    for (const point of batch) {
      const { x, y, z } = 'location' in point ? point.location : point;
      bounds.add(x, y, z);
      if ('instanceId' in point) instances.add(point.instanceId);
      if ('instance' in point && point.instance !== null) instances.add(point.instance);
      if (count < shown) first.push(point);
      count += 1;
    }
  }
  const isByInstance = type === 'instancePoint' || instances.size > 0;
  return {
    count,
    points: first,
    bounds: bounds.finish(),
    ...(isByInstance ? { instances: instances.size } : {}),
  };
}

async function tableOf(
  file: InspectedFile,
  { name }: PointFormat,
): Promise<Pick<PointsFacts, 'columns' | 'rows'> & { blocks?: NonNullable<PointsFacts['blocks']> }> {
  const star = await inspectBlocks(file);
  if (star.blocks.length > 0) {
    const table = star.blocks.find(({ columns }) =>
      columns.some((column) => /coordinate|orig_x/i.test(column)),
    );
    return { blocks: star.blocks, columns: table?.columns ?? [], rows: star.rowsOf(table?.name ?? '') };
  }
  const delimiter = { csv: ',', csv_with_header: ',', tardis: ',', tsv: '\t' }[name];
  return delimiter === undefined
    ? { columns: [], rows: [] }
    : headRows(file, delimiter, name === 'csv_with_header' || name === 'tardis', shown);
}
