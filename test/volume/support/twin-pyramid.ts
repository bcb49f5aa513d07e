import type { BinningEdge, Shape, VolumeKind } from '../../../src/volume/volume.js';

/** A volume in memory, C order. */
export interface PlainVolume {
  readonly shape: Shape;
  readonly samples: Float32Array;
}

/** The next level in plain TypeScript: the twin of the binning kernels. */
export function twinBin(volume: PlainVolume, kind: VolumeKind, edge: BinningEdge): PlainVolume {
  const [nz, ny, nx] = volume.shape;
  const depth = kind === 'tiltseries' ? 1 : 2;
  const shape: Shape = [Math.ceil(nz / depth), Math.ceil(ny / 2), Math.ceil(nx / 2)];
  const samples = new Float32Array(shape[0] * shape[1] * shape[2]);
  const at = (z: number, y: number, x: number): number | null =>
    z < nz && y < ny && x < nx ? volume.samples[(z * ny + y) * nx + x]! : null;
  let index = 0;
  for (let z = 0; z < shape[0]; z += 1) {
    for (let y = 0; y < shape[1]; y += 1) {
      for (let x = 0; x < shape[2]; x += 1) {
        const block: (number | null)[][] = [];
        for (let dz = 0; dz < depth; dz += 1) {
          for (let dy = 0; dy < 2; dy += 1) {
            block.push([0, 1].map((dx) => at(depth * z + dz, 2 * y + dy, 2 * x + dx)));
          }
        }
        samples[index] = binBlock(block, kind, edge);
        index += 1;
      }
    }
  }
  return { shape, samples };
}

function binBlock(pairs: (number | null)[][], kind: VolumeKind, edge: BinningEdge): number {
  const all = pairs.flat();
  if (kind === 'instance-mask') return all[0] ?? 0;
  if (kind === 'semantic-mask') return all.some((value) => value !== null && value !== 0) ? 1 : 0;
  let sum = 0;
  pairs.forEach((pair, order) => {
    const pairSum = Math.fround((pair[0] ?? 0) + (pair[1] ?? 0));
    sum = order === 0 ? pairSum : Math.fround(sum + pairSum);
  });
  const count = edge === 'zero' ? all.length : all.filter((value) => value !== null).length;
  return Math.fround(sum * Math.fround(1 / count));
}
