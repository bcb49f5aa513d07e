import { result } from './result';

/** Bytes a case of the cube table takes: the number of triangles, then three edges each. */
const caseBytes: usize = 40;
/** Sides of which no voxel has the label, or all. */
const NONE: u32 = 0;
const ALL: u32 = 0x55;

/**
 * Marching cubes around one label of uint16 voxels: a cell lies between eight neighbouring voxels, and a surface
 * vertex half-way along each of its edges on which the label begins or ends. Of more vertices and triangles than there is
 * room for, the rest is only counted. Vertices are three int16 each, x, y, z in half voxels from the first voxel's centre; triangles three uint32.
 * `slots` has room for 5 · rows · columns uint32. Leaves the number of vertices and of triangles as results.
 */
export function surfaceOfLabel(
  voxels: usize,
  rowStride: usize,
  planeStride: usize,
  planes: usize,
  rows: usize,
  columns: usize,
  label: u32,
  table: usize,
  slots: usize,
  vertices: usize,
  vertexRoom: u32,
  triangles: usize,
  triangleRoom: u32,
): void {
  const planeSlots = rows * columns;
  const slotBytes = planeSlots << 2;
  // Vertices on the x and y edges of the lower plane, then of the upper one, then on the z edges between them.
  let lower = slots;
  let upper = slots + 2 * slotBytes;
  const between = slots + 4 * slotBytes;
  memory.fill(slots, 0xff, 5 * slotBytes);
  let vertexCount: u32 = 0;
  let triangleCount: u32 = 0;
  for (let z: usize = 0; z + 1 < planes; z++) {
    for (let y: usize = 0; y + 1 < rows; y++) {
      const row = voxels + z * planeStride + y * rowStride;
      let left = sideOf(row, rowStride, planeStride, label);
      let tryAt: usize = 0;
      for (let x: usize = 0; x + 1 < columns; x++) {
        if (x >= tryAt && (left == NONE || left == ALL)) {
          while (x + 8 < columns && areAlike(row + ((x + 1) << 1), rowStride, planeStride, label, left)) x += 8;
          if (x + 1 >= columns) break;
          tryAt = x + 8;
        }
        const right = sideOf(row + ((x + 1) << 1), rowStride, planeStride, label);
        const inside = left | (right << 1);
        left = right;
        if (inside == 0 || inside == 0xff) continue;
        const entry = table + <usize>inside * caseBytes;
        const corners = <usize>load<u8>(entry) * 3;
        for (let corner: usize = 0; corner < corners; corner++) {
          const edge = <usize>load<u8>(entry + 1 + corner);
          const slot = slotOf(edge, lower, upper, between, slotBytes, columns, y, x);
          let vertex = load<u32>(slot);
          if (vertex == 0xffffffff) {
            vertex = vertexCount++;
            store<u32>(slot, vertex);
            if (vertex < vertexRoom) storeVertex(vertices + <usize>vertex * 6, edge, z, y, x);
          }
          // A cell has five triangles at most.
          if (triangleCount + 5 <= triangleRoom) {
            store<u32>(triangles + ((<usize>triangleCount * 3 + corner) << 2), vertex);
          }
        }
        triangleCount += load<u8>(entry);
      }
    }
    const passed = lower;
    lower = upper;
    upper = passed;
    memory.fill(upper, 0xff, 2 * slotBytes);
    memory.fill(between, 0xff, slotBytes);
  }
  store<f64>(result, vertexCount);
  store<f64>(result, triangleCount, 8);
}

/** Whether eight sides from an address on have the label in none of their voxels, or in all. */
@inline function areAlike(at: usize, rowStride: usize, planeStride: usize, label: u32, side: u32): bool {
  const labels = i16x8.splat(<i16>label);
  const a = i16x8.eq(v128.load(at), labels);
  const b = i16x8.eq(v128.load(at + rowStride), labels);
  const c = i16x8.eq(v128.load(at + planeStride), labels);
  const d = i16x8.eq(v128.load(at + planeStride + rowStride), labels);
  if (side == NONE) return !v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)));
  return i16x8.all_true(v128.and(v128.and(a, b), v128.and(c, d)));
}

/** Which of the four voxels of a cell's side have the label: bits 0, 2, 4, 6 for (y, z) 00, 10, 01, 11. */
@inline function sideOf(at: usize, rowStride: usize, planeStride: usize, label: u32): u32 {
  return (
    u32(load<u16>(at) == label) |
    (u32(load<u16>(at + rowStride) == label) << 2) |
    (u32(load<u16>(at + planeStride) == label) << 4) |
    (u32(load<u16>(at + planeStride + rowStride) == label) << 6)
  );
}

/** Edges 0–3 run along x, 4–7 along y, 8–11 along z; the two low bits are their place on the other two axes. */
@inline function slotOf(
  edge: usize,
  lower: usize,
  upper: usize,
  between: usize,
  slotBytes: usize,
  columns: usize,
  y: usize,
  x: usize,
): usize {
  const first = edge & 1;
  const second = (edge >> 1) & 1;
  if (edge < 4) return (second ? upper : lower) + (((y + first) * columns + x) << 2);
  if (edge < 8) return (second ? upper : lower) + slotBytes + ((y * columns + x + first) << 2);
  return between + (((y + second) * columns + x + first) << 2);
}

function storeVertex(at: usize, edge: usize, z: usize, y: usize, x: usize): void {
  const first = edge & 1;
  const second = (edge >> 1) & 1;
  let twiceX = x << 1;
  let twiceY = y << 1;
  let twiceZ = z << 1;
  if (edge < 4) {
    twiceX += 1;
    twiceY += first << 1;
    twiceZ += second << 1;
  } else if (edge < 8) {
    twiceX += first << 1;
    twiceY += 1;
    twiceZ += second << 1;
  } else {
    twiceX += first << 1;
    twiceY += second << 1;
    twiceZ += 1;
  }
  store<i16>(at, <i16>twiceX);
  store<i16>(at, <i16>twiceY, 2);
  store<i16>(at, <i16>twiceZ, 4);
}
