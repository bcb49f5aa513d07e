/** int8 2×2×2: 1 where any sample of the block is not 0. */
export function binAnySet(
  source: usize,
  sourceRow: usize,
  sourcePlane: usize,
  target: usize,
  targetRow: usize,
  targetPlane: usize,
  planes: usize,
  rows: usize,
  columns: usize,
): void {
  for (let z: usize = 0; z < planes; z += 2) {
    // Where a plane or row is missing, the one before it is looked at twice.
    const plane = z + 1 < planes ? sourcePlane : 0;
    for (let y: usize = 0; y < rows; y += 2) {
      const row = y + 1 < rows ? sourceRow : 0;
      const from = source + z * sourcePlane + y * sourceRow;
      anyOf4(
        from,
        from + row,
        from + plane,
        from + plane + row,
        target + (z >> 1) * targetPlane + (y >> 1) * targetRow,
        columns,
      );
    }
  }
}

/** 1 in each 16-bit lane of which any of the four rows has a bit. */
@inline function anyOfPairs(a: usize, b: usize, c: usize, d: usize): v128 {
  const any = v128.or(v128.or(v128.load(a), v128.load(b)), v128.or(v128.load(c), v128.load(d)));
  return i16x8.shr_u(i16x8.ne(any, i16x8.splat(0)), 15);
}

function anyOf4(a: usize, b: usize, c: usize, d: usize, target: usize, columns: usize): void {
  let x: usize = 0;
  for (; x + 32 <= columns; x += 32) {
    const low = anyOfPairs(a + x, b + x, c + x, d + x);
    const high = anyOfPairs(a + x + 16, b + x + 16, c + x + 16, d + x + 16);
    v128.store(target + (x >> 1), i8x16.narrow_i16x8_u(low, high));
  }
  for (; x < columns; x += 2) {
    let any = load<u8>(a + x) | load<u8>(b + x) | load<u8>(c + x) | load<u8>(d + x);
    if (x + 1 < columns) {
      any |= load<u8>(a + x, 1) | load<u8>(b + x, 1) | load<u8>(c + x, 1) | load<u8>(d + x, 1);
    }
    store<u8>(target + (x >> 1), any == 0 ? 0 : 1);
  }
}

/** uint16: every second sample along each axis. */
export function binEverySecond(
  source: usize,
  sourceRow: usize,
  sourcePlane: usize,
  target: usize,
  targetRow: usize,
  targetPlane: usize,
  planes: usize,
  rows: usize,
  columns: usize,
): void {
  for (let z: usize = 0; z < planes; z += 2) {
    for (let y: usize = 0; y < rows; y += 2) {
      everySecond(
        source + z * sourcePlane + y * sourceRow,
        target + (z >> 1) * targetPlane + (y >> 1) * targetRow,
        columns,
      );
    }
  }
}

function everySecond(source: usize, target: usize, columns: usize): void {
  let x: usize = 0;
  for (; x + 16 <= columns; x += 16) {
    const low = v128.load(source + (x << 1));
    const high = v128.load(source + (x << 1), 16);
    v128.store(target + x, v128.shuffle<u16>(low, high, 0, 2, 4, 6, 8, 10, 12, 14));
  }
  for (; x < columns; x += 2) store<u16>(target + x, load<u16>(source + (x << 1)));
}
