import { groupBy } from '../base/collections.js';
import { type ErrorFacts, FormatError, StorageError } from '../base/errors.js';
import { fileSource } from '../deposition/source-files.js';
import { hasField, type PublishedPoint, type Rotation, type Vector } from '../formats/points/point.js';
import { readPublishedPoints } from '../formats/points/published-points.js';
import { rotationFault, writtenTolerance } from '../formats/points/rotation.js';
import { longestPiece } from '../volume/kernels/number-kernels.js';
import type { ExportOutput, ExportProject, TextPiece } from './export-output.js';
import { annotationFiles, type ExportedRun, type PointFile } from './exported-run.js';

/** The rows of a table that points become. */
export interface PointRows {
  /** Text before every row. */
  readonly prefix?: string;
  /** The spelling of a row, with `#` for a number and `%` for an integer. */
  readonly row: string;
  /** Text after every row, before its line end. */
  readonly suffix?: string;
  numbers(point: PublishedPoint): readonly number[];
}

/**
 * Yields the points of a published file in batches; none in a dry run. Fails with a StorageError if the file is missing
 * or cannot be read, or a FormatError that names the line.
 */
export async function* exportedPoints(
  file: PointFile,
  { tree: { storage }, kernels, isDryRun = false, signal, lose }: ExportProject,
): AsyncGenerator<readonly PublishedPoint[]> {
  const { path, annotation } = file;
  if (isDryRun) {
    if ((await storage.stat(path)) !== null) return;
    throw new StorageError('missing', 'no such file', placeOf(file));
  }
  const source = fileSource(storage, path, signal === undefined ? {} : { signal });
  const batches = readPublishedPoints(source, undefined, async (text, form) => {
    const read = kernels.readLines(text, form);
    return { ...read, values: read.values.slice() };
  });
  for await (const points of batches) {
    for (const { unknownKey } of points)
      if (unknownKey !== undefined)
        lose?.(annotation.label, `${unknownKey} of its points is left out: an unknown key`);
    yield points;
  }
}

/** Returns the numbers of points row by row; NaN where a point has less than `columns`. */
function numbersByRow(
  points: readonly PublishedPoint[],
  columns: number,
  numbers: (point: PublishedPoint) => readonly number[],
): Float64Array {
  const values = new Float64Array(points.length * columns);
  let at = 0;
  for (const point of points) {
    const row = numbers(point);
    for (let column = 0; column < columns; column++) values[at++] = row[column] ?? Number.NaN;
  }
  return values;
}

/** Yields the rows of a file of points as UTF-8, in the memory of a batch. Fails as `exportedPoints` does. */
export async function* spellPoints(
  file: PointFile,
  project: ExportProject,
  { prefix = '', row, suffix = '', numbers }: PointRows,
): AsyncGenerator<Uint8Array> {
  const pieces = row.split(/[#%]/);
  const within = (before: string, after: string) =>
    pieces.with(0, before + pieces[0]).with(-1, `${pieces.at(-1)}${after}\n`);
  const whole = within(prefix, suffix);
  const integers = Array.from(row.matchAll(/[#%]/g), ([sign]) => sign === '%');
  const encoder = new TextEncoder();
  const isSpelled = whole.every((piece) => encoder.encode(piece).length <= longestPiece);
  const form = { pieces: isSpelled ? whole : within('', ''), integers };
  // Texts that the kernel cannot spell are put around the lines.
  const withEnds = (lines: Uint8Array) => {
    const rows = new TextDecoder().decode(lines).slice(0, -1);
    return encoder.encode(`${prefix}${rows.replaceAll('\n', () => `${suffix}\n${prefix}`)}${suffix}\n`);
  };
  for await (const points of exportedPoints(file, project)) {
    if (points.length === 0) continue;
    const lines = project.kernels.spellLines(numbersByRow(points, integers.length, numbers), form);
    yield isSpelled ? lines.slice() : withEnds(lines);
  }
}

/** Spells a key of a JSON object with its rows, which begin with a comma; `empty` stands for a list without. */
export async function* spellList(
  key: string,
  rows: AsyncIterable<Uint8Array>,
  empty = '[]',
): AsyncGenerator<TextPiece> {
  let isEmpty = true;
  for await (const piece of rows) {
    if (isEmpty) yield `,\n"${key}": [`;
    yield isEmpty ? piece.subarray(1) : piece;
    isEmpty = false;
  }
  yield isEmpty ? `,\n"${key}": ${empty}` : ']';
}

/** Returns the error of a point that cannot be exported, with its line. */
function pointError(file: PointFile, { line }: PublishedPoint, message: string, facts: ErrorFacts) {
  return new FormatError(message, { ...placeOf(file), line, ...facts });
}

function placeOf({ run, path, annotation }: PointFile): ErrorFacts {
  return { path: run.locate(path), entity: annotation.label };
}

/**
 * Returns the rotation of a point as angles, by default as the matrix row by row; nothing for a file without
 * orientations. Fails with a FormatError that names the line if the point has no matrix, or one without angles.
 */
export function oriented(
  file: PointFile,
  point: PublishedPoint,
  toAngles: ((rotation: Rotation) => readonly number[]) | null = null,
): readonly number[] {
  if (!hasField(file.type, 'rotation')) return [];
  const { rotation } = point;
  if (rotation === null)
    throw pointError(file, point, 'no xyz_rotation_matrix', { expected: 'a matrix of each point' });
  if (toAngles === null) return rotation;
  const found = rotationFault(rotation, 0, writtenTolerance);
  if (found === null) return toAngles(rotation);
  const expected = 'orthonormal rows and determinant 1, which angles can spell';
  const hint = 'csv, parquet, copick and cets keep matrices; --exclude leaves the annotation out';
  throw pointError(file, point, 'xyz_rotation_matrix is not a rotation', { expected, found, hint });
}

/** Returns the instance of a point, if it has one. Fails with a FormatError if it is not an integer. */
export function numbered(file: PointFile, point: PublishedPoint): readonly number[] {
  if (!hasField(file.type, 'instance')) return [];
  const { instance } = point;
  if (instance !== null && Number.isSafeInteger(instance)) return [instance];
  throw pointError(file, point, 'instance_id is not an integer', { found: String(instance ?? 'none') });
}

/** Returns the position of a point, from `origin` in voxels, times `scale`. */
export function located(
  { x, y, z }: PublishedPoint,
  scale = 1,
  [a = 0, b = 0, c = 0]: readonly number[] = [],
): Vector {
  return [(x - a) * scale, (y - b) * scale, (z - c) * scale];
}

/** Returns one file of points for each annotation, if possible with orientations; the others are losses. */
export function particleFiles(run: ExportedRun, out: ExportOutput): PointFile[] {
  const byAnnotation = groupBy(annotationFiles(run).points, ({ annotation }) => annotation);
  return [...byAnnotation].flatMap(([{ label }, files]) => {
    const best = files.find(({ type }) => hasField(type, 'rotation')) ?? files[0];
    for (const { shape } of files.filter((file) => file !== best)) {
      out.lose(label, `${shape} left out: ${best?.shape} of the same annotation is exported`);
    }
    return best ?? [];
  });
}

/** The points of one object, all with or all without orientations. */
export interface ObjectPoints<File extends PointFile> {
  /** Name for files: that of the object in lower case, with `_` for unsafe characters, and a number if it is taken. */
  readonly slug: string;
  /** Voxel spacing of all, if they are grouped by it. */
  readonly spacing: string;
  readonly isOriented: boolean;
  readonly files: readonly File[];
}

/** Groups points by object, and by spacing if wanted; those with and without orientations stay apart. */
export function byObject<File extends PointFile>(
  files: readonly File[],
  isBySpacing: boolean,
): ObjectPoints<File>[] {
  const slugs = new Map<string, string>();
  for (const { annotation } of files) {
    if (slugs.has(annotation.objectName)) continue;
    const taken = new Set(slugs.values());
    const slug = slugOf(annotation.objectName);
    let name = slug;
    for (let number = 2; taken.has(name); number++) name = `${slug}_${number}`;
    slugs.set(annotation.objectName, name);
  }
  const keyOf = ({ annotation }: PointFile) =>
    `${isBySpacing ? annotation.spacing : ''} ${slugs.get(annotation.objectName)}`;
  return [...groupBy(files, keyOf)].flatMap(([key, all]) => {
    const [spacing = '', name = ''] = key.split(' ');
    const apart = [...groupBy(all, ({ type }) => hasField(type, 'rotation'))];
    return apart.map(([isOriented, own]) => {
      const slug = apart.length > 1 && !isOriented ? `${name}_unoriented` : name;
      return { slug, spacing, isOriented, files: own };
    });
  });
}

/** Characters of the name of an object in a file name, which has at most 255 with what is around it. */
const longestSlug = 150;

function slugOf(name: string): string {
  const words = name.toLowerCase().match(/[0-9a-z]+/g) ?? ['points'];
  return words.join('_').slice(0, longestSlug);
}
