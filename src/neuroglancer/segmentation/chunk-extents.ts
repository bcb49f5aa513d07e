import { type Triple, triple } from '../triple.js';

/** A grid of chunks; those at the end are cut. Voxels along x, y, z. */
export interface ChunkGrid {
  readonly size: Triple;
  readonly chunkSize: Triple;
}

/** A chunk of a segmentation: its file below the scale's directory, and its voxels along x, y, z, ends exclusive. */
export interface ChunkExtent {
  readonly name: string;
  readonly from: Triple;
  readonly to: Triple;
}

/** Number of chunks of a grid. */
export function chunkCount({ size, chunkSize }: ChunkGrid): number {
  return size.reduce((product, length, axis) => product * Math.ceil(length / (chunkSize[axis] ?? 1)), 1);
}

/** The chunks that a box of voxels has a part in, x fastest; all of the grid by default. */
export function* chunkExtents(
  { size, chunkSize }: ChunkGrid,
  box: { readonly from: Triple; readonly to: Triple } = { from: [0, 0, 0], to: size },
): Generator<ChunkExtent> {
  const [firstX, firstY, firstZ] = triple(
    (axis) => Math.floor(box.from[axis] / chunkSize[axis]) * chunkSize[axis],
  );
  for (let z = firstZ; z < box.to[2]; z += chunkSize[2]) {
    for (let y = firstY; y < box.to[1]; y += chunkSize[1]) {
      for (let x = firstX; x < box.to[0]; x += chunkSize[0]) {
        const from: Triple = [x, y, z];
        const to = triple((axis) => Math.min(size[axis], from[axis] + chunkSize[axis]));
        yield { name: from.map((start, axis) => `${start}-${to[axis]}`).join('_'), from, to };
      }
    }
  }
}

/** Whether a file's name is that of a chunk of a grid. */
export function isChunkName(name: string, { size, chunkSize }: ChunkGrid): boolean {
  const ends = /^(\d+)-(\d+)_(\d+)-(\d+)_(\d+)-(\d+)$/.exec(name)?.slice(1).map(Number);
  if (ends === undefined) return false;
  return [0, 1, 2].every((axis) => {
    const [from = 0, to = 0] = [ends[axis * 2], ends[axis * 2 + 1]];
    const [length = 0, step = 1] = [size[axis], chunkSize[axis]];
    return from % step === 0 && from < length && to === Math.min(length, from + step);
  });
}
