import type { JsonObject } from '../../json/index.js';

/** What an `info` file of a precomputed segmentation tells. */
export interface SegmentationInfo {
  /** Voxels along x, y, z. */
  readonly size: readonly [x: number, y: number, z: number];
  /** Voxels of the largest chunk, along x, y, z. */
  readonly chunkSize: readonly [x: number, y: number, z: number];
  /** Voxels of a block, along x, y, z. */
  readonly blockSize: readonly [x: number, y: number, z: number];
  /** Nanometres a voxel is wide, along x, y, z. */
  readonly resolution: readonly [x: number, y: number, z: number];
  readonly hasMeshes: boolean;
  readonly hasProperties: boolean;
}

/** The `info` file of a segmentation whose chunks lie in `data/`, with meshes in `mesh/`. */
export function segmentationInfo(info: SegmentationInfo): JsonObject {
  return {
    '@type': 'neuroglancer_multiscale_volume',
    data_type: 'uint32',
    num_channels: 1,
    scales: [
      {
        chunk_sizes: [[...info.chunkSize]],
        encoding: 'compressed_segmentation',
        compressed_segmentation_block_size: [...info.blockSize],
        resolution: [...info.resolution],
        key: 'data',
        size: [...info.size],
      },
    ],
    type: 'segmentation',
    ...(info.hasProperties ? { segment_properties: 'segment_properties' } : {}),
    ...(info.hasMeshes ? { mesh: 'mesh' } : {}),
  };
}

/** The `segment_properties/info` file that names labels. */
export function segmentProperties(names: ReadonlyMap<number, string>): JsonObject {
  return {
    inline: {
      ids: [...names.keys()].map(String),
      properties: [{ values: [...names.values()], type: 'label', id: 'label' }],
    },
    '@type': 'neuroglancer_segment_properties',
  };
}

/** Name of a chunk's file: its extent along x, y, z, ends exclusive. */
export function chunkName(
  from: readonly [x: number, y: number, z: number],
  to: readonly [x: number, y: number, z: number],
): string {
  return from.map((start, axis) => `${start}-${to[axis]}`).join('_');
}

/** Resolution in whole nanometres, at least 1, halves to even, as segmentations with meshes need it. */
export function wholeResolution(nanometres: number): number {
  const floor = Math.floor(nanometres);
  const isHalf = nanometres - floor === 0.5;
  const rounded = isHalf ? floor + (floor % 2) : Math.round(nanometres);
  return Math.max(1, rounded);
}
