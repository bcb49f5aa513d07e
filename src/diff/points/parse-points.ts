import { FormatError } from '../../errors/index.js';
import type { PointCloud } from './point-cloud.js';

/**
 * Points of an ndjson text, one JSON object a line; blank lines are skipped. Fails with a FormatError at the line that
 * is no point. Points with and without rotation, or with and without instance, do not mix.
 */
export function parsePoints(text: string, path: string): PointCloud {
  const positions: number[] = [];
  const rotations: number[] = [];
  const instances: number[] = [];
  const types = new Set<string>();
  let count = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const point = parseLine(line, path, index + 1);
    types.add(point.type);
    positions.push(...point.position);
    if (point.rotation !== null) rotations.push(...point.rotation);
    if (point.instance !== null) instances.push(point.instance);
    count += 1;
    if (
      rotations.length > 0 !== (point.rotation !== null) ||
      instances.length > 0 !== (point.instance !== null)
    ) {
      throw new FormatError('points of different kinds in one file', { path, line: index + 1 });
    }
  }
  return {
    count,
    types: [...types],
    positions: Float64Array.from(positions),
    rotations: rotations.length === 0 ? null : Float64Array.from(rotations),
    instances: instances.length === 0 ? null : Float64Array.from(instances),
  };
}

interface ParsedPoint {
  readonly type: string;
  readonly position: readonly [number, number, number];
  readonly rotation: readonly number[] | null;
  readonly instance: number | null;
}

function parseLine(line: string, path: string, number: number): ParsedPoint {
  const value = parseObject(line);
  const location = value?.location as Record<string, unknown> | null | undefined;
  const position = [location?.x, location?.y, location?.z];
  const rotation = value?.xyz_rotation_matrix;
  const instance = value?.instance_id;
  const isPoint =
    position.every(Number.isFinite) &&
    (rotation === undefined || isMatrix(rotation)) &&
    (instance === undefined || Number.isFinite(instance));
  if (!isPoint) {
    throw new FormatError('the line is no point', {
      path,
      line: number,
      expected: 'JSON with a location of x, y and z',
      found: line.length > 80 ? `${line.slice(0, 79)}…` : line,
    });
  }
  return {
    type: typeof value?.type === 'string' ? value.type : '',
    position: position as [number, number, number],
    rotation: rotation === undefined ? null : (rotation as number[][]).flat(),
    instance: instance === undefined ? null : (instance as number),
  };
}

function parseObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' ? (value as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

function isMatrix(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length === 3 &&
    value.every((row) => Array.isArray(row) && row.length === 3 && row.every(Number.isFinite))
  );
}
