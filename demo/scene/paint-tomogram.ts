import { createRandom } from '../random.js';
import { cutWedge } from './cut-wedge.js';
import { eachVoxelAround, eachVoxelNear } from './each-voxel-around.js';
import { type Point, type Ribosome, type Scene, smallSubunit } from './scene.js';

export interface Painting {
  readonly shape: Scene['shape'];
  readonly values: Float32Array;
}

/** The density of a scene: 0 in water, below 0 where there is matter. */
export function paintDensity(scene: Scene): Painting {
  const { shape, membraneThickness: thickness, ribosomeRadius } = scene;
  const values = new Float32Array(shape[0] * shape[1] * shape[2]);
  for (const { name, distance, inside } of scene.organelles) {
    const density = name === 'microtubule' ? wallDensity : membraneDensity;
    eachVoxelNear(shape, distance, [Number.POSITIVE_INFINITY, thickness], (index, offset) => {
      values[index]! += density(offset, thickness) + (offset < 0 ? inside : 0);
    });
  }
  for (const { center, radius } of scene.vesicles) {
    eachVoxelAround(shape, center, radius + thickness, (index, distance) => {
      values[index]! += membraneDensity(distance - radius, thickness);
    });
  }
  for (const place of scene.proteins) addBall(values, shape, place, 0.35 * ribosomeRadius, -0.55);
  for (const ribosome of scene.ribosomes) addRibosome(values, scene, ribosome);
  return { shape, values };
}

/**
 * A density as a tomogram shows it: with noise of a deviation, and without what no tilt shows.
 *
 * A deviation of 0.9 is that of about 90 e/Å² in 31 tilts: at 13.48 Å a pixel of a tilt has 530 electrons, so 4 % of
 * noise; a weighted back-projection leaves π/√(12 · 31) of that in a voxel, 0.7 %. Half of the electrons are lost in the
 * ice. A voxel of a ribosome (-1.8) has a contrast of some 2 %.
 */
export function addNoise({ shape, values }: Painting, options: { seed: number; noise: number }): Painting {
  const random = createRandom(options.seed);
  return cutWedge({ shape, values: values.map((value) => value + options.noise * random.gaussian()) });
}

/** Two dark leaflets with a lighter middle, three eighths of a thickness from it, and a bright fringe of defocus. */
function membraneDensity(offset: number, thickness: number): number {
  const place = (Math.abs(offset) - 0.375 * thickness) / (0.27 * thickness);
  const fringe = (Math.abs(offset) - 1.3 * thickness) / (0.4 * thickness);
  return -1.4 * Math.exp(-place * place) + 0.3 * Math.exp(-fringe * fringe);
}

/** One dark layer. */
function wallDensity(offset: number, thickness: number): number {
  return -1.3 * Math.exp(-((offset / (0.45 * thickness)) ** 2));
}

function addBall(
  values: Float32Array,
  shape: Scene['shape'],
  center: Point,
  radius: number,
  density: number,
): void {
  eachVoxelAround(shape, center, radius + 1, (index, distance) => {
    values[index]! += density * filled(radius, distance);
  });
}

/** How much of a voxel a ball fills. */
function filled(radius: number, distance: number): number {
  return Math.min(1, Math.max(0, radius + 1 - distance));
}

/** Both subunits, with a lighter cleft between them. */
function addRibosome(
  values: Float32Array,
  { shape: [nz, ny, nx], ribosomeRadius: radius }: Scene,
  { center: [cx, cy, cz], axis: [ax, ay, az] }: Ribosome,
): void {
  const [away, small] = [radius * smallSubunit.away, radius * smallSubunit.radius];
  eachVoxelAround([nz, ny, nx], [cx, cy, cz], away + small + 1, (index, distance) => {
    const [x, y, z] = [index % nx, Math.floor(index / nx) % ny, Math.floor(index / (nx * ny))];
    const along = (x - cx) * ax + (y - cy) * ay + (z - cz) * az;
    const fromSmall = Math.sqrt(Math.max(0, distance * distance - 2 * along * away + away * away));
    const cleft = 1 - 0.75 * Math.exp(-(((along - 0.62 * radius) / (0.17 * radius)) ** 2));
    values[index]! -= cleft * Math.max(1.9 * filled(radius, distance), 1.6 * filled(small, fromSmall));
  });
}
