import { FormatError, IngestError } from '../../errors/index.js';
import type { ByteSource } from '../byte-source/index.js';
import { readStar, type StarEvent } from '../star/index.js';
import { readStarByIndex, readStarForIndex } from './indexed-star.js';
import { opticsPixelSize } from './optics-pixel-size.js';
import { type ParticleTable, particleTable } from './particle-table.js';
import type { AnnotationPoint } from './point.js';
import type { PointReader } from './point-format.js';
import type { PointOptions } from './point-options.js';
import { isWholeNumber, rowFilter } from './row-filter.js';
import { type RowIndex, RowIndexBuilder } from './row-index.js';
import type { StarLayout } from './star-layout.js';

/** Reads particles of a STAR file whose tables are laid out so. */
export function starReader(layout: StarLayout): PointReader {
  return (source, type, options) =>
    readStarPoints(source, layout, type === 'orientedPoint' ? type : 'point', options);
}

/**
 * Particles of a STAR file. A filter is compared as text, and as a number where no text is equal; one that
 * selects nothing gives no points and a warning with values that the column has. Where `options.tables` knows the file, only
 * what holds rows of the filter's value is read.
 */
async function* readStarPoints(
  source: ByteSource,
  layout: StarLayout,
  type: 'point' | 'orientedPoint',
  options: PointOptions,
): AsyncGenerator<readonly AnnotationPoint[]> {
  checkFilter(layout, options);
  const { filter, tables, warn = () => {} } = options;
  const table = `${layout.name} ${source.path}`;
  const known = typeof filter === 'string' ? (tables?.get(table) ?? null) : null;
  const { pixelSize, warnings } = known ?? (await optics(source, layout));
  for (const message of warnings) warn(message);
  const task: Task = {
    source,
    layout,
    options: { ...options, pixelSize, isOriented: type === 'orientedPoint' },
  };
  if (typeof filter !== 'string') {
    yield* pass(task, readStar(source), null);
    return;
  }
  const warnOfNone = (seen: readonly string[]) => {
    const values = seen.length === 0 ? 'the table has no rows' : `it has ${seen.join(', ')}, for example`;
    warn(`${source.path}: no row has ${layout.tomogram} ${JSON.stringify(filter)}; ${values}`);
  };
  if (known !== null) {
    const values = matchingValues(known.rows, filter);
    if (values.length === 0) warnOfNone(known.rows.values.slice(0, 3));
    else yield* pass(task, readStarByIndex(source, known.rows, values), (cell) => values.includes(cell));
    return;
  }
  const byText = rowFilter(filter, 'text');
  const builder = new RowIndexBuilder();
  yield* pass(task, readStarForIndex(source, layout.block, builder), (cell) => {
    builder.addRow(cell);
    return byText.matches(cell);
  });
  const rows = source.spans === undefined ? null : builder.finish();
  if (rows !== null) tables?.set(table, { rows, pixelSize, warnings });
  if (byText.matched > 0) return;
  if (isWholeNumber(filter) && byText.seen.some(isWholeNumber)) {
    const byNumber = rowFilter(filter, 'number');
    yield* pass(task, readStar(source), (cell) => byNumber.matches(cell));
    if (byNumber.matched > 0) return;
  }
  warnOfNone(byText.seen);
}

async function optics(
  source: ByteSource,
  { shift }: StarLayout,
): Promise<{ readonly pixelSize: number; readonly warnings: readonly string[] }> {
  const warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);
  return { pixelSize: shift.inAngstrom ? await opticsPixelSize(source, warn) : 1, warnings };
}

/** The values that are equal to a filter as text; where there is none, as numbers. */
function matchingValues(index: RowIndex, filter: string): string[] {
  if (index.has(filter)) return [filter];
  const byNumber = rowFilter(filter, 'number');
  return isWholeNumber(filter) ? index.values.filter((value) => byNumber.matches(value)) : [];
}

interface Task {
  readonly source: ByteSource;
  readonly layout: StarLayout;
  readonly options: PointOptions & { readonly isOriented: boolean; readonly pixelSize: number };
}

function checkFilter(layout: StarLayout, { filter }: PointOptions): void {
  const isGiven = typeof filter === 'string';
  const isFit = isGiven
    ? filter !== '' && (!layout.needsFilter || isWholeNumber(filter))
    : !layout.needsFilter;
  if (isFit) return;
  throw new IngestError('the filter_value cannot select rows', {
    expected: layout.needsFilter
      ? `a whole number for ${layout.tomogram} of ${layout.name}`
      : 'a text that is not empty',
    found: isGiven ? JSON.stringify(filter) : 'none',
  });
}

/** The points of one reading of the file; `isWanted` tells by a row's tomogram whether it counts. */
async function* pass(
  { source, layout, options }: Task,
  contents: AsyncIterable<readonly StarEvent[]>,
  isWanted: ((tomogram: string) => boolean) | null,
): AsyncGenerator<readonly AnnotationPoint[]> {
  const blocks: string[] = [];
  let table: ParticleTable | null = null;
  for await (const events of contents) {
    const points: AnnotationPoint[] = [];
    for (const event of events) {
      if (event.kind === 'block') blocks.push(event.block);
      const isSeveral = blocks.length > 1 || event.block === 'optics';
      if (layout.block === null && isSeveral) throw severalBlocks(source.path, blocks, event);
      if (layout.block !== null && event.block !== layout.block) continue;
      if (event.kind === 'table') {
        table = particleTable(layout, event.columns, { path: source.path, line: event.line }, options);
      } else if (event.kind === 'rows' && table !== null) {
        for (const row of event.rows) {
          if (isWanted === null || isWanted(table.tomogram(row) ?? '')) points.push(table.point(row));
        }
      }
    }
    yield points;
  }
  if (table === null) throw noParticles(source.path, layout, blocks);
}

function severalBlocks(path: string, blocks: readonly string[], event: StarEvent): FormatError {
  return new FormatError('the particles are not in a block of their own', {
    path,
    ...(event.kind === 'block' ? { line: event.line } : {}),
    expected: 'one block with the particles',
    found: blocks.map((name) => `data_${name}`).join(', '),
    hint: 'a file with the blocks optics and particles is read as relion4_star',
  });
}

function noParticles(path: string, { block }: StarLayout, blocks: readonly string[]): FormatError {
  return new FormatError('the file has no table of particles', {
    path,
    expected: block === null ? 'a block with a table' : `a block data_${block} with a table`,
    found: blocks.map((name) => `data_${name}`).join(', '),
  });
}
