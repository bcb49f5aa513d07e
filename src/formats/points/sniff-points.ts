import { isAmira } from '../amira-header.js';
import { type FileHead, holdsColumns, starOutline } from '../file-head.js';
import { angstromsIn } from '../length-units.js';
import { latin1, parseFinite } from '../text.js';
import { rotationFault } from './rotation.js';
import { relion5 } from './star-layout.js';

type Sniff = (head: FileHead) => boolean;

/** Columns of a Dynamo table, at least, and of a motive list of TOM, AV3 and DeePiCt. */
const [dynamoColumns, motiveColumns] = [26, 20];

/** Returns a test of tables of three or more numbers without header that are not of particles, as `placesOf` says. */
export function delimitedNumbers(delimiter: string): Sniff {
  return ({ lines }) => {
    const cells = lines[0]?.split(delimiter);
    return isNumbers(cells) && placesOf(cells ?? []) === null;
  };
}

/** Returns a test of tables that begin with names of the axes, then have numbers, if any. */
export function headedNumbers(delimiter: string, order: readonly Axis[] = ['x', 'y', 'z']): Sniff {
  return (head) => {
    const names = firstCells(head, delimiter);
    // A longer row has a column without a name; the first line is trimmed of its tab.
    const columns = head.lines[1]?.split(delimiter).length ?? names.length;
    const isTable = columns <= names.length && (isHeaded(head, delimiter) || head.lines.length === 1);
    return isTable && namesAxes(names, order);
  };
}

/** True if the first line is the header of a TARDIS table, or of one like it, whose objects have numbers. */
export const isTardis: Sniff = (head) =>
  tardisColumns(firstCells(head)) !== null && (isHeaded(head) || head.lines.length === 1);

/** True for the header of a points layer of napari with three axes. */
export function isNapariHeader(cells: readonly string[]): boolean {
  const names = cells.map((cell) => cell.trim());
  const isStart = ['index', 'axis-0', 'axis-1', 'axis-2'].every((name, at) => names[at] === name);
  return isStart && !names.includes('axis-3');
}

/** Returns why a table is not read as one that begins with coordinates, and what to do; null for others. */
export function delimitedHint(head: FileHead): string | null {
  const cells = firstCells(head);
  const places = placesOf(cells);
  if (places !== null) {
    const like = isDynamoRow(cells)
      ? 'a Dynamo table with commas has; dynamo_tbl needs blanks or tabs, and csv takes'
      : `${places}; write these as a table, since csv takes`;
    return `the rows have ${cells.length} numbers, as ${like} the first three columns`;
  }
  const taking = isHeaded(head) ? 'csv_with_header' : isHeaded(head, '\t') ? 'tsv_with_header' : null;
  const isWithSemicolons = isNumbers(firstCells(head, ';')) || isHeaded(head, ';');
  if (isWithSemicolons)
    return "the cells are separated by semicolons; csv or csv_with_header reads them with delimiter: ';'";
  if (taking === null) return null;
  return `the first line, ${(head.lines[0] ?? '').slice(0, 80)}, does not begin with x, y and z; ${taking} takes the first three columns`;
}

/** True if the cells of a row are as many numbers as a Dynamo table has. */
export function isDynamoRow(cells: readonly string[]): boolean {
  return cells.length >= dynamoColumns && isNumbers(cells);
}

/** Returns what a row of numbers with coordinates further right is of, and where they are; null for other rows. */
export function placesOf(cells: readonly string[]): string | null {
  if (isDynamoRow(cells)) return 'a Dynamo table with x, y, z in columns 24 to 26';
  const isMotive = cells.length === motiveColumns && isNumbers(cells);
  return isMotive ? 'a motive list with x, y, z in columns 8 to 10' : null;
}

/** Advice for a list of template matching of emClarity. */
export const emClarityHint =
  'a list of emClarity has no reader: use the model (.mod) that emClarity writes beside it, as file_format: mod';

/**
 * True if a row is of template matching of emClarity (its BH_templateSearch3d): columns 17 to 25 are a rotation matrix,
 * where a Dynamo table ends in x, y and z.
 */
export function isEmClarityRow(cells: readonly string[]): boolean {
  const matrix = cells.slice(16, 25).map((cell) => parseFinite(cell) ?? Number.NaN);
  return cells.length % dynamoColumns === 0 && rotationFault(matrix) === null;
}

export function firstCells({ lines: [first = ''] }: FileHead, delimiter = ','): string[] {
  return first.split(delimiter);
}

/** True for a line that is not numbers, then one of numbers. */
function isHeaded(head: FileHead, delimiter = ','): boolean {
  return !isNumbers(firstCells(head, delimiter)) && isNumbers(head.lines[1]?.split(delimiter));
}

/** True for a file of Amira or Avizo with points along edges. */
export const isSpatialGraph: Sniff = ({ bytes, text }) => {
  const start = text === '' && bytes[0] === 0x23 ? latin1(bytes) : text;
  return isAmira(start) && /^[ \t]*define[ \t]+POINT[ \t]+\d/m.test(start);
};

/** True for coordinates from the centre, which RELION 5 prefers (getParticleCoordDecenteredPixel). */
export const isRelion5: Sniff = (head) => {
  const blocks = starOutline(head);
  return holdsColumns(blocks.get('particles') ?? onlyOf(blocks), relion5.position[0]);
};

/**
 * Returns a test of particles of RELION in pixels: in a file with a block of optics, or in its only block; with
 * rlnTomoName, or without, so that their micrograph is the tomogram.
 */
export function relionParticles(hasOptics: boolean, isNamedTomogram: boolean): Sniff {
  return (head) => {
    const blocks = starOutline(head);
    const particles = hasOptics ? blocks.get('particles') : onlyOf(blocks);
    return (
      !isRelion5(head) &&
      (!hasOptics || blocks.has('optics')) &&
      holdsColumns(particles, 'rlnCoordinateX') &&
      holdsColumns(particles, 'rlnTomoName') === isNamedTomogram
    );
  };
}

function onlyOf(blocks: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> | undefined {
  const [block, ...more] = blocks.values();
  return more.length === 0 ? block : undefined;
}

/** True for JSON that has each of these keys; `|` separates alternatives. */
export function isJsonWith(text: string, ...keys: readonly string[]): boolean {
  return /^\s*\{/.test(text) && keys.every((key) => new RegExp(`"(?:${key})"\\s*:`).test(text));
}

export function isNumbers(cells: readonly string[] | undefined): boolean {
  // Some programs put quotes around numbers, too.
  const isNumber = (cell: string) => parseFinite(cell.trim().replace(/^"(.*)"$/, '$1')) !== null;
  return cells !== undefined && cells.length >= 3 && cells.every(isNumber);
}

/** Axes of a volume. */
export type Axis = 'x' | 'y' | 'z';

// Words that programs write before or after the letter of an axis.
const before = 'coord(?:inate)?s?|cent(?:er|re)|pos(?:ition)?|loc(?:ation)?|point|pixel|voxel|rlncoordinate';
const after = `${before}|px|pixels|vox|voxels|a|ang|angst|angstroms?|nm|nanomet(?:er|re)s?`;
const named = new RegExp(`^(?:${before})?([xyz])(?:${after})?$`);

/** Returns the axis that a column means, as in `x`, `"Y"`, `z_coord`, `centerX`, `X [A]` or `rlnCoordinateZ`. */
export function axisOf(name: string): Axis | null {
  const bare = name
    .slice(0, 64)
    .replace(/[[(][^\])]*[\])]/, '')
    .replace(/[\s_.'"-]/g, '')
    .toLowerCase();
  return (named.exec(bare)?.[1] as Axis | undefined) ?? null;
}

/** Returns the length in Å of the unit in the name of an axis, as in `X [A]`, `y (nm)` or `z_angstrom`, or null. */
export function unitOf(name: string): number | null {
  const unit = /[[(]\s*([^\])]*?)\s*[\])]|[xyz][\s_.-]*([a-z]{2,}|(?<=[\s_.-])a)"?$/i.exec(name.slice(0, 64));
  // Others are none of points in tomograms: `x_cm` is the centre of mass.
  return angstromsIn((unit?.[1] ?? unit?.[2] ?? '').replace(/^angs?t?$/i, 'angstrom'), ['A', 'nm', 'um']);
}

/** True if the first three names mean x, y and z in the order of `order`. */
export function namesAxes(names: readonly string[], order: readonly Axis[] = ['x', 'y', 'z']): boolean {
  return order.every((axis, index) => axisOf(names[index] ?? '') === axis);
}

/** The name of the column that numbers objects in tables of TARDIS, and the names that others give it. */
const [ownNumber, otherNumber] = [
  /^\s*"?ids?"?\s*$/i,
  /^\s*"?(?:(?:s|object|instance|filament|contour|fib(?:er|re)|tube|track|curve|spline)[_ -]?ids?|instance|filament|contour)"?\s*$/i,
];

/**
 * Returns the columns of a header with `IDs`, `X [A]`, `Y [A]`, `Z [A]` in any order, counted from 0; null if one is
 * missing, or if none is `IDs` and two number objects, such as contours of objects.
 */
export function tardisColumns(header: readonly string[]) {
  const own = header.findIndex((name) => ownNumber.test(name));
  const others = header.flatMap((name, index) => (otherNumber.test(name) ? [index] : []));
  const id = own >= 0 ? own : others.length === 1 ? others[0] : undefined;
  const position = axesIn(header);
  return id === undefined || position === null ? null : { id, position };
}

/** Returns the columns of x, y and z in a header, counted from 0; null if one is missing. */
export function axesIn(header: readonly string[]): readonly [number, number, number] | null {
  const at = (axis: Axis) => header.findIndex((name) => axisOf(name) === axis);
  const position = [at('x'), at('y'), at('z')] as const;
  return position.includes(-1) ? null : position;
}
