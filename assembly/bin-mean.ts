// The order of additions is that of the reference's float32 mean: the two x neighbours, then the rows in the order
// (z0 y0), (z0 y1), (z1 y0), (z1 y1), then the factor.

/** 2×2×2 means; with `zeros`, samples beyond the end count as 0, otherwise they are left out. */
export function binMean(
  source: usize,
  sourceRow: usize,
  sourcePlane: usize,
  target: usize,
  targetRow: usize,
  targetPlane: usize,
  planes: usize,
  rows: usize,
  columns: usize,
  zeros: bool,
): void {
  for (let z: usize = 0; z < planes; z += 2) {
    const deep = z + 1 < planes;
    for (let y: usize = 0; y < rows; y += 2) {
      const high = y + 1 < rows;
      const from = source + z * sourcePlane + y * sourceRow;
      const to = target + (z >> 1) * targetPlane + (y >> 1) * targetRow;
      if (deep && high) {
        meanOf4(from, from + sourceRow, from + sourcePlane, from + sourcePlane + sourceRow, to, columns, zeros);
      } else if (deep) {
        meanOf2(from, from + sourcePlane, to, columns, zeros ? 0.125 : 0.25, zeros, zeros);
      } else if (high) {
        meanOf2(from, from + sourceRow, to, columns, zeros ? 0.125 : 0.25, zeros, zeros);
      } else {
        meanOf1(from, to, columns, zeros ? 0.125 : 0.5, zeros);
      }
    }
  }
}

/** 1×2×2 means of each plane. */
export function binMeanInPlane(
  source: usize,
  sourceRow: usize,
  sourcePlane: usize,
  target: usize,
  targetRow: usize,
  targetPlane: usize,
  planes: usize,
  rows: usize,
  columns: usize,
  zeros: bool,
): void {
  for (let z: usize = 0; z < planes; z++) {
    for (let y: usize = 0; y < rows; y += 2) {
      const from = source + z * sourcePlane + y * sourceRow;
      const to = target + z * targetPlane + (y >> 1) * targetRow;
      if (y + 1 < rows) meanOf2(from, from + sourceRow, to, columns, 0.25, zeros, false);
      else meanOf1(from, to, columns, zeros ? 0.25 : 0.5, zeros);
    }
  }
}

/** Sums of x neighbours: four from eight samples. */
@inline function pairs(at: usize): v128 {
  const low = v128.load(at);
  const high = v128.load(at, 16);
  return f32x4.add(v128.shuffle<u32>(low, high, 0, 2, 4, 6), v128.shuffle<u32>(low, high, 1, 3, 5, 7));
}

@inline function pair(at: usize): f32 {
  return load<f32>(at) + load<f32>(at, 4);
}

/** What is added where samples are missing: adding +0 makes −0 a +0 as the reference's padding does, −0 changes nothing. */
@inline function padding(missing: bool): f32 {
  return missing ? 0 : -0.0;
}

function meanOf4(a: usize, b: usize, c: usize, d: usize, target: usize, columns: usize, zeros: bool): void {
  const factors = f32x4.splat(0.125);
  const even = columns & ~1;
  let x: usize = 0;
  for (; x + 8 <= even; x += 8) {
    const at = x << 2;
    const sum = f32x4.add(f32x4.add(f32x4.add(pairs(a + at), pairs(b + at)), pairs(c + at)), pairs(d + at));
    v128.store(target + (x << 1), f32x4.mul(sum, factors));
  }
  for (; x < even; x += 2) {
    const at = x << 2;
    store<f32>(target + (x << 1), (pair(a + at) + pair(b + at) + pair(c + at) + pair(d + at)) * <f32>0.125);
  }
  if (x < columns) {
    const at = x << 2;
    const sum = load<f32>(a + at) + load<f32>(b + at) + load<f32>(c + at) + load<f32>(d + at) + padding(zeros);
    store<f32>(target + (x << 1), sum * (zeros ? <f32>0.125 : <f32>0.25));
  }
}

function meanOf2(
  a: usize,
  b: usize,
  target: usize,
  columns: usize,
  factor: f32,
  zeros: bool,
  missing: bool,
): void {
  const factors = f32x4.splat(factor);
  const pads = f32x4.splat(padding(missing));
  const even = columns & ~1;
  let x: usize = 0;
  for (; x + 8 <= even; x += 8) {
    const at = x << 2;
    const sum = f32x4.add(f32x4.add(pairs(a + at), pairs(b + at)), pads);
    v128.store(target + (x << 1), f32x4.mul(sum, factors));
  }
  for (; x < even; x += 2) {
    const at = x << 2;
    store<f32>(target + (x << 1), (pair(a + at) + pair(b + at) + padding(missing)) * factor);
  }
  if (x < columns) {
    const at = x << 2;
    const sum = load<f32>(a + at) + load<f32>(b + at) + padding(zeros);
    store<f32>(target + (x << 1), sum * (zeros ? factor : factor * 2));
  }
}

function meanOf1(a: usize, target: usize, columns: usize, factor: f32, zeros: bool): void {
  const factors = f32x4.splat(factor);
  const pads = f32x4.splat(padding(zeros));
  const even = columns & ~1;
  let x: usize = 0;
  for (; x + 8 <= even; x += 8) {
    v128.store(target + (x << 1), f32x4.mul(f32x4.add(pairs(a + (x << 2)), pads), factors));
  }
  for (; x < even; x += 2) store<f32>(target + (x << 1), (pair(a + (x << 2)) + padding(zeros)) * factor);
  if (x < columns) {
    store<f32>(target + (x << 1), (load<f32>(a + (x << 2)) + padding(zeros)) * (zeros ? factor : factor * 2));
  }
}
