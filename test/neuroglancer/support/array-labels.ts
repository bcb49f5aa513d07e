import {
  type BlockLabels,
  encodeSegmentationChunk,
} from '../../../src/neuroglancer/compressed-segmentation.js';
import type { Region } from '../../../src/volume/chunk-grid.js';
import type { Shape } from '../../../src/volume/volume.js';

/** Encodes a chunk of labels, x fastest, in blocks of a shape. */
export function encodeLabels(labels: ArrayLike<number>, shape: Shape, block: Shape): Uint8Array {
  return encodeSegmentationChunk(arrayLabels(labels, shape), shape, block);
}

/** The labels of an array, x fastest, examined one by one. */
function arrayLabels(labels: ArrayLike<number>, [, height, width]: Shape): BlockLabels {
  function* voxelsOf({
    origin,
    extent,
  }: Region): Generator<[z: number, y: number, x: number, label: number]> {
    for (let z = 0; z < extent[0]; z++) {
      for (let y = 0; y < extent[1]; y++) {
        for (let x = 0; x < extent[2]; x++) {
          const at = ((origin[0] + z) * height + origin[1] + y) * width + origin[2] + x;
          yield [z, y, x, labels[at] as number];
        }
      }
    }
  }
  return {
    distinct: (block) => Uint32Array.from(new Set([...voxelsOf(block)].map(([, , , label]) => label))).sort(),
    pack(block, table, bits, [planes, rows, columns]) {
      const places = new Map([...table].map((label, place) => [label, place]));
      const words = new Uint32Array(Math.ceil((planes * rows * columns * bits) / 32));
      for (const [z, y, x, label] of voxelsOf(block)) {
        const bit = ((z * rows + y) * columns + x) * bits;
        words[bit >>> 5] =
          ((words[bit >>> 5] as number) | ((places.get(label) as number) << (bit & 31))) >>> 0;
      }
      return words;
    },
  };
}
