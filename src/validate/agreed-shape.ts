import type { Shape } from '../volume/volume.js';
import type { VolumeContext } from './contexts/index.js';
import { shapeAt } from './json-access.js';

/**
 * The shape of a volume that two of MRC header, zarr and metadata agree in, so that one wrong number does not make
 * everything that lies in the volume wrong; else the first of them that there is. Null where there is none.
 */
export function agreedShape({ mrc, zarr, metadata }: VolumeContext): Shape | null {
  const n = mrc?.value?.n;
  const told: Shape[] = [];
  if (n !== undefined) told.push([n[2], n[1], n[0]]);
  const level = zarr?.arrays.get('0')?.value;
  if (level != null) told.push(level.shape);
  const size = shapeAt(metadata?.value ?? undefined, 'size');
  if (size !== null) told.push(size);
  const isTwice = (shape: Shape) => told.filter((other) => other.join() === shape.join()).length > 1;
  return told.find(isTwice) ?? told[0] ?? null;
}
