// Inspects points, STAR files, tables and texts: counts everything, keeps the first rows.

import { getOrMake } from '../base/collections.js';
import { CryoetError } from '../base/errors.js';
import { describeError } from '../base/messages.js';
import { delimitedRows } from '../formats/delimited.js';
import {
  type AnnotationPoint,
  fieldsOf,
  type PointFormat,
  type PointType,
  type PublishedPoint,
  pointTypes,
} from '../formats/points/point.js';
import { pointFormats } from '../formats/points/point-formats.js';
import { readPublishedPoints } from '../formats/points/published-points.js';
import { readPoints } from '../formats/points/read-points.js';
import { readStar } from '../formats/star.js';
import { lineBatches } from '../formats/text.js';
import { GrowingBounds } from '../neuroglancer/bounds.js';
import type { InspectedFile } from './inspected-file.js';
import type { Bounds, PointsFacts, StarBlock, StarFacts, TableFacts, TextFacts } from './inspection.js';

const shown = 5;

type Point = AnnotationPoint | PublishedPoint;
type Reading = Pick<PointsFacts, 'count' | 'points' | 'bounds' | 'instances'>;

/** Counts the points of a file and reads its columns and first rows. Fails with a FormatError for a damaged file. */
export async function inspectPoints(file: InspectedFile): Promise<PointsFacts> {
  const format = pointFormats.find(({ name }) => name === file.sniffed.format) ?? null;
  if (format === null) {
    const reading = await collect(readPublishedPoints(file.source()));
    return { kind: 'points', file_format: null, types: [], columns: [], rows: [], ...reading };
  }
  return {
    kind: 'points',
    file_format: format.name,
    types: format.types,
    ...(await tableOf(file, format)),
    ...(await readAny(file, format)),
  };
}

/** Reads the richest type of points that the file has, in the order of `pointTypes`. */
async function readAny(file: InspectedFile, format: PointFormat): Promise<Reading & { unread?: string }> {
  let failure: CryoetError | null = null;
  for (const type of pointTypes.filter((each) => format.types.includes(each))) {
    try {
      return await collect(readPoints(file.source(), type, { format: format.name, allRows: true }), type);
    } catch (error) {
      if (!(error instanceof CryoetError)) throw error;
      failure = error;
    }
  }
  // A file that needs more from the configuration, such as the size or name of a tomogram, is not damaged.
  const needsMore = format.options.includes('tomograms') || format.options.includes('filter');
  if (failure !== null && !needsMore) throw failure;
  const unread = failure === null ? {} : { unread: describeError(failure) };
  return { count: null, points: [], bounds: null, ...unread };
}

/** Counts points and collects the first ones, the bounds and the instances. */
async function collect(batches: AsyncIterable<readonly Point[]>, type: PointType = 'point') {
  const first: Point[] = [];
  const bounds = new GrowingBounds();
  const instances = new Set<number>();
  let count = 0;
  for await (const batch of batches) {
    for (const point of batch) {
      const { x, y, z } = 'location' in point ? point.location : point;
      bounds.include(x, y, z);
      if ('instanceId' in point) instances.add(point.instanceId);
      if ('instance' in point && point.instance !== null) instances.add(point.instance);
      if (count < shown) first.push(point);
      count += 1;
    }
  }
  const isByInstance = fieldsOf[type].includes('instance') || instances.size > 0;
  const found = isByInstance ? { instances: instances.size } : {};
  return { count, points: first, bounds: boundsFacts(bounds), ...found };
}

/** The columns and first rows of a file of points; empty for formats without columns. */
async function tableOf(file: InspectedFile, { columns }: PointFormat) {
  const { blocks, rowsOf } = await inspectBlocks(file);
  if (blocks.length === 0) return columns === undefined ? { columns: [], rows: [] } : headRows(file, columns);
  const isCoordinate = (column: string) => /coordinate|orig_x/i.test(column);
  const table = blocks.find((block) => block.columns.some(isCoordinate));
  return { columns: table?.columns ?? [], blocks, rows: rowsOf(table?.name ?? '') };
}

/** Returns the lowest and highest coordinates; null without any. */
export function boundsFacts({ isEmpty, lower, upper }: GrowingBounds): Bounds | null {
  return isEmpty ? null : { min: lower, max: upper };
}

/** Lists blocks and columns of any STAR file. Fails with a FormatError that names the line. */
export async function inspectStar(file: InspectedFile): Promise<StarFacts> {
  const { blocks, rowsOf } = await inspectBlocks(file);
  const table = blocks.find(({ rows }) => rows > 0);
  return { kind: 'star', file_format: null, blocks, rows: rowsOf(table?.name ?? '') };
}

/** Lists the blocks of a STAR file, with the first rows of each; none for other formats. */
async function inspectBlocks(file: InspectedFile) {
  type Block = { columns: readonly string[]; rows: number; keys: Record<string, string> };
  const blocks = new Map<string, Block & { first: (readonly string[])[] }>();
  const isStar = /star$|^cbox$/.test(file.sniffed.format);
  for await (const events of isStar ? readStar(file.source()) : []) {
    for (const event of events) {
      const block = getOrMake(blocks, event.block, () => ({ columns: [], rows: 0, keys: {}, first: [] }));
      if (event.kind === 'pair') block.keys[event.key] = event.value;
      if (event.kind === 'table') block.columns = event.columns;
      if (event.kind !== 'rows') continue;
      block.rows += event.rows.length;
      block.first.push(...event.rows.slice(0, shown - block.first.length).map(({ cells }) => cells));
    }
  }
  return {
    blocks: [...blocks].map(([name, { first: _, ...block }]): StarBlock => ({ name, ...block })),
    rowsOf: (block: string) => blocks.get(block)?.first ?? [],
  };
}

/** Reads the columns and first rows of delimited text. Without a header, columns have no names. */
async function headRows(
  file: InspectedFile,
  { delimiter, hasHeader }: NonNullable<PointFormat['columns']>,
): Promise<Pick<TableFacts, 'columns' | 'rows'>> {
  const rows: (readonly string[])[] = [];
  for await (const batch of delimitedRows(file.source(), delimiter)) {
    rows.push(...batch.map(({ cells }) => cells));
    if (rows.length > shown) break;
  }
  const columns = (hasHeader ? rows.shift() : null) ?? [];
  return { columns, rows: rows.slice(0, shown) };
}

/** Reads columns and first rows of delimited text. Fails with a FormatError for a quote that is not closed. */
export async function inspectTable(file: InspectedFile): Promise<TableFacts> {
  const delimiter = file.sniffed.format === 'tsv' ? '\t' : ',';
  const { columns, rows } = await headRows(file, { delimiter, hasHeader: true });
  const { lines } = await inspectText(file);
  return { kind: 'table', columns, count: Math.max(0, lines - 1), rows };
}

/** Counts the lines of a text that are not blank, and reads the first ones. */
export async function inspectText(file: InspectedFile): Promise<TextFacts> {
  const rows: string[] = [];
  let count = 0;
  for await (const lines of lineBatches(file.source())) {
    rows.push(...lines.slice(0, shown - rows.length));
    count += lines.filter((line) => line.trim() !== '').length;
  }
  return { kind: 'text', lines: count, rows };
}
