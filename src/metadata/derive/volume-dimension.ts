import { Float, type JsonObject } from '../../json/index.js';

/** A volume's extent in Å, to 3 decimals; its shape is in voxels along z, y, x. */
export function volumeDimension(
  [z, y, x]: readonly [number, number, number],
  voxelSpacing: number,
): JsonObject {
  const extent = (voxels: number) => new Float(Number((voxels * voxelSpacing).toFixed(3)));
  return { x: extent(x), y: extent(y), z: extent(z) };
}
