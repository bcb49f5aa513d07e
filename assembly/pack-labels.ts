/** Labels up to which a list is sorted by moving them; a longer one is read off the table. */
const fewLabels: u32 = 64;
const labelCount: u32 = 65_536;

/**
 * The distinct labels of a block of uint16 voxels, ascending, as uint32 at `list`, which has room for 65536. `table` has a uint32
 * of 0 for each label, and has again when this ends. Returns how many there are.
 */
export function distinctLabels(
  voxels: usize,
  rowStride: usize,
  planeStride: usize,
  planes: usize,
  rows: usize,
  columns: usize,
  table: usize,
  list: usize,
): u32 {
  let count: u32 = 0;
  let last = load<u16>(voxels);
  let lasts = i16x8.splat(last);
  count = note(last, table, list, count);
  for (let z: usize = 0; z < planes; z++) {
    for (let y: usize = 0; y < rows; y++) {
      const row = voxels + z * planeStride + y * rowStride;
      let x: usize = 0;
      while (x < columns) {
        if (x + 8 <= columns && i16x8.all_true(i16x8.eq(v128.load(row + (x << 1)), lasts))) {
          x += 8;
          continue;
        }
        const end = min(columns, x + 8);
        for (; x < end; x++) {
          const label = load<u16>(row + (x << 1));
          if (label == last) continue;
          last = label;
          count = note(label, table, list, count);
        }
        lasts = i16x8.splat(last);
      }
    }
  }
  sort(table, list, count);
  for (let at: u32 = 0; at < count; at++) store<u32>(placeOf(table, load<u32>(list + (<usize>at << 2))), 0);
  return count;
}

/**
 * The place of each voxel's label in a list as `bits` bits (1, 2, 4, 8 or 16), x fastest, in 32-bit words from the lowest bit
 * up. The block may be larger than the voxels: `blockRows`, `blockColumns`; `target` holds zeros for all of it. `table` as above.
 */
export function packLabels(
  voxels: usize,
  rowStride: usize,
  planeStride: usize,
  planes: usize,
  rows: usize,
  columns: usize,
  blockRows: usize,
  blockColumns: usize,
  list: usize,
  count: u32,
  bits: u32,
  table: usize,
  target: usize,
): void {
  for (let at: u32 = 0; at < count; at++) store<u32>(placeOf(table, load<u32>(list + (<usize>at << 2))), at);
  let last = load<u16>(voxels);
  let lasts = i16x8.splat(last);
  let index = load<u32>(placeOf(table, last));
  for (let z: usize = 0; z < planes; z++) {
    for (let y: usize = 0; y < rows; y++) {
      const row = voxels + z * planeStride + y * rowStride;
      const start = (z * blockRows + y) * blockColumns;
      let x: usize = 0;
      while (x < columns) {
        // Nothing is to be written of the first label of the list.
        if (index == 0 && x + 8 <= columns && i16x8.all_true(i16x8.eq(v128.load(row + (x << 1)), lasts))) {
          x += 8;
          continue;
        }
        const end = min(columns, x + 8);
        for (; x < end; x++) {
          const label = load<u16>(row + (x << 1));
          if (label != last) {
            last = label;
            index = load<u32>(placeOf(table, label));
          }
          const bit = (start + x) * bits;
          const word = target + ((bit >> 5) << 2);
          store<u32>(word, load<u32>(word) | (index << <u32>(bit & 31)));
        }
        lasts = i16x8.splat(last);
      }
    }
  }
  for (let at: u32 = 0; at < count; at++) store<u32>(placeOf(table, load<u32>(list + (<usize>at << 2))), 0);
}

@inline function placeOf(table: usize, label: u32): usize {
  return table + (<usize>label << 2);
}

@inline function note(label: u16, table: usize, list: usize, count: u32): u32 {
  const place = placeOf(table, label);
  if (load<u32>(place) != 0) return count;
  store<u32>(place, 1);
  store<u32>(list + (<usize>count << 2), label);
  return count + 1;
}

function sort(table: usize, list: usize, count: u32): void {
  if (count > fewLabels) {
    let at = list;
    for (let label: u32 = 0; label < labelCount; label++) {
      if (load<u32>(placeOf(table, label)) == 0) continue;
      store<u32>(at, label);
      at += 4;
    }
    return;
  }
  for (let from: u32 = 1; from < count; from++) {
    const label = load<u32>(list + (<usize>from << 2));
    let to = from;
    for (; to > 0; to--) {
      const before = load<u32>(list + (<usize>(to - 1) << 2));
      if (before <= label) break;
      store<u32>(list + (<usize>to << 2), before);
    }
    store<u32>(list + (<usize>to << 2), label);
  }
}
