import { type Arena, checkPlanes } from './arena.js';
import type { Extent3, Planes } from './blocks.js';
import type { Kernels, LabelBounds } from './kernels.js';
import type { KernelExports } from './wasm-exports.js';

const labelCount = 65_536;
/** Words of 32 bits of an entry of bounds. */
const entryWords = 7;

export function labelKernels(
  wasm: KernelExports,
  arena: Arena,
): Pick<Kernels, 'labelBounds' | 'distinctLabels' | 'packLabels'> {
  const clearTable = () => {
    const table = arena.allocate(labelCount * 4);
    arena.clear(table, labelCount * 4);
    return table;
  };
  const words = (offset: number, count: number) => new Uint32Array(wasm.memory.buffer, offset, count);
  return {
    labelBounds(voxels, extent) {
      return arena.scoped(() => {
        const block = blockOf(arena, voxels, extent);
        const table = clearTable();
        const entries = arena.allocate(labelCount * entryWords * 4);
        const count = isEmpty(extent) ? 0 : wasm.labelBounds(...block, table, entries);
        const found = words(entries, count * entryWords);
        return new Map(Array.from({ length: count }, (_, at) => entryOf(found, at * entryWords)));
      });
    },
    distinctLabels(voxels, extent) {
      return arena.scoped(() => {
        const block = blockOf(arena, voxels, extent);
        const table = clearTable();
        const list = arena.allocate(labelCount * 4);
        const count = isEmpty(extent) ? 0 : wasm.distinctLabels(...block, table, list);
        return words(list, count).slice();
      });
    },
    packLabels(voxels, extent, { labels, bits, block: { planes, rows, columns } }) {
      if (extent.planes > planes || extent.rows > rows || extent.columns > columns) {
        throw new RangeError('a block smaller than its voxels');
      }
      if (![1, 2, 4, 8, 16].includes(bits)) throw new RangeError(`${bits} bits a label`);
      return arena.scoped(() => {
        const block = blockOf(arena, voxels, extent);
        const table = clearTable();
        const list = arena.allocate(labels.length * 4);
        words(list, labels.length).set(labels);
        const length = Math.ceil((planes * rows * columns * bits) / 32);
        const target = arena.allocate(length * 4);
        arena.clear(target, length * 4);
        if (!isEmpty(extent)) {
          wasm.packLabels(...block, rows, columns, list, labels.length, bits, table, target);
        }
        return words(target, length).slice();
      });
    },
  };
}

/** Checks a block of labels, and returns its place and extent for a kernel. */
export function blockOf(arena: Arena, voxels: Planes, extent: Extent3) {
  checkPlanes(arena, voxels, extent, 2);
  const { offset, rowStride, planeStride } = voxels;
  return [offset, rowStride, planeStride, extent.planes, extent.rows, extent.columns] as const;
}

function isEmpty({ planes, rows, columns }: Extent3): boolean {
  return planes === 0 || rows === 0 || columns === 0;
}

function entryOf(words: Uint32Array, at: number): [number, LabelBounds] {
  const [label = 0, z0 = 0, y0 = 0, x0 = 0, z1 = 0, y1 = 0, x1 = 0] = words.subarray(at, at + entryWords);
  return [label, { first: [z0, y0, x0], last: [z1, y1, x1] }];
}
