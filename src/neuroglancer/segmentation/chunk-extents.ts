import type { ReadSegmentationInfo } from './read-info.js';
import { chunkName } from './segmentation-info.js';

type Triple = readonly [x: number, y: number, z: number];

/** A chunk of a segmentation: its file below the scale's directory, and its voxels along x, y, z, ends exclusive. */
export interface ChunkExtent {
  readonly name: string;
  readonly from: Triple;
  readonly to: Triple;
}

/** Chunks of a segmentation. */
export function chunkCount({ size, chunkSize }: ReadSegmentationInfo): number {
  return size.reduce((product, length, axis) => product * Math.ceil(length / (chunkSize[axis] ?? 1)), 1);
}

/** Every chunk that a segmentation's size asks for, x fastest. */
export function* chunkExtents({ size, chunkSize }: ReadSegmentationInfo): Generator<ChunkExtent> {
  for (let z = 0; z < size[2]; z += chunkSize[2]) {
    for (let y = 0; y < size[1]; y += chunkSize[1]) {
      for (let x = 0; x < size[0]; x += chunkSize[0]) {
        const from: Triple = [x, y, z];
        const end = (axis: 0 | 1 | 2) => Math.min(size[axis], from[axis] + chunkSize[axis]);
        const to: Triple = [end(0), end(1), end(2)];
        yield { name: chunkName(from, to), from, to };
      }
    }
  }
}
