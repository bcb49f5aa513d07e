// Points in JSON: picks of copick, boxes of EMAN2 and data sets of CETS.
import { type ErrorFacts, fileError } from '../../base/errors.js';
import { decodeJson } from '../../base/json-text.js';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  numberAt,
  objectsAt,
  textAt,
  valueAt,
} from '../../base/json-value.js';
import { readWhole } from '../byte-source.js';
import { angstromsIn } from '../length-units.js';
import { parseFinite } from '../text.js';
import {
  type AnnotationPoint,
  type PointOptions,
  type PointReader,
  pickLimits,
  placement,
  type Rotation,
  type Vector,
} from './point.js';
import { rotationFault, unturned, writtenTolerance } from './rotation.js';

/** Returns the keys of a document that has not those of a format, for messages. */
function keysOf(document: JsonValue): string {
  return isJsonObject(document) ? Object.keys(document).join(', ') : 'no object';
}

/**
 * Reads the points of a copick picks file. Instances are those of `instance_id`; if all are 0, which copick gives by
 * itself, or one is missing, each is its index in the list, as the portal counts.
 */
export const readCopick: PointReader = async function* (source, type, options) {
  const toLocation = placement({ ...options, order: 'xyz' });
  const { picks, unknownUnit } = parseCopickPicks(await readWhole(source), source.path);
  const warn = (message: string) => options.warn?.(`${source.path}: ${message}`);
  if (unknownUnit !== null) warn(`the unit ${unknownUnit} is unknown; locations are taken in Å`);
  if (picks.length === 0) warn('the file has no points');
  if (type === 'orientedPoint') {
    const unoriented = picks.filter(({ rotation }) => rotation === null).length;
    const odd = picks.findIndex(
      ({ rotation }) => rotation !== null && rotationFault(rotation, 0, writtenTolerance) !== null,
    );
    if (unoriented > 0) warn(`${unoriented} points have no transformation_; they are taken as not rotated`);
    if (odd >= 0) warn(`transformation_ of points[${odd}] is not a rotation; it is written as it is`);
  }
  const isNumbered =
    options.compatible !== 'portal' &&
    picks.every(({ instance }) => instance !== null) &&
    picks.some(({ instance }) => instance !== 0);
  yield picks.map(({ x, y, z, rotation, instance }, index) => {
    const location = toLocation(x, y, z);
    if (type === 'orientedPoint') return { type, location, rotation: rotation ?? unturned };
    if (type !== 'instancePoint') return { type: 'point', location };
    return { type, location, instanceId: (isNumbered ? instance : null) ?? index };
  });
};

const identityRow = [0, 0, 0, 1];

/**
 * Reads a copick picks file, with locations in Å: those in nm are multiplied by 10; with another `unit`, which is
 * returned as `unknownUnit`, they are taken as Å. A translation in `transformation_` is ignored. Fails with a
 * FormatError that names the point if the file is not JSON, a location lacks a number, or a transformation is not
 * 4 × 4 with the last row 0, 0, 0, 1.
 */
function parseCopickPicks(bytes: Uint8Array, path: string) {
  const document = decodeJson(bytes, path, pickLimits);
  if (!isJsonObject(document)) throw fileError('not copick picks', path, 'an object', describe(document));
  const { points, unit } = document;
  const isStated = unit != null && unit !== '';
  const angstroms = typeof unit === 'string' ? angstromsIn(unit, ['Å', 'nm']) : null;
  const unknownUnit = isStated && angstroms === null ? describe(unit) : null;
  if (points == null) {
    if ('pickable_object_name' in document || 'points' in document) return { picks: [], unknownUnit };
    throw fileError('not copick picks', path, 'pickable_object_name and points', keysOf(document));
  }
  if (!Array.isArray(points)) {
    throw fileError('not a list', { path, keyPath: 'points' }, 'a list of points', describe(points));
  }
  const picks = points.map((point: JsonValue | undefined, index) =>
    toPick(point, angstroms ?? 1, path, `points[${index}]`),
  );
  return { picks, unknownUnit };
}

/**
 * Returns a point with its location in Å, its rotation, and the number of its object, 0 or more; null for those that
 * the file does not give.
 */
function toPick(point: JsonValue | undefined, angstroms: number, path: string, keyPath: string) {
  const location = isJsonObject(point) ? point.location : undefined;
  if (!isJsonObject(point) || !isJsonObject(location)) {
    const expected = 'location with x, y and z';
    throw fileError('a point without a location', { path, keyPath }, expected, describe(location));
  }
  const [x, y, z] = ['x', 'y', 'z'].map((axis) => {
    const value = location[axis];
    if (typeof value === 'number' && Number.isFinite(value)) return value * angstroms;
    const at = { path, keyPath: `${keyPath}.location.${axis}` };
    throw fileError('not a coordinate', at, 'a number', describe(value));
  }) as [number, number, number];
  const { transformation_: matrix, instance_id: id } = point;
  const rotation =
    matrix == null ? null : toRotation(matrix, { path, keyPath: `${keyPath}.transformation_` });
  const isInstance = typeof id === 'number' && Number.isSafeInteger(id) && id >= 0;
  return { x, y, z, rotation, instance: isInstance ? id : null };
}

function toRotation(value: JsonValue, at: ErrorFacts): Rotation {
  const isMatrix =
    Array.isArray(value) &&
    value.length === 4 &&
    value.every(
      (row) => Array.isArray(row) && row.length === 4 && row.every((cell) => typeof cell === 'number'),
    );
  if (!isMatrix) throw fileError('not a transformation', at, '4 rows of 4 numbers', describe(value));
  const rows = value as number[][];
  const last = rows[3] as number[];
  if (last.some((cell, column) => cell !== identityRow[column])) {
    throw fileError('not a transformation', at, 'a last row 0, 0, 0, 1', last.join(', '));
  }
  return rows.slice(0, 3).flatMap((row) => row.slice(0, 3)) as unknown as Rotation;
}

function describe(value: JsonValue | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/**
 * Reads the boxes of an EMAN2 `*_info.json` (`boxes_3d`: x, y, z, method, score, class), like e2spt_boxer.py. With
 * `apix_unbin` they are in unbinned pixels from the centre of the tomogram, voxel n // 2; without it in voxels from
 * its corner. `filter` selects the boxes of a class by its name in `class_list` (an object with `name`, formerly the
 * name) or by its number, which is 0 for a box without one.
 */
export const readEman2: PointReader = async function* (source, _, options) {
  const { path } = source;
  const toLocation = placement(options);
  const document = decodeJson(await readWhole(source), path, pickLimits);
  const boxes = isJsonObject(document) ? document.boxes_3d : undefined;
  if (!isJsonObject(document) || !Array.isArray(boxes)) {
    throw fileError('not EMAN2 boxes of a tomogram', path, 'a list boxes_3d', keysOf(document));
  }
  const [cx, cy, cz] =
    document.apix_unbin == null ? [0, 0, 0] : await centre(document.apix_unbin, path, options);
  const wanted = classFilter(document.class_list, options);
  const points: AnnotationPoint[] = [];
  for (const [index, box] of boxes.entries()) {
    const cells = Array.isArray(box) ? box : [];
    const [x, y, z] = [0, 1, 2].map((axis) =>
      coordinate(cells[axis], `boxes_3d[${index}][${axis}]`, path),
    ) as [number, number, number];
    if (wanted.has(cells[5] ?? 0))
      points.push({ type: 'point', location: toLocation(x + cx, y + cy, z + cz) });
  }
  const classes = new Set(boxes.map((box) => (Array.isArray(box) ? String(box[5] ?? 0) : '0')));
  if (typeof options.filter !== 'string' && classes.size > 1)
    options.warn?.(
      `${path}: boxes of ${classes.size} classes are one annotation; filter_value picks one of them`,
    );
  if (points.length === 0 && boxes.length > 0) {
    options.warn?.(`${path}: no box has the class ${JSON.stringify(options.filter)}; ${wanted.known}`);
  }
  yield points;
};

/** Returns the tomogram's middle voxel in unbinned pixels. Fails with a FormatError if its size is unknown. */
async function centre(unbinned: JsonValue, path: string, options: PointOptions): Promise<Vector> {
  const pixel = typeof unbinned === 'string' ? parseFinite(unbinned) : unbinned;
  if (typeof pixel !== 'number' || !(pixel > 0)) {
    throw fileError('apix_unbin is not a pixel size', path, 'a number above 0 (Å)', JSON.stringify(unbinned));
  }
  const extent = (await options.extent?.()) ?? null;
  const voxel = options.voxelSpacing ?? null;
  if (extent === null || voxel === null) {
    const expected = 'a tomogram of the run, from whose centre these boxes count';
    throw fileError('the size of the tomogram is unknown', path, expected, 'none');
  }
  const middle = (length: number) => (Math.floor(Math.round(length / voxel) / 2) * voxel) / pixel;
  return [middle(extent[0]), middle(extent[1]), middle(extent[2])];
}

function classFilter(list: JsonValue | undefined, { filter }: PointOptions) {
  const names = new Map<string, string>();
  for (const [id, entry] of Object.entries(isJsonObject(list) ? list : {})) {
    const name = isJsonObject(entry) ? entry.name : entry;
    names.set(id, typeof name === 'string' ? name : id);
  }
  const known = `the file has ${[...names.values()].slice(0, 3).join(', ') || 'no class_list'}`;
  const has = (id: JsonValue) =>
    typeof filter !== 'string' || String(id) === filter || names.get(String(id)) === filter;
  return { has, known };
}

function coordinate(value: JsonValue | undefined, keyPath: string, path: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw fileError('not a coordinate', { path, keyPath }, 'a number', JSON.stringify(value) ?? 'nothing');
}

/**
 * Reads the points of a CETS data set (`cets_data_model`, models.py): `origin3D`, and `matrix3D` row by row, of the
 * annotation whose id, or the id of its region and its own (`TS_1/picks`), `filter` is, else of all. Returns Å from the
 * first voxel of the tomogram. Fails with a FormatError for an unknown tomogram, and where the transformations of
 * annotation and tomogram lead to no voxels.
 */
export const readCets: PointReader = async function* (source, type, options) {
  const { path } = source;
  const toLocation = placement({ ...options, order: 'xyz' });
  const document = decodeJson(await readWhole(source), path, pickLimits);
  const regions = objectsAt(document, 'regions');
  if (regions.length === 0) throw fileError('not a CETS data set', path, 'regions', keysOf(document));
  const listed = regions.flatMap((region) =>
    cetsPoints(region).map((annotation) => ({ region, annotation })),
  );
  const wanted = listed.filter(
    ({ region, annotation }) =>
      typeof options.filter !== 'string' || idsOf(region, annotation).includes(options.filter),
  );
  if (wanted.length === 0) {
    const ids = listed.flatMap(({ region, annotation }) => idsOf(region, annotation));
    options.unmatched?.(ids);
    options.warn?.(`${path}: no annotation has the id ${JSON.stringify(options.filter ?? '')}`);
  }
  for (const { region, annotation } of wanted) {
    const axes = frameOf(region, annotation, path);
    const origins = Array.isArray(annotation.origin3D) ? annotation.origin3D : [];
    yield origins.map((origin, index) => {
      const given = vector(origin, `origin3D[${index}]`, path);
      const [x = 0, y = 0, z = 0] = axes.map(({ scale, shift }, axis) => (given[axis] ?? 0) * scale + shift);
      const location = toLocation(x, y, z);
      if (type !== 'orientedPoint') return { type: 'point', location };
      const row = (at: number) =>
        vector(valueAt(annotation, 'matrix3D', index, at), `matrix3D[${index}]`, path);
      const rotation: Rotation = annotation.matrix3D == null ? unturned : [...row(0), ...row(1), ...row(2)];
      return { type, location, rotation };
    });
  }
};

/** Returns the annotations of a region that are points. */
export function cetsPoints(region: JsonObject): JsonObject[] {
  return objectsAt(region, 'annotations').filter(({ origin3D }) => Array.isArray(origin3D));
}

/** Returns the id of an annotation, and that with its region before it. */
function idsOf(region: JsonObject, annotation: JsonObject): string[] {
  const id = textAt(annotation, 'id');
  return id === null ? [] : [id, `${textAt(region, 'id') ?? ''}/${id}`];
}

/** A map along an axis: `scale · x + shift`. */
interface Axis {
  readonly scale: number;
  readonly shift: number;
}

/** Returns the tomogram of an annotation, with the size of its voxels in Å; null if it is unknown. */
export function cetsTomogram(region: JsonObject, annotation: JsonObject) {
  const id = textAt(annotation, 'source_tomogram_id');
  const tomogram = objectsAt(region, 'tomograms').find((each) => id !== null && textAt(each, 'id') === id);
  if (tomogram === undefined || !stepsOf(tomogram).some((step) => 'scale' in step)) return null;
  const axes = axesOf(tomogram);
  const voxelSize = axes[0]?.scale ?? 0;
  return voxelSize > 0 ? { voxelSize, tomogram, axes } : null;
}

/** Returns the steps of the first transformation of an image or annotation. */
function stepsOf(item: JsonObject): JsonObject[] {
  const [first] = objectsAt(item, 'coordinate_transformations');
  if (first === undefined) return [];
  return 'sequence' in first ? objectsAt(first, 'sequence') : [first];
}

/** Returns what that transformation does along each axis; NaN where it turns. */
function axesOf(item: JsonObject): Axis[] {
  return [0, 1, 2].map((axis) =>
    stepsOf(item).reduce<Axis>(
      ({ scale, shift }, step) => {
        const moved = (kind: 'scale' | 'translation') =>
          kind in step ? (numberAt(step, kind, axis) ?? Number.NaN) : null;
        const isIdentity = (textAt(step, 'transformation_type') ?? 'identity') === 'identity';
        const [factor, translation] = [moved('scale'), moved('translation')];
        if (factor !== null) return { scale: scale * factor, shift: shift * factor };
        return { scale, shift: shift + (translation ?? (isIdentity ? 0 : Number.NaN)) };
      },
      { scale: 1, shift: 0 },
    ),
  );
}

/** Returns the maps from the coordinates of an annotation to Å from the first voxel. */
function frameOf(region: JsonObject, annotation: JsonObject, path: string): Axis[] {
  const known = cetsTomogram(region, annotation);
  const end = (item: JsonObject | undefined, which: 'input' | 'output') =>
    textAt(item, 'coordinate_transformations', 0, which);
  const frame = end(annotation, 'output') ?? end(annotation, 'input');
  const isPhysical = frame === (end(known?.tomogram, 'output') ?? 'physical');
  const ofVoxels = known?.axes.map(({ scale, shift }, axis) => {
    const own = axesOf(annotation)[axis] ?? { scale: Number.NaN, shift: 0 };
    // From Å in the physical frame, or from voxels.
    return isPhysical
      ? { scale: own.scale, shift: own.shift - shift }
      : { scale: own.scale * scale, shift: own.shift * scale };
  });
  const isKnown = isPhysical || frame === (end(known?.tomogram, 'input') ?? 'array');
  if (ofVoxels !== undefined && isKnown && ofVoxels.every((axis) => Number.isFinite(axis.scale + axis.shift)))
    return ofVoxels;
  const keyPath = `annotations of ${textAt(region, 'id') ?? 'a region'}`;
  const expected = 'points in a frame of their source_tomogram_id, whose translation and scale are known';
  const found = `${frame ?? 'no frame'}${known === null ? ', no tomogram' : ''}`;
  throw fileError('the frame of the points is unknown', { path, keyPath }, expected, found);
}

function vector(value: JsonValue | undefined, keyPath: string, path: string): Vector {
  const [x, y, z, more] = [0, 1, 2, 3].map((axis) => numberAt(value, axis));
  if (x != null && y != null && z != null && more === null) return [x, y, z];
  const found = (JSON.stringify(value) ?? 'nothing').slice(0, 80);
  throw fileError('not three numbers', { path, keyPath }, 'x, y, z', found);
}
