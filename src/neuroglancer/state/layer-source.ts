import { Float, type JsonObject } from '../../json/index.js';

/** Å to metres, without the noise of a division. */
export function metres(angstroms: number): number {
  return Number(`${angstroms}e-10`);
}

/** Metres a voxel is wide, the same along x, y and z. */
export type VoxelSize = number;

/** Coordinate spaces of a layer: what its data are in, and what the viewer shows them in. */
export interface LayerScale {
  readonly data: VoxelSize;
  readonly viewer: VoxelSize;
}

/** A layer's source with its transform, in Neuroglancer's spelling; `protocol` is that of the data. */
export function layerSource(protocol: 'zarr' | 'precomputed', url: string, scale: LayerScale): JsonObject {
  return {
    url: `${protocol}://${url}`,
    transform: { outputDimensions: dimensions(scale.viewer), inputDimensions: dimensions(scale.data) },
  };
}

/** Voxel size along each axis, with its unit. */
export function dimensions(size: VoxelSize): JsonObject {
  const metres = [new Float(size), 'm'];
  return { x: metres, y: metres, z: metres };
}
