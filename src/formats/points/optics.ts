import { fileError } from '../../base/errors.js';
import type { ByteSource } from '../byte-source.js';
import { readStar, StarParser } from '../star.js';
import { parseFinite } from '../text.js';
import { isWholeNumber } from './row-filter.js';

const block = 'optics';
/** A group holds the tilt series of one microscope session, or of one tomogram. */
const mostGroups = 50_000;
/** Column that numbers the groups of the optics, and names a particle's group. */
export const groupColumn = 'rlnOpticsGroup';
export const micrographColumn = 'rlnMicrographPixelSize';
export const imageColumn = 'rlnImagePixelSize';
export const detectorColumn = 'rlnDetectorPixelSize';
const magnificationColumn = 'rlnMagnification';

/** Pixel sizes, in Å, in the optics of a particle file. */
export interface Optics {
  /** Column with the pixel sizes; null if there are none. */
  readonly column: string | null;
  /** Pixel size in the first row; null if there is none. */
  readonly first: number | null;
  /** Pixel sizes by `rlnOpticsGroup`, spelled like `groupKey`; empty if groups are not numbered. */
  readonly byGroup: ReadonlyMap<string, number>;
  /** Pixel sizes of all rows, in order. */
  readonly all: readonly number[];
  /** `rlnImagePixelSize` in the first row; null if there is none. */
  readonly firstImage: number | null;
  /** `rlnMicrographOriginalPixelSize`, the pixel size of the movies, in the first row; null if there is none. */
  readonly firstOriginal: number | null;
  /** Name of the only block, which has the particles; null if the file has several, or only optics. */
  readonly onlyBlock: string | null;
}

/** The optics of a file without any. */
export const noOptics: Optics = {
  column: null,
  first: null,
  byGroup: new Map(),
  all: [],
  firstImage: null,
  firstOriginal: null,
  onlyBlock: null,
};

/** Normalizes the cell of an optics group: `2` and `2.0` are the same. */
export function groupKey(cell: string): string {
  return isWholeNumber(cell) ? String(Number(cell)) : cell;
}

/** True if the groups have several pixel sizes. */
export function opticsDiffer({ all, first }: Optics): boolean {
  return all.some((size) => size !== first);
}

/**
 * Reads the optics of a RELION particle file: the pixel sizes of the first of `columns` that they have. The file is
 * read up to the end of that block. Fails with a FormatError for an invalid pixel size, or none if `isRequired`.
 */
export async function readOptics(
  source: ByteSource,
  columns: readonly [string, ...string[]],
  isRequired: boolean,
): Promise<Optics> {
  const { rows, blocks, line } = await opticsRows(source);
  const column = columns.find((name) =>
    rows.some(({ cells }) => cells.has(name) && (name !== detectorColumn || cells.has(magnificationColumn))),
  );
  const [only = null, ...more] = blocks;
  const onlyBlock = more.length > 0 || only === block ? null : only;
  if (column === undefined) {
    if (!isRequired) return { ...noOptics, onlyBlock };
    const found = rows[0]?.cells.keys() ?? blocks.map((name) => `data_${name}`);
    const hint =
      'relion4_star needs the optics block; a RELION 3 file has one block and is read as relion3_star';
    const expected = `a block data_${block} with ${columns.join(' or ')}`;
    const at = { path: source.path, line, hint };
    throw fileError('the optics of the particles are missing', at, expected, [...found].join(', '));
  }
  const byGroup = new Map<string, number>();
  const all = rows.map(({ cells, line: at }) => {
    const cell = (name: string) => cells.get(name) ?? '';
    const size = pixelSize(cell, column, at, source.path);
    const group = cells.get(groupColumn);
    if (group !== undefined) byGroup.set(groupKey(group), size);
    return size;
  });
  const ofFirst = (name: string) => parseFinite(rows[0]?.cells.get(name) ?? '');
  return {
    column,
    first: all[0] ?? null,
    byGroup,
    all,
    firstImage: ofFirst(imageColumn),
    firstOriginal: ofFirst('rlnMicrographOriginalPixelSize'),
    onlyBlock,
  };
}

async function opticsRows(source: ByteSource) {
  const blocks: string[] = [];
  const rows: { readonly cells: ReadonlyMap<string, string>; readonly line: number }[] = [];
  const pairs = new Map<string, string>();
  let columns: readonly string[] = [];
  let line = 1;
  let isOver = false;
  for await (const events of readStar(source)) {
    for (const event of events) {
      if (event.kind === 'block') {
        isOver ||= blocks.includes(block);
        if (isOver) break;
        blocks.push(event.block);
      }
      if (event.block !== block) continue;
      if (event.kind !== 'rows') line = event.line;
      if (event.kind === 'table') columns = event.columns;
      if (event.kind === 'pair') pairs.set(event.key, event.value);
      if (event.kind !== 'rows') continue;
      if (rows.length + event.rows.length > mostGroups) {
        const at = { path: source.path, line };
        throw fileError('too many optics groups', at, `at most ${mostGroups}`, 'more');
      }
      for (const { cells, line: at } of event.rows)
        rows.push({ cells: new Map(columns.map((name, index) => [name, cells[index] ?? ''])), line: at });
    }
    if (isOver) break;
  }
  if (pairs.size > 0) rows.push({ cells: pairs, line });
  return { rows, blocks, line };
}

function pixelSize(cell: (name: string) => string, column: string, line: number, path: string): number {
  const size = column === detectorColumn ? detectorPixelSize(cell) : parseFinite(cell(column));
  if (size !== null && size > 0) return size;
  const [expected, found] =
    column === detectorColumn
      ? ['numbers above 0 (µm and a factor)', `${cell(column)} / ${cell(magnificationColumn)}`]
      : ['a number above 0 (Å)', JSON.stringify(cell(column))];
  throw fileError(`${column} is not a pixel size`, { path, line }, expected, found);
}

const angstromPerMicron = 10_000;

/** Returns the pixel size (Å) from detector pixel (µm) and magnification, like RELION; null unless both are above 0. */
function detectorPixelSize(cell: (column: string) => string): number | null {
  const detector = parseFinite(cell(detectorColumn)) ?? 0;
  const magnification = parseFinite(cell(magnificationColumn)) ?? 0;
  return detector > 0 && magnification > 0 ? (detector * angstromPerMicron) / magnification : null;
}

/** Returns the pixel size, in Å, that a row states itself; null without one. */
export function statedPixelSize(cell: (column: string) => string): number | null {
  const image = parseFinite(cell(imageColumn));
  return image !== null && image > 0 ? image : detectorPixelSize(cell);
}

/** Returns the pixel sizes, in Å, that rows of a particle table state, each once. `lines` are its first whole ones. */
export function statedPixelSizes(lines: readonly string[], path: string): number[] {
  const sizes = new Set<number>();
  let columns: readonly string[] = [];
  for (const event of new StarParser(path).push(`${lines.join('\n')}\n`)) {
    if (event.kind === 'table') columns = event.columns;
    for (const { cells } of event.kind === 'rows' ? event.rows : []) {
      const size = statedPixelSize((name) => cells[columns.indexOf(name)] ?? '');
      if (size !== null) sizes.add(size);
    }
  }
  return [...sizes];
}
