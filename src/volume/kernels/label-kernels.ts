import { type Arena, checkPlanes } from './arena.js';
import type { Extent3, Planes } from './blocks.js';
import type { Kernels, LabelBounds, VoxelSurface } from './kernels.js';
import type { KernelExports } from './wasm-exports.js';

const labelCount = 65_536;
/** Words of 32 bits of an entry of bounds. */
const entryWords = 7;

export function labelKernels(wasm: KernelExports, arena: Arena) {
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
  } satisfies Partial<Kernels>;
}

/** Checks a block of labels, and returns its place and extent for a kernel. */
function blockOf(arena: Arena, voxels: Planes, extent: Extent3) {
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

/** Most triangles of a cell. */
const mostInCell = 5;

/** Returns the kernel that makes the surface of a label. */
export function surfaceKernel(wasm: KernelExports, arena: Arena): Pick<Kernels, 'surface'> {
  let cases: Uint8Array | null = null;
  return {
    surface(voxels: Planes, extent: Extent3, label: number): VoxelSurface {
      const block = blockOf(arena, voxels, extent);
      if (Math.max(extent.planes, extent.rows, extent.columns) > 16_384) {
        throw new RangeError('a block of more than 16384 voxels along an axis');
      }
      return arena.scoped(() => {
        cases ??= cubeTable();
        const table = arena.copyIn(cases);
        const edges = arena.allocate(extent.rows * extent.columns * 20);
        const start = arena.top;
        let { vertexRoom, triangleRoom } = likelyRoom(extent);
        for (;;) {
          arena.release(start);
          const vertices = arena.allocate(vertexRoom * 6);
          const triangles = arena.allocate(triangleRoom * 12);
          const room = [vertices, vertexRoom, triangles, triangleRoom] as const;
          wasm.surfaceOfLabel(...block, label, table, edges, ...room);
          const { buffer } = wasm.memory;
          const [vertexCount = 0, triangleCount = 0] = new Float64Array(buffer, wasm.resultOffset(), 2);
          if (vertexCount <= vertexRoom && triangleCount + mostInCell <= triangleRoom) {
            return {
              vertices: new Int16Array(buffer, vertices, vertexCount * 3),
              triangles: new Uint32Array(buffer, triangles, triangleCount * 3),
            };
          }
          [vertexRoom, triangleRoom] = [vertexCount, triangleCount + mostInCell];
        }
      });
    },
  };
}

/** Returns room for the surface of one object that fills the block; a more folded one is computed twice. */
function likelyRoom({ planes, rows, columns }: Extent3): { vertexRoom: number; triangleRoom: number } {
  const sides = 2 * (planes * rows + rows * columns + columns * planes);
  return { vertexRoom: 2 * sides, triangleRoom: 4 * sides + mostInCell };
}

/** Bytes of a case: the number of triangles, then three edges each. */
const cubeCaseBytes = 40;

/** Corners of a cube's six faces, counter-clockwise seen from outside; corner bits are x, y, z. */
const faces: readonly (readonly number[])[] = [
  [0, 4, 6, 2],
  [1, 3, 7, 5],
  [0, 1, 5, 4],
  [2, 6, 7, 3],
  [0, 2, 3, 1],
  [4, 5, 7, 6],
];

/**
 * Returns the triangles of a cell for each of the 256 sets of corners that lie inside, facing outwards. On a face
 * with two opposite corners inside, the corners are kept apart, on both sides of the face alike, so that surfaces are
 * closed.
 */
function cubeTable(): Uint8Array {
  const table = new Uint8Array(256 * cubeCaseBytes);
  for (let inside = 1; inside < 255; inside++) {
    const triangles = trianglesOf(inside);
    table[inside * cubeCaseBytes] = triangles.length;
    table.set(triangles.flat(), inside * cubeCaseBytes + 1);
  }
  return table;
}

function trianglesOf(inside: number): number[][] {
  const next = new Map<number, number>();
  for (const face of faces) linkCrossings(face, inside, next);
  const triangles: number[][] = [];
  while (next.size > 0) {
    const [first = 0] = next.keys();
    const loop: number[] = [];
    for (let edge: number | undefined = first; edge !== undefined && next.has(edge); ) {
      loop.push(edge);
      const following: number | undefined = next.get(edge);
      next.delete(edge);
      edge = following;
    }
    for (let at = 2; at < loop.length; at++) triangles.push([first, loop[at - 1] ?? 0, loop[at] ?? 0]);
  }
  return triangles;
}

/** On a face, the surface runs from the edge where its rim enters the inside to the edge where it leaves it. */
function linkCrossings(face: readonly number[], inside: number, next: Map<number, number>): void {
  const isInside = (at: number) => ((inside >> (face[at % 4] ?? 0)) & 1) === 1;
  const edgeAfter = (at: number) => edgeBetween(face[at % 4] ?? 0, face[(at + 1) % 4] ?? 0);
  for (let at = 0; at < 4; at++) {
    if (isInside(at) || !isInside(at + 1)) continue;
    let leaving = at + 1;
    while (isInside(leaving + 1)) leaving++;
    next.set(edgeAfter(at), edgeAfter(leaving));
  }
}

/** Returns the edge of two corners: 0–3 along x, 4–7 y, 8–11 z; the low two bits place it on the others. */
function edgeBetween(first: number, second: number): number {
  const axis = Math.log2(first ^ second);
  const corner = first & second;
  const others = [0, 1, 2].filter((other) => other !== axis).map((other) => (corner >> other) & 1);
  return axis * 4 + (others[0] ?? 0) + 2 * (others[1] ?? 0);
}
