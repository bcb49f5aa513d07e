import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import type { Shape } from '../../../src/volume/volume.js';
import { decodeFrame, encodeFrame } from '../../volume/support/frames.js';
import type { Tree } from '../mutations/mutation.js';

interface ArrayDocument {
  readonly shape: Shape;
  readonly chunks: Shape;
}

/** Stores a float32 level of an OME-Zarr in another chunk shape; `change` changes its samples in C order. */
export async function rechunk(
  tree: Tree,
  zarr: string,
  level: number,
  chunks: Shape,
  change: (samples: readonly number[]) => readonly number[] = (samples) => samples,
): Promise<void> {
  const kernels = await loadKernels();
  const directory = `${zarr}/${level}`;
  const text = Buffer.from(tree.get(`${directory}/.zarray`) ?? '').toString();
  const document = JSON.parse(text) as ArrayDocument;
  const { shape, chunks: old } = document;
  const samples = new Array<number>(shape[0] * shape[1] * shape[2]).fill(0);
  for (const place of places(shape, old)) {
    const path = `${directory}/${place.index.join('/')}`;
    const stored = tree.get(path);
    tree.delete(path);
    if (stored === undefined) continue;
    const bytes = decodeFrame(kernels, stored, 4 * old[0] * old[1] * old[2]);
    const values = new Float32Array(bytes.slice().buffer);
    for (const [inside, at] of place.samples) samples[at] = values[inside] as number;
  }
  const changed = change(samples);
  for (const { index, samples: pairs } of places(shape, chunks)) {
    const values = new Float32Array(chunks[0] * chunks[1] * chunks[2]);
    for (const [inside, at] of pairs) values[inside] = changed[at] as number;
    tree.set(`${directory}/${index.join('/')}`, encodeFrame(kernels, new Uint8Array(values.buffer), 4));
  }
  tree.set(`${directory}/.zarray`, new TextEncoder().encode(JSON.stringify({ ...document, chunks })));
}

/** Yields each chunk, with the index of each sample in the chunk and in the level. */
function* places(shape: Shape, chunk: Shape): Generator<{ index: Shape; samples: [number, number][] }> {
  const grid = shape.map((size, axis) => Math.ceil(size / (chunk[axis] as number)));
  for (const index of boxes(grid)) {
    const samples: [number, number][] = [];
    for (const inside of boxes(chunk)) {
      const at = inside.map((value, axis) => (index[axis] as number) * (chunk[axis] as number) + value);
      if (at.some((value, axis) => value >= (shape[axis] as number))) continue;
      samples.push([flat(inside, chunk), flat(at, shape)]);
    }
    yield { index, samples };
  }
}

function* boxes(sizes: readonly number[]): Generator<[number, number, number]> {
  const [nz = 0, ny = 0, nx = 0] = sizes;
  for (let z = 0; z < nz; z++) for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++) yield [z, y, x];
}

function flat([z = 0, y = 0, x = 0]: readonly number[], [, ny, nx]: Shape): number {
  return (z * ny + y) * nx + x;
}
