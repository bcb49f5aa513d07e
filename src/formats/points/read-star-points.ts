import { FormatError, IngestError } from '../../errors/index.js';
import type { ByteSource } from '../byte-source/index.js';
import { readStar, type StarEvent } from '../star/index.js';
import { opticsPixelSize } from './optics-pixel-size.js';
import { type ParticleTable, particleTable } from './particle-table.js';
import type { AnnotationPoint } from './point.js';
import type { PointOptions } from './point-options.js';
import { isWholeNumber, type RowFilter, rowFilter } from './row-filter.js';
import { type StarLayout, type StarPointFormat, starLayouts } from './star-layout.js';

/**
 * Particles of a STAR file. A filter is compared as text, and as a number where no text is equal; one that
 * selects nothing gives no points and a warning with values that the column has.
 */
export async function* readStarPoints(
  source: ByteSource,
  type: 'point' | 'orientedPoint',
  format: StarPointFormat,
  options: PointOptions,
): AsyncGenerator<readonly AnnotationPoint[]> {
  const layout = starLayouts[format];
  checkFilter(layout, format, options);
  const warn = options.warn ?? (() => {});
  const pixelSize = layout.shift.inAngstrom ? await opticsPixelSize(source, warn) : 1;
  const task: Task = {
    source,
    layout,
    options: { ...options, pixelSize, isOriented: type === 'orientedPoint' },
  };
  const { filter } = options;
  if (typeof filter !== 'string') {
    yield* pass(task, null);
    return;
  }
  const byText = rowFilter(filter, 'text');
  yield* pass(task, byText);
  if (byText.matched > 0) return;
  if (isWholeNumber(filter) && byText.seen.some(isWholeNumber)) {
    const byNumber = rowFilter(filter, 'number');
    yield* pass(task, byNumber);
    if (byNumber.matched > 0) return;
  }
  const values =
    byText.seen.length === 0 ? 'the table has no rows' : `it has ${byText.seen.join(', ')}, for example`;
  warn(`${source.path}: no row has ${layout.tomogram} ${JSON.stringify(filter)}; ${values}`);
}

interface Task {
  readonly source: ByteSource;
  readonly layout: StarLayout;
  readonly options: PointOptions & { readonly isOriented: boolean; readonly pixelSize: number };
}

function checkFilter(layout: StarLayout, format: StarPointFormat, { filter }: PointOptions): void {
  const isGiven = typeof filter === 'string';
  const isFit = isGiven
    ? filter !== '' && (!layout.needsFilter || isWholeNumber(filter))
    : !layout.needsFilter;
  if (isFit) return;
  throw new IngestError('the filter_value cannot select rows', {
    expected: layout.needsFilter
      ? `a whole number for ${layout.tomogram} of ${format}`
      : 'a text that is not empty',
    found: isGiven ? JSON.stringify(filter) : 'none',
  });
}

/** One reading of the whole file. */
async function* pass(
  { source, layout, options }: Task,
  filter: RowFilter | null,
): AsyncGenerator<readonly AnnotationPoint[]> {
  const blocks: string[] = [];
  let table: ParticleTable | null = null;
  for await (const events of readStar(source)) {
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
          if (filter === null || filter.matches(table.tomogram(row) ?? '')) points.push(table.point(row));
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
