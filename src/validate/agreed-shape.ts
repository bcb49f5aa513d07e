import { shapeAt } from '../json/index.js';
import type { Shape } from '../volume/volume.js';
import type { VolumeContext } from './contexts/index.js';

/**
 * The shape of a volume that two of MRC header, zarr and metadata agree in, so that one wrong number does not make
 * everything that lies in the volume wrong; else the first of them that there is. Null where there is none.
 */
export function agreedShape({ mrc, zarr, metadata }: VolumeContext): Shape | null {
  const told: Shape[] = [];
  if (mrc?.value != null) told.push(mrc.value.shape);
  const level = zarr?.arrays.get('0')?.value;
  if (level != null) told.push(level.shape);
  const size = shapeAt(metadata?.value ?? undefined, 'size');
  if (size !== null) told.push(size);
  const isTwice = (shape: Shape) => told.filter((other) => other.join() === shape.join()).length > 1;
  return told.find(isTwice) ?? told[0] ?? null;
}
