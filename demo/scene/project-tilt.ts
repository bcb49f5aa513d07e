import type { Random } from '../random.js';
import { membraneThickness, type Point, type Scene } from './scene.js';

/**
 * The scene as one image of a tilt series shows it: everything projected along the beam after a turn of `tilt`
 * degrees about the y axis, in counts with noise. Objects are balls and shells, whose projections are chords.
 */
export function projectTilt(scene: Scene, tilt: number, random: Random): Float32Array {
  const { ribosomeRadius } = scene;
  const [nz, ny, nx] = scene.shape;
  const angle = (tilt * Math.PI) / 180;
  const place = ([x, y, z]: Point): [number, number] => [
    nx / 2 + (x - nx / 2) * Math.cos(angle) + (z - nz / 2) * Math.sin(angle),
    y,
  ];
  const counts = new Float32Array(ny * nx);
  // Ice gets thicker with the tilt, so that less comes through.
  const transmitted = 400 * Math.exp(-0.35 / Math.cos(angle));
  for (let i = 0; i < counts.length; i++)
    counts[i] = transmitted + Math.sqrt(transmitted) * 2 * random.gaussian();
  for (const { center, radius } of scene.vesicles) {
    const inner = radius - membraneThickness / 2;
    const outer = radius + membraneThickness / 2;
    addDisc(counts, ny, nx, place(center), outer, (off) => -3 * (chord(outer, off) - chord(inner, off)));
  }
  for (const { center } of scene.ribosomes) {
    addDisc(counts, ny, nx, place(center), ribosomeRadius, (off) => -4 * chord(ribosomeRadius, off));
  }
  return counts;
}

/** Length of the line through a ball of a radius, at a distance from its centre. */
function chord(radius: number, offset: number): number {
  return offset >= radius ? 0 : 2 * Math.sqrt(radius * radius - offset * offset);
}

function addDisc(
  counts: Float32Array,
  ny: number,
  nx: number,
  [cx, cy]: readonly [number, number],
  reach: number,
  density: (offset: number) => number,
): void {
  for (let y = Math.max(0, Math.ceil(cy - reach)); y <= Math.min(ny - 1, Math.floor(cy + reach)); y++) {
    for (let x = Math.max(0, Math.ceil(cx - reach)); x <= Math.min(nx - 1, Math.floor(cx + reach)); x++) {
      counts[y * nx + x]! += density(Math.hypot(x - cx, y - cy));
    }
  }
}
