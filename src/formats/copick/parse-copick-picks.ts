import { FormatError } from '../../errors/index.js';
import { decodeJson, isJsonObject, type JsonValue } from '../../json/index.js';
import { angstromsIn } from '../length/index.js';
import type { CopickPick, CopickPicks, PickRotation } from './pick.js';

const identityRow = [0, 0, 0, 1];

/**
 * Reads a copick picks file, with locations in Å: those in nanometres are multiplied with 10, and a `unit` that is another or
 * none of length is taken for Å. A file without points gives none; a translation in `transformation_` is left out.
 * Fails with a FormatError that names the point when it is not JSON, a location lacks a number, or a
 * transformation is not 4×4 with the last row 0, 0, 0, 1.
 */
export function parseCopickPicks(bytes: Uint8Array, path: string): CopickPicks {
  const document = decodeJson(bytes, path);
  if (!isJsonObject(document)) throw error(path, '', 'not copick picks', 'an object', describe(document));
  const { points, unit } = document;
  const isStated = unit !== undefined && unit !== null && unit !== '';
  const angstroms = typeof unit === 'string' ? angstromsIn(unit, ['Å', 'nm']) : null;
  const unknownUnit = isStated && angstroms === null ? describe(unit) : null;
  if (points === undefined || points === null) {
    if ('pickable_object_name' in document || 'points' in document) return { picks: [], unknownUnit };
    throw error(
      path,
      '',
      'not copick picks',
      'pickable_object_name and points',
      Object.keys(document).join(', '),
    );
  }
  if (!Array.isArray(points)) throw error(path, 'points', 'not a list', 'a list of points', describe(points));
  const picks = points.map((point: JsonValue | undefined, index) =>
    toPick(point, angstroms ?? 1, `points[${index}]`, path),
  );
  return { picks, unknownUnit };
}

function toPick(point: JsonValue | undefined, angstroms: number, keyPath: string, path: string): CopickPick {
  const location = isJsonObject(point) ? point.location : undefined;
  if (!isJsonObject(point) || !isJsonObject(location)) {
    throw error(path, keyPath, 'a point without a location', 'location with x, y and z', describe(location));
  }
  const [x, y, z] = ['x', 'y', 'z'].map((axis) => {
    const value = location[axis];
    if (typeof value === 'number' && Number.isFinite(value)) return value * angstroms;
    throw error(path, `${keyPath}.location.${axis}`, 'not a coordinate', 'a number', describe(value));
  }) as [number, number, number];
  const { transformation_: transformation } = point;
  const isGiven = transformation !== undefined && transformation !== null;
  return {
    x,
    y,
    z,
    rotation: isGiven ? toRotation(transformation, `${keyPath}.transformation_`, path) : null,
  };
}

function toRotation(value: JsonValue | undefined, keyPath: string, path: string): PickRotation {
  const isMatrix =
    Array.isArray(value) &&
    value.length === 4 &&
    value.every(
      (row) => Array.isArray(row) && row.length === 4 && row.every((cell) => typeof cell === 'number'),
    );
  if (!isMatrix) throw error(path, keyPath, 'not a transformation', '4 rows of 4 numbers', describe(value));
  const rows = value as number[][];
  const last = rows[3] as number[];
  if (last.some((cell, column) => cell !== identityRow[column])) {
    throw error(path, keyPath, 'not a transformation', 'a last row 0, 0, 0, 1', last.join(', '));
  }
  return rows.slice(0, 3).flatMap((row) => row.slice(0, 3)) as unknown as PickRotation;
}

function describe(value: JsonValue | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function error(path: string, keyPath: string, message: string, expected: string, found: string): FormatError {
  return new FormatError(message, { path, ...(keyPath === '' ? {} : { keyPath }), expected, found });
}
