import { type CellGrid, cutAlong } from './cut.js';
import type { Mesh } from './mesh.js';
import { SubsetReader } from './mesh-subset.js';
import { cellOf } from './morton.js';

/** A cell's part of a mesh, valid until the next one is asked for. */
export interface CellMesh {
  readonly cell: readonly [x: number, y: number, z: number];
  readonly mesh: Mesh;
}

/** Cuts a mesh along the planes of a grid and gives each cell's part of it, one after the other in Z order (x fastest). */
export function* divide(mesh: Mesh, grid: CellGrid): Generator<CellMesh> {
  const { mesh: cut, cells } = cutAlong(mesh, grid);
  const counts = new Map<number, number>();
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at] as number;
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  const ordered = [...counts].sort(([first], [second]) => first - second);
  const ends = new Map<number, number>();
  let end = 0;
  for (const [cell, count] of ordered) {
    ends.set(cell, end);
    end += count;
  }
  const order = new Uint32Array(cells.length);
  for (let triangle = 0; triangle < cells.length; triangle++) {
    const cell = cells[triangle] as number;
    const at = ends.get(cell) ?? 0;
    order[at] = triangle;
    ends.set(cell, at + 1);
  }
  const subsets = new SubsetReader(cut);
  let start = 0;
  for (const [cell, count] of ordered) {
    yield { cell: cellOf(cell), mesh: subsets.subset(order.subarray(start, start + count)) };
    start += count;
  }
}
