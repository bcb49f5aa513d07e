/** Bytes an entry takes: a label, then its first and last voxel along z, y, x. */
const entryBytes: usize = 28;

/**
 * Where each label of a block of uint16 voxels lies, 0 left out, in the order in which labels come. `places` has a uint32 of 0
 * for each of 65536 labels, and has room at `entries` for as many entries of seven uint32 as there are labels. Returns how many there are.
 */
export function labelBounds(
  voxels: usize,
  rowStride: usize,
  planeStride: usize,
  planes: usize,
  rows: usize,
  columns: usize,
  places: usize,
  entries: usize,
): u32 {
  let count: u32 = 0;
  for (let z: usize = 0; z < planes; z++) {
    for (let y: usize = 0; y < rows; y++) {
      const row = voxels + z * planeStride + y * rowStride;
      let x: usize = 0;
      while (x < columns) {
        const label = <usize>load<u16>(row + (x << 1));
        const end = endOfRun(row, x, columns, <u16>label);
        if (label != 0) {
          const place = places + (label << 2);
          let entry = <usize>load<u32>(place);
          if (entry == 0) {
            entry = ++count;
            store<u32>(place, <u32>entry);
            begin(entries + (entry - 1) * entryBytes, <u32>label, <u32>z, <u32>y, <u32>x);
          }
          extend(entries + (entry - 1) * entryBytes, <u32>z, <u32>y, <u32>x, <u32>(end - 1));
        }
        x = end;
      }
    }
  }
  return count;
}

/** The first column behind `x` that has another label. */
function endOfRun(row: usize, x: usize, columns: usize, label: u16): usize {
  const labels = i16x8.splat(label);
  let end = x + 1;
  while (end + 8 <= columns && i16x8.all_true(i16x8.eq(v128.load(row + (end << 1)), labels))) end += 8;
  while (end < columns && load<u16>(row + (end << 1)) == label) end++;
  return end;
}

@inline function begin(at: usize, label: u32, z: u32, y: u32, x: u32): void {
  store<u32>(at, label);
  store<u32>(at, z, 4);
  store<u32>(at, y, 8);
  store<u32>(at, x, 12);
  store<u32>(at, z, 16);
  store<u32>(at, y, 20);
  store<u32>(at, x, 24);
}

@inline function extend(at: usize, z: u32, y: u32, first: u32, last: u32): void {
  if (y < load<u32>(at, 8)) store<u32>(at, y, 8);
  if (first < load<u32>(at, 12)) store<u32>(at, first, 12);
  store<u32>(at, z, 16);
  if (y > load<u32>(at, 20)) store<u32>(at, y, 20);
  if (last > load<u32>(at, 24)) store<u32>(at, last, 24);
}
