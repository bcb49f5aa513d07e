import { createRandom } from '../random.js';
import { eachVoxelAround } from './each-voxel-around.js';
import { membraneThickness, type Point, type Scene, smallSubunit } from './scene.js';

export interface Painting {
  readonly shape: Scene['shape'];
  readonly values: Float32Array;
}

/**
 * The density of a scene: 0 in the solvent, below 0 where there is matter, with noise of the given deviation.
 * `scale` 2 makes a volume of half the size along every axis, as a binned tomogram.
 */
export function paintTomogram(
  scene: Scene,
  options: { seed: number; noise: number; scale: 1 | 2 },
): Painting {
  const { scale, noise } = options;
  const { ribosomeRadius } = scene;
  const [nz, ny, nx] = scene.shape.map((size) => Math.ceil(size / scale)) as [number, number, number];
  const shape = [nz, ny, nx] as const;
  const values = new Float32Array(nz * ny * nx);
  const random = createRandom(options.seed);
  for (let i = 0; i < values.length; i++) values[i] = noise * random.gaussian();
  for (const { center, radius } of scene.vesicles) {
    const reach = radius + membraneThickness;
    eachVoxelAround(shape, shrink(center, scale), reach / scale, (index, distance) => {
      values[index]! += membraneDensity(distance * scale - radius);
    });
  }
  for (const { center, axis } of scene.ribosomes) {
    const small = center.map(
      (place, i) => place + axis[i]! * ribosomeRadius * smallSubunit.away,
    ) as unknown as Point;
    addBall(values, shape, shrink(center, scale), ribosomeRadius / scale, -1.6);
    addBall(values, shape, shrink(small, scale), (ribosomeRadius * smallSubunit.radius) / scale, -1.3);
  }
  return { shape, values };
}

/** Two dark leaflets with a lighter middle; `offset` in voxels from the middle of the membrane. */
function membraneDensity(offset: number): number {
  const leaflet = (place: number) => Math.exp(-((offset - place) ** 2) / 1.2);
  return -1.4 * (leaflet(-1.5) + leaflet(1.5));
}

function addBall(
  values: Float32Array,
  shape: Scene['shape'],
  center: Point,
  radius: number,
  density: number,
): void {
  eachVoxelAround(shape, center, radius + 1, (index, distance) => {
    values[index]! += density * Math.min(1, Math.max(0, radius + 1 - distance));
  });
}

function shrink(point: Point, scale: number): Point {
  return [point[0] / scale, point[1] / scale, point[2] / scale];
}
