import { type ErrorFacts, fileError } from '../../base/errors.js';
import { decodeJson } from '../../base/json-text.js';
import { isJsonObject, type JsonValue } from '../../base/json-value.js';
import { readWhole } from '../byte-source.js';
import { angstromsIn } from '../length-units.js';
import { type Location, type PointReader, pickLimits, placement, type Rotation } from './point.js';
import { rotationFault, unturned, writtenTolerance } from './rotation.js';

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

/** A point of a copick picks file; its location is in Å. */
interface CopickPick extends Location {
  /** Null if the file does not give it. */
  readonly rotation: Rotation | null;
  /** The number of its object, 0 or more; null if the file does not give it. */
  readonly instance: number | null;
}

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
    const found = Object.keys(document).join(', ');
    throw fileError('not copick picks', path, 'pickable_object_name and points', found);
  }
  if (!Array.isArray(points)) {
    throw fileError('not a list', { path, keyPath: 'points' }, 'a list of points', describe(points));
  }
  const picks = points.map((point: JsonValue | undefined, index) =>
    toPick(point, angstroms ?? 1, { path, keyPath: `points[${index}]` }),
  );
  return { picks, unknownUnit };
}

/** The place of a value, for messages. */
type Place = Required<Pick<ErrorFacts, 'path' | 'keyPath'>>;

const within = ({ path, keyPath }: Place, key: string): Place => ({ path, keyPath: `${keyPath}.${key}` });

function toPick(point: JsonValue | undefined, angstroms: number, at: Place): CopickPick {
  const location = isJsonObject(point) ? point.location : undefined;
  if (!isJsonObject(point) || !isJsonObject(location)) {
    throw fileError('a point without a location', at, 'location with x, y and z', describe(location));
  }
  const [x, y, z] = ['x', 'y', 'z'].map((axis) => {
    const value = location[axis];
    if (typeof value === 'number' && Number.isFinite(value)) return value * angstroms;
    throw fileError('not a coordinate', within(at, `location.${axis}`), 'a number', describe(value));
  }) as [number, number, number];
  const { transformation_: matrix, instance_id: id } = point;
  const rotation = matrix == null ? null : toRotation(matrix, within(at, 'transformation_'));
  const isInstance = typeof id === 'number' && Number.isSafeInteger(id) && id >= 0;
  return { x, y, z, rotation, instance: isInstance ? id : null };
}

function toRotation(value: JsonValue, at: Place): Rotation {
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
