import type { Painting } from './paint-tomogram.js';

type Plane = Float32Array<ArrayBuffer>;

/** Half the height of boxes in voxels: each pair of boxes takes away one octave of the wedge. */
const halfHeights = [1, 3, 7];
/** Tilts up to 60°, about y. */
const slope = Math.tan((60 * Math.PI) / 180);

/**
 * Takes from a volume, which it changes, about what tilts up to 60° do not show: what changes fast along z and slowly along
 * x. Where a Fourier transform would cut out a wedge, boxes of a mean along x and along z cut out its steps.
 */
export function cutWedge({ shape, values }: Painting): Painting {
  const [nz, ny, nx] = shape;
  const [plane, fast, slow] = [0, 1, 2].map(() => new Float32Array(nz * nx)) as [Plane, Plane, Plane];
  const alongX = { lines: nz, apart: nx, length: nx, step: 1 };
  const alongZ = { lines: nx, apart: 1, length: nz, step: nx };
  for (let y = 0; y < ny; y++) {
    const row = (z: number) => (z * ny + y) * nx;
    for (let z = 0; z < nz; z++) plane.set(values.subarray(row(z), row(z) + nx), z * nx);
    for (const half of halfHeights) {
      takeMeans(plane, fast, alongZ, half);
      for (let i = 0; i < plane.length; i++) fast[i] = plane[i]! - fast[i]!;
      takeMeans(fast, slow, alongX, Math.round(half * slope));
      takeMeans(slow, fast, alongX, Math.round(half * slope));
      for (let i = 0; i < plane.length; i++) plane[i]! -= fast[i]!;
    }
    for (let z = 0; z < nz; z++) values.set(plane.subarray(z * nx, (z + 1) * nx), row(z));
  }
  return { shape, values };
}

/** The mean of the values at most `half` away, along lines of values that are `step` apart. */
function takeMeans(
  from: Plane,
  to: Plane,
  { lines, apart, length, step }: Record<'lines' | 'apart' | 'length' | 'step', number>,
  half: number,
): void {
  for (let line = 0; line < lines; line++) {
    const first = line * apart;
    let sum = 0;
    for (let i = 0; i < Math.min(half, length); i++) sum += from[first + i * step]!;
    for (let i = 0; i < length; i++) {
      if (i + half < length) sum += from[first + (i + half) * step]!;
      if (i > half) sum -= from[first + (i - half - 1) * step]!;
      to[first + i * step] = sum / (Math.min(length - 1, i + half) - Math.max(0, i - half) + 1);
    }
  }
}
