import { fileError, IngestError } from '../../base/errors.js';
import type { ByteSource } from '../byte-source.js';
import { readStar, type StarEvent, StarParser } from '../star.js';
import { finiteNumber, TextPieces, wholeLines } from '../text.js';
import { imageColumn, micrographColumn, noOptics, type Optics, opticsDiffer, readOptics } from './optics.js';
import {
  type AnnotationPoint,
  type PointBatches,
  type PointOptions,
  type PointReader,
  type PointType,
  placement,
} from './point.js';
import { countingFilter, isWholeNumber, sameTomogram, warnUnmatched } from './row-filter.js';
import { type RowIndex, RowIndexBuilder } from './row-index.js';
import { portalLayout, type StarLayout } from './star-layout.js';
import {
  columnOf,
  isWarpMatching,
  type ParticleOptions,
  type ParticleTable,
  particleTable,
  readTomograms,
  tomogramSizes,
} from './star-particles.js';

interface Task {
  readonly source: ByteSource;
  readonly layout: StarLayout;
  readonly options: ParticleOptions;
}

/**
 * Reads the particles of a STAR file of a layout. A filter is compared as text; if no text is equal, as a file name or number. If
 * it selects nothing, there are no points and a warning lists values of the column. If `options.tables` knows the
 * file, only the pieces with rows of the filter's value are read.
 */
export async function* readStarPoints(
  own: StarLayout,
  source: ByteSource,
  type: PointType,
  options: PointOptions,
): PointBatches {
  const program = options.compatible === 'portal' ? portalLayout(own) : own;
  checkFilter(program, options);
  const { filter, tables } = options;
  const warn = once(options.warn ?? (() => {}));
  const table = `${program.name} ${source.path}`;
  const known = typeof filter === 'string' ? (tables?.get(table) ?? null) : null;
  const optics =
    known?.optics ??
    (program.optics === null ? noOptics : await readOptics(source, program.optics, program.needsOptics));
  const layout = program.takesOnlyBlock ? { ...program, block: optics.onlyBlock ?? program.block } : program;
  warnOfPortal(optics, source.path, options);
  const tomograms = layout.isCentred && options.tomograms ? await readTomograms(options.tomograms) : null;
  const extent = layout.isCentred && tomograms === null ? ((await options.extent?.()) ?? null) : null;
  const task: Task = {
    source,
    layout,
    options: {
      ...options,
      warn,
      optics: options.compatible === 'portal' ? { ...optics, byGroup: new Map() } : optics,
      sizes: tomogramSizes(tomograms, extent),
      isOriented: type === 'orientedPoint',
    },
  };
  if (typeof filter !== 'string') {
    yield* pass(task, readStar(source), null);
    return;
  }
  const warnOfNone = (all: readonly string[]) => {
    const wanted = `${layout.tomogram} ${JSON.stringify(filter)}`;
    warnUnmatched({ ...options, warn }, `${source.path}: no row has ${wanted}`, all);
  };
  if (known !== null) {
    const values = matchingValues(known.rows, filter, layout);
    if (values.length === 0) warnOfNone(known.rows.values);
    else yield* pass(task, readStarByIndex(source, known.rows, values), (cell) => values.includes(cell));
    return;
  }
  const byText = countingFilter((cell: string) => cell === filter);
  const builder = new RowIndexBuilder();
  yield* pass(task, readStarForIndex(source, layout.block, builder), (cell) => {
    builder.addRow(cell);
    return byText.matches(cell);
  });
  const rows = source.spans === undefined ? null : builder.finish();
  if (rows !== null) tables?.set(table, { rows, optics });
  if (byText.matched > 0) return;
  for (const wanted of otherFilters(layout, filter, byText.seen)) {
    yield* pass(task, readStar(source), wanted.matches);
    if (wanted.matched > 0) return;
  }
  warnOfNone(rows?.values ?? byText.seen);
}

/** Warns where the portal uses another pixel size. */
function warnOfPortal(optics: Optics, path: string, { compatible, warn }: PointOptions): void {
  const { column, first, firstImage } = optics;
  if (compatible === 'portal' && opticsDiffer(optics)) warnOfFirst(optics, path, warn);
  if (column === 'rlnTomoTiltSeriesPixelSize' && firstImage !== null && firstImage !== first) {
    warn?.(
      `${path}: shifts are taken with the pixel size of the tilt series, ${first} Å; the portal takes that of the images, ${firstImage} Å`,
      'format',
    );
  }
}

/** Warns if groups differ in pixel size and rows do not state theirs, and if coordinates may be in two sizes. */
function warnOfOptics(
  { needsPixelSize, isGrouped }: ParticleTable,
  { source: { path }, layout, options: { optics, compatible, warn } }: Task,
): void {
  if (!needsPixelSize) return;
  if (!isGrouped && compatible !== 'portal' && opticsDiffer(optics)) warnOfFirst(optics, path, warn);
  const { column, first, firstOriginal } = optics;
  const isScaled = column === imageColumn && firstOriginal !== null && firstOriginal !== first;
  if (isScaled && layout.optics?.includes(micrographColumn)) {
    warn?.(
      `${path}: shifts are taken with ${imageColumn}, ${first} Å; if images are scaled (rlnMicrographOriginalPixelSize is ${firstOriginal} Å), add ${micrographColumn} to the optics`,
    );
  }
}

function warnOfFirst({ all, first }: Optics, path: string, warn: PointOptions['warn']): void {
  const sizes = [...new Set(all)].join(', ');
  warn?.(
    `${path}: optics groups have pixel sizes of ${sizes} Å; shifts of all particles are taken with ${first} Å`,
  );
}

/** Passes each message on once, since a table may be read several times. */
function once(warn: NonNullable<PointOptions['warn']>): NonNullable<PointOptions['warn']> {
  const seen = new Set<string>();
  return (message, of) => {
    if (seen.has(message)) return;
    seen.add(message);
    warn(message, of);
  };
}

/** Returns filters of `values` if no text is equal, in this order: by file name, and by whole numbers (`7` equals `007`). */
function otherFilters({ matchesFile }: StarLayout, filter: string, values: readonly string[]) {
  const isSame = (cell: string) => isWholeNumber(cell) && Number(cell) === Number(filter);
  const areNumbers = isWholeNumber(filter) && values.some(isWholeNumber);
  return [...(matchesFile ? [sameTomogram(filter)] : []), ...(areNumbers ? [isSame] : [])].map(
    countingFilter,
  );
}

/** Returns the values of an index that equal a filter as text; if there are none, those that match in another way. */
function matchingValues(index: RowIndex, filter: string, layout: StarLayout): string[] {
  if (index.has(filter)) return [filter];
  for (const wanted of otherFilters(layout, filter, index.values)) {
    const values = index.values.filter(wanted.matches);
    if (values.length > 0) return values;
  }
  return [];
}

function checkFilter(layout: StarLayout, { filter, allRows = false }: PointOptions): void {
  const isGiven = typeof filter === 'string';
  const isNumber = isGiven && isWholeNumber(filter);
  if (layout.needsFilter ? isNumber || (allRows && !isGiven) : filter !== '') return;
  const number = `a whole number for ${layout.tomogram} of ${layout.name}`;
  const expected = layout.needsFilter ? number : 'a text that is not empty';
  const found = isGiven ? JSON.stringify(filter) : 'none';
  throw new IngestError('the filter_value cannot select rows', { expected, found });
}

/** Reads the file once and yields its points; `isWanted` decides by a row's tomogram. */
async function* pass(
  task: Task,
  contents: AsyncIterable<readonly StarEvent[]>,
  isWanted: ((tomogram: string) => boolean) | null,
): PointBatches {
  const { source, layout, options } = task;
  const blocks: string[] = [];
  let table: ParticleTable | null = null;
  const isCertain = layout.isCentred || layout.needsOptics;
  let isSized = false;
  for await (const events of contents) {
    const points: AnnotationPoint[] = [];
    for (const event of events) {
      if (event.kind === 'block') blocks.push(`data_${event.block}`);
      const isSeveral = blocks.length > 1 || event.block === 'optics';
      if (layout.block === null && isSeveral) {
        const line = event.kind === 'block' ? { line: event.line } : {};
        const at = { path: source.path, ...line, hint: severalBlocksHint };
        const found = blocks.join(', ');
        const expected = 'one block with the particles';
        throw fileError('the particles are not in a block of their own', at, expected, found);
      }
      if (layout.block !== null && event.block !== layout.block) continue;
      if (event.kind === 'table') {
        const header = { path: source.path, line: event.line };
        const sizes = isWarpMatching(layout, event.columns, options)
          ? tomogramSizes(null, (await options.extent?.()) ?? null)
          : options.sizes;
        table = particleTable(layout, event.columns, header, { ...options, sizes });
        warnOfOptics(table, task);
      } else if (event.kind === 'rows' && table !== null) {
        for (const row of event.rows) {
          if (isWanted !== null && !isWanted(table.tomogram(row) ?? '')) continue;
          points.push(table.point(row));
          if (isSized) continue;
          isSized = true;
          const size = table.groupPixelSize(row);
          const { column } = options.optics;
          if (isCertain && size !== null && column !== null) options.pixelSize?.(size, column);
          const other = column === imageColumn ? null : (size ?? table.ownPixelSize(row));
          if (!isCertain && other !== null) options.maybePixelSize?.(other);
        }
      }
    }
    yield points;
  }
  if (table === null) {
    const expected = `a block ${layout.block === null ? '' : `data_${layout.block} `}with a table`;
    throw fileError('the file has no table of particles', source.path, expected, blocks.join(', '));
  }
  if (table.isFractional) options.fractional?.();
  if (table.isTurned) {
    options.warn?.(
      `${source.path}: particles are turned with their subtomograms (${layout.subtomogram?.join(', ')}), which the portal leaves out`,
      'format',
    );
  }
}

const severalBlocksHint =
  'a file with the blocks optics and particles is read as relion4_star, or as relion31_star where rlnMicrographName names the tomogram';

const newline = 10;

/**
 * Yields the contents of a STAR file like `readStar`, and adds the pieces that they come from to `index`. The caller
 * adds the rows of each batch before it asks for the next. `block`: the block of these rows; null: any.
 */
async function* readStarForIndex(source: ByteSource, block: string | null, index: RowIndexBuilder) {
  const parser = new StarParser(source.path);
  const text = new TextPieces(source.path);
  let isWithinRows = false;
  const isPlain = (events: readonly StarEvent[]): boolean => {
    const wasWithinRows = isWithinRows;
    const isRows = (event: StarEvent) => event.kind === 'rows' && (block === null || event.block === block);
    const last = events.at(-1);
    if (last !== undefined) isWithinRows = isRows(last);
    return wasWithinRows && events.every(isRows);
  };
  let unfinished = 0;
  for await (const bytes of wholeLines(source)) {
    const before = parser.line;
    const events = parser.push(text.decode(bytes));
    if (unfinished > 0 || text.isWide) index.spoil();
    if (bytes[bytes.length - 1] !== newline) {
      unfinished = bytes.length;
      yield events;
      continue;
    }
    yield events;
    index.addPiece(bytes.length, parser.line - before, isPlain(events));
  }
  const before = parser.line;
  const events = [...parser.push(text.end()), ...parser.end()];
  yield events;
  index.addPiece(unfinished, parser.line - before, false);
}

/** Yields the contents of the pieces of a STAR file with rows of some values, without most other rows. */
async function* readStarByIndex(source: ByteSource, index: RowIndex, values: readonly string[]) {
  const { spans, skippedLines } = index.plan(values);
  const parser = new StarParser(source.path, (row) => values.some((value) => row.includes(value)));
  const text = new TextPieces(source.path);
  let last = -1;
  for await (const { span, bytes } of source.spans?.(spans) ?? []) {
    if (span !== last) parser.skip(skippedLines[span] ?? 0);
    last = span;
    yield parser.push(text.decode(bytes));
  }
  yield [...parser.push(text.end()), ...parser.end()];
}

const boxBlock = 'cryolo';
const boxColumns = ['CoordinateX', 'CoordinateY', 'CoordinateZ', 'Width', 'Height'] as const;

/**
 * Reads the centres of the boxes of a crYOLO `.cbox` file, like napari-boxmanager: x and y are the lower left corner
 * of a box, so half its width and height are added; z is the centre already. Fails with a FormatError for a box of a
 * single image, without z.
 */
export const readCbox: PointReader = async function* (source, _, options) {
  const toLocation = placement(options);
  let columns: readonly number[] | null = null;
  for await (const events of readStar(source)) {
    const points: AnnotationPoint[] = [];
    for (const event of events) {
      if (event.block !== boxBlock) continue;
      if (event.kind === 'table') {
        const header = { path: source.path, line: event.line };
        columns = boxColumns.map((name) => columnOf(name, event.columns, header));
      }
      if (event.kind !== 'rows' || columns === null) continue;
      for (const { cells, line } of event.rows) {
        const facts = { path: source.path, line, expected: `numbers in ${boxColumns.join(', ')}` };
        const [x, y, z, width, height] = columns.map((index) =>
          finiteNumber(cells[index] ?? '', facts, 'not a box of a tomogram'),
        ) as [number, number, number, number, number];
        points.push({ type: 'point', location: toLocation(x + width / 2, y + height / 2, z) });
      }
    }
    yield points;
  }
  if (columns !== null) return;
  const expected = `a block data_${boxBlock} with ${boxColumns.join(', ')}`;
  throw fileError('not a crYOLO box file', source.path, expected, 'none');
};
