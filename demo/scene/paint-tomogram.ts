import { createRandom } from '../random.js';
import { cutWedge } from './cut-wedge.js';
import { eachVoxelAround, eachVoxelNear } from './each-voxel-around.js';
import { type Ribosome, type Scene, smallSubunit } from './scene.js';

export interface Painting {
  readonly shape: Scene['shape'];
  readonly values: Float32Array;
}

/** The density of a scene: 0 in water, below 0 where there is matter. */
export function paintDensity(scene: Scene): Painting {
  const { shape, membraneThickness: thickness, ribosomeRadius } = scene;
  const values = new Float32Array(shape[0] * shape[1] * shape[2]);
  for (const { name, distance, inside } of scene.organelles) {
    const leaflet = name === 'microtubule' ? 0 : usualLeaflet;
    eachVoxelNear(shape, distance, [Number.POSITIVE_INFINITY, thickness], (index, offset) => {
      values[index]! += membraneDensity(offset, thickness, leaflet) + (offset < 0 ? inside : 0);
    });
  }
  for (const { center, radius } of scene.vesicles) {
    eachVoxelAround(shape, center, radius + thickness, (index, distance) => {
      values[index]! += membraneDensity(distance - radius, thickness);
    });
  }
  const proteinRadius = 0.35 * ribosomeRadius;
  for (const place of scene.proteins) {
    eachVoxelAround(shape, place, proteinRadius + 1, (index, distance) => {
      values[index]! -= 0.55 * filled(proteinRadius, distance);
    });
  }
  for (const ribosome of scene.ribosomes) addRibosome(values, scene, ribosome);
  return { shape, values };
}

/**
 * A density, which is changed, as a tomogram shows it: with noise of a deviation, and without what no tilt shows.
 *
 * A deviation of 0.9 is that of about 90 e/Å² in 31 tilts: at 13.48 Å a pixel of a tilt has 530 electrons, so 4 % of
 * noise; a weighted back-projection leaves π/√(12 · 31) of that in a voxel, 0.7 %. Half of the electrons are lost in the
 * ice. A voxel of a ribosome (-1.8) has a contrast of some 2 %.
 */
export function addNoise({ shape, values }: Painting, options: { seed: number; noise: number }): Painting {
  const random = createRandom(options.seed);
  for (let i = 0; i < values.length; i++) values[i]! += options.noise * random.gaussian();
  return cutWedge({ shape, values });
}

/** From the middle of a membrane to a leaflet, in thicknesses. */
const usualLeaflet = 0.375;

/** Two dark leaflets with a lighter middle, and a bright fringe of defocus; one dark wall for a `leaflet` of 0. */
function membraneDensity(offset: number, thickness: number, leaflet = usualLeaflet): number {
  const place = (Math.abs(offset) - leaflet * thickness) / (0.27 * thickness);
  const fringe = (Math.abs(offset) - 1.3 * thickness) / (0.4 * thickness);
  return -1.4 * Math.exp(-place * place) + 0.3 * Math.exp(-fringe * fringe);
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

/** The central planes of a tomogram, summed: what a curator would choose as the picture of a dataset. */
export function slabPicture({ shape: [nz, ny, nx], values }: Painting, planes = 24): Float32Array {
  const picture = new Float32Array(ny * nx);
  const first = Math.max(0, Math.floor((nz - planes) / 2));
  for (let z = first; z < Math.min(nz, first + planes); z++) {
    for (let i = 0; i < picture.length; i++) picture[i]! += values[z * ny * nx + i]!;
  }
  return picture;
}
