import { bytesOf, lineBatches } from '../../formats/byte-source/index.js';
import { readPublishedPoints } from '../../formats/points/index.js';
import type { PointLines } from './compare-point-fields.js';
import type { PointCloud } from './point-cloud.js';

const pieceBytes = 2 ** 20;

/** All points of an annotation file. Fails with a FormatError at the first line that is not a point. */
export async function readPointCloud(bytes: Uint8Array, path: string): Promise<PointCloud> {
  const positions: number[] = [];
  const rotations: number[] = [];
  const instances: number[] = [];
  const types = new Set<string>();
  for await (const points of readPublishedPoints(bytesOf(path, bytes, pieceBytes))) {
    for (const { type, x, y, z, rotation, instance } of points) {
      types.add(type ?? '');
      positions.push(x, y, z);
      for (const row of rotation ?? []) rotations.push(...row);
      if (instance !== null) instances.push(instance);
    }
  }
  return {
    count: positions.length / 3,
    types: [...types],
    positions: Float64Array.from(positions),
    rotations: rotations.length === 0 ? null : Float64Array.from(rotations),
    instances: instances.length === 0 ? null : Float64Array.from(instances),
  };
}

/** The lines of an annotation file, as its reader takes them: one a point. */
export async function readPointLines(bytes: Uint8Array, path: string): Promise<PointLines> {
  const all: string[] = [];
  for await (const lines of lineBatches(bytesOf(path, bytes, pieceBytes))) {
    for (const line of lines) all.push(line);
  }
  return { lines: all, path };
}
