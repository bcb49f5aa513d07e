import type { Extent3 } from '../../../../src/volume/kernels/blocks.js';
import type { BinningEdge } from '../../../../src/volume/volume.js';

/** Samples of a block of `depth`×2×2 at a place of the binned volume; null for those beyond the end. */
function blockAt(
  samples: ArrayLike<number>,
  extent: Extent3,
  depth: number,
  z: number,
  y: number,
  x: number,
) {
  const block: (number | null)[] = [];
  for (let dz = 0; dz < depth; dz++) {
    for (let dy = 0; dy < 2; dy++) {
      for (let dx = 0; dx < 2; dx++) {
        const [plane, row, column] = [z * depth + dz, 2 * y + dy, 2 * x + dx];
        const exists = plane < extent.planes && row < extent.rows && column < extent.columns;
        block.push(exists ? (samples[(plane * extent.rows + row) * extent.columns + column] ?? null) : null);
      }
    }
  }
  return block;
}

function mapBlocks(
  samples: ArrayLike<number>,
  extent: Extent3,
  depth: number,
  reduce: (block: (number | null)[]) => number,
): number[] {
  const binned: number[] = [];
  for (let z = 0; z < Math.ceil(extent.planes / depth); z++) {
    for (let y = 0; y < Math.ceil(extent.rows / 2); y++) {
      for (let x = 0; x < Math.ceil(extent.columns / 2); x++) {
        binned.push(reduce(blockAt(samples, extent, depth, z, y, x)));
      }
    }
  }
  return binned;
}

/** Mean of blocks of `depth`×2×2 in float32: pairs along x first, then the pairs in order. */
export function binMeanTwin(
  samples: Float32Array,
  extent: Extent3,
  depth: 1 | 2,
  edge: BinningEdge,
): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    mapBlocks(samples, extent, depth, (block) => {
      const add = (a: number | null, b: number | null) => {
        if (edge === 'zero') return Math.fround((a ?? 0) + (b ?? 0));
        return a === null ? b : b === null ? a : Math.fround(a + b);
      };
      let sum: number | null = null;
      for (let i = 0; i < block.length; i += 2) {
        const pair = add(block[i] ?? null, block[i + 1] ?? null);
        sum = i === 0 ? pair : add(sum, pair);
      }
      const existing = block.filter((sample) => sample !== null).length;
      return Math.fround((sum ?? 0) / (edge === 'zero' ? block.length : existing));
    }),
  );
}

/** 1 where any sample of a 2×2×2 block is set. */
export function binAnySetTwin(samples: Int8Array, extent: Extent3): Int8Array<ArrayBuffer> {
  return Int8Array.from(
    mapBlocks(samples, extent, 2, (block) =>
      block.some((sample) => sample !== null && sample !== 0) ? 1 : 0,
    ),
  );
}

/** The first sample of each 2×2×2 block. */
export function binEverySecondTwin(samples: Uint16Array, extent: Extent3): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(mapBlocks(samples, extent, 2, ([first]) => first ?? 0));
}
