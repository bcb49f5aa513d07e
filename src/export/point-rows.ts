import { groupBy } from '../base/collections.js';
import { FormatError } from '../base/errors.js';
import { fileSource } from '../deposition/source-files.js';
import type { Rotation, Vector } from '../formats/points/point.js';
import type { LineForm, PublishedPoint } from '../formats/points/point-lines.js';
import { readPublishedPoints } from '../formats/points/published-points.js';
import type { ExportProject } from './export-format.js';
import type { ExportOutput } from './export-output.js';
import { annotationFiles, type ExportedRun, itemName, type PointFile } from './exported-run.js';

/** The rows of a table that points become. */
export interface PointRows extends LineForm {
  /** Text before every row, which needs no number. */
  readonly prefix?: string;
  /** Text after every row, before its line end. */
  readonly suffix?: string;
  /** Writes the numbers of a point to `values` from `at` on; `index` counts the points of the file from 0. */
  put(point: PublishedPoint, values: Float64Array, at: number, index: number): void;
}

/** Returns the form of rows of numbers with a separator; the first `wholes` are integers. */
export function separated(count: number, separator: string, wholes = 0): LineForm {
  return {
    pieces: Array.from({ length: count + 1 }, (_, at) => (at === 0 ? '' : at === count ? '\n' : separator)),
    integers: Array.from({ length: count }, (_, at) => at < wholes),
  };
}

/** Yields the points of a published file in batches. Fails with a StorageError, or a FormatError that names the line. */
export function exportedPoints(
  { path }: Pick<PointFile, 'path'>,
  { tree, kernels, signal }: ExportProject,
): AsyncGenerator<readonly PublishedPoint[]> {
  const source = fileSource(tree.storage, path, signal === undefined ? {} : { signal });
  return readPublishedPoints(source, undefined, async (text, form) => {
    const read = kernels.readLines(text, form);
    return { ...read, values: read.values.slice() };
  });
}

/** Yields the rows of a file of points as text, in the memory of a batch. Fails as `exportedPoints` does. */
export async function* spellPoints(
  file: PointFile,
  project: ExportProject,
  { prefix = '', suffix = '', put, ...form }: PointRows,
): AsyncGenerator<string> {
  const columns = form.integers.length;
  const decoder = new TextDecoder();
  let index = 0;
  for await (const points of exportedPoints(file, project)) {
    if (points.length === 0) continue;
    const values = new Float64Array(points.length * columns);
    for (const [row, point] of points.entries()) put(point, values, row * columns, index + row);
    index += points.length;
    const text = decoder.decode(project.kernels.spellLines(values, form)).slice(0, -1);
    yield `${prefix}${text.replaceAll('\n', () => `${suffix}\n${prefix}`)}${suffix}\n`;
  }
}

/** Returns the rotation of a point of an oriented file. Fails with a FormatError that names the line if it has none. */
export function rotationOf({ rotation, line }: PublishedPoint, { path }: PointFile): Rotation {
  if (rotation !== null) return rotation.flat() as unknown as Rotation;
  throw new FormatError('no xyz_rotation_matrix', {
    path,
    line,
    expected: 'a matrix of every oriented point',
  });
}

/** A file of points with its run. */
export interface RunPoints {
  readonly run: ExportedRun;
  readonly file: PointFile;
}

/**
 * Returns one file of points for each annotation: the one with orientations if there is one. The others are losses, as are
 * instances, which tables of particles have no column for.
 */
export function particleFiles(run: ExportedRun, out: ExportOutput): RunPoints[] {
  const byAnnotation = groupBy(annotationFiles(run).points, ({ annotation }) => annotation);
  return [...byAnnotation].flatMap(([annotation, files]) => {
    const best = files.find(({ type }) => type === 'orientedPoint') ?? files[0];
    for (const { shape } of files.filter((file) => file !== best)) {
      out.lose(itemName(run, 'annotation', annotation), `${shape} is left out: ${best?.shape} is exported`);
    }
    return best === undefined ? [] : [{ run, file: best }];
  });
}

/** The points of one object, all with or all without orientations. */
export interface ObjectPoints {
  /** Name for files: that of the object in lower case, with `_` for unsafe characters. */
  readonly slug: string;
  readonly objectName: string;
  readonly isOriented: boolean;
  readonly files: readonly RunPoints[];
}

/** Groups files of points by `keyOf` and object, points with orientations apart from others. */
export function byObject(
  files: readonly RunPoints[],
  keyOf: (file: RunPoints) => string = () => '',
): readonly (ObjectPoints & { readonly key: string })[] {
  const groups = groupBy(files, (each) => {
    const { annotation, type } = each.file;
    return JSON.stringify([keyOf(each), slugOf(annotation.objectName), type === 'orientedPoint']);
  });
  const oriented = new Set(
    files.flatMap((each) => (each.file.type === 'orientedPoint' ? [named(each)] : [])),
  );
  return [...groups.values()].map((group) => {
    const [first] = group as [RunPoints, ...RunPoints[]];
    const { annotation, type } = first.file;
    const isOriented = type === 'orientedPoint';
    const isApart = !isOriented && oriented.has(named(first));
    const slug = `${slugOf(annotation.objectName)}${isApart ? '_unoriented' : ''}`;
    return { key: keyOf(first), slug, objectName: annotation.objectName, isOriented, files: group };
  });

  function named(each: RunPoints): string {
    return JSON.stringify([keyOf(each), slugOf(each.file.annotation.objectName)]);
  }
}

/** Returns a name that is safe in files: lower case, with `_` for what is not a letter or digit of ASCII. */
function slugOf(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^0-9a-z]+/g, '_')
      .replaceAll(/^_|_$/g, '') || 'points'
  );
}

/** Writes the coordinates of a point from its corner, in voxels times `scale`. */
export function putLocation({ x, y, z }: PublishedPoint, values: Float64Array, at: number, scale = 1): void {
  values[at] = x * scale;
  values[at + 1] = y * scale;
  values[at + 2] = z * scale;
}

/** Writes three numbers. */
export function putVector(vector: Vector, values: Float64Array, at: number): void {
  values.set(vector, at);
}
