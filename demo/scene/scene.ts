import { createRandom, type Random } from '../random.js';
import { type Distance, type Organelle, placeOrganelles } from './organelles.js';

/** Positions in voxels of the scene, x fastest. */
export type Point = readonly [x: number, y: number, z: number];

/** A closed membrane. */
export interface Vesicle {
  /** From 1; the value it has in a label volume. */
  readonly label: number;
  readonly center: Point;
  /** Voxels, to the middle of the membrane. */
  readonly radius: number;
}

/** A ribosome: a large subunit with a small one beside it. */
export interface Ribosome {
  readonly center: Point;
  /** RELION's rot, tilt and psi in degrees. */
  readonly angles: Point;
  /** From the large subunit to the small one; of length 1. */
  readonly axis: Point;
}

/** What there is to see in one tomogram, from which volumes, pictures, picks and masks are all made. */
export interface Scene {
  readonly shape: readonly [z: number, y: number, x: number];
  readonly vesicles: readonly Vesicle[];
  readonly ribosomes: readonly Ribosome[];
  /** Of every ribosome, in voxels. */
  readonly ribosomeRadius: number;
  readonly organelles: readonly Organelle[];
  /** Places of small proteins in the cytosol. */
  readonly proteins: readonly Point[];
  /** Of a bilayer, in voxels. */
  readonly membraneThickness: number;
}

/** The small subunit beside the large one: how far along the axis, and how large, in radii of the large one. */
export const smallSubunit = { away: 0.9, radius: 0.65 };

/** Voxels that a membrane is thick. */
const membraneThickness = 4;
/** Voxels; in volumes that are too small for them they are smaller. */
const largestRibosome = 7;
const largestVesicle = 40;
/** One protein in as many voxels of a cell. */
const voxelsPerProtein = 800;

/** Places that are tried, more in a large volume. */
function attempts([z, y, x]: Scene['shape']): number {
  return Math.max(400, (z * y * x) / 20_000);
}

/** A scene that depends on its seed and shape alone; nothing in it overlaps. */
export function makeScene(
  seed: number,
  shape: Scene['shape'],
  wanted: { vesicles: number; ribosomes: number },
): Scene {
  const random = createRandom(seed);
  const ribosomeRadius = Math.min(largestRibosome, Math.min(...shape) / 6);
  const organelles = placeOrganelles(shape);
  const vesicles = placeVesicles(random, shape, organelles, wanted.vesicles);
  const ribosomes = placeRibosomes(random, shape, { vesicles, organelles }, ribosomeRadius, wanted.ribosomes);
  const proteins = placeProteins(random, shape, { vesicles, organelles });
  return { shape, vesicles, ribosomes, ribosomeRadius, organelles, proteins, membraneThickness };
}

/** The same scene in voxels that are `factor` times as wide, as in a binned tomogram; membranes stay visible. */
export function shrinkScene(scene: Scene, factor: number): Scene {
  const point = ([x, y, z]: Point): Point => [x / factor, y / factor, z / factor];
  const [nz, ny, nx] = scene.shape.map((size) => Math.ceil(size / factor)) as [number, number, number];
  return {
    shape: [nz, ny, nx],
    vesicles: scene.vesicles.map((one) => ({
      ...one,
      center: point(one.center),
      radius: one.radius / factor,
    })),
    ribosomes: scene.ribosomes.map((one) => ({ ...one, center: point(one.center) })),
    ribosomeRadius: scene.ribosomeRadius / factor,
    organelles: scene.organelles.map(({ distance, ...organelle }) => ({
      ...organelle,
      distance: (x, y, z) => distance(x * factor, y * factor, z * factor) / factor,
    })),
    proteins: scene.proteins.map(point),
    membraneThickness: Math.max(1.5, scene.membraneThickness / factor),
  };
}

function placeVesicles(
  random: Random,
  shape: Scene['shape'],
  organelles: readonly Organelle[],
  count: number,
): Vesicle[] {
  const vesicles: Vesicle[] = [];
  const largest = Math.min(largestVesicle, Math.max(4, Math.min(shape[1], shape[2]) / 6));
  for (let attempt = 0; attempt < attempts(shape) && vesicles.length < count; attempt++) {
    const radius = random.between(largest * 0.55, largest);
    const center = placeInside(random, shape, [radius, radius, radius / 2]);
    const isFree =
      organelles.every((organelle) => organelle.distance(...center) > radius + 2 * membraneThickness) &&
      vesicles.every((other) => distance(other.center, center) > other.radius + radius + membraneThickness);
    if (isFree) vesicles.push({ label: vesicles.length + 1, center, radius });
  }
  return vesicles;
}

type Enclosed = Pick<Scene, 'vesicles' | 'organelles'>;

function placeRibosomes(
  random: Random,
  shape: Scene['shape'],
  enclosed: Enclosed,
  size: number,
  count: number,
): Ribosome[] {
  const ribosomes: Ribosome[] = [];
  const sacs = enclosed.organelles.filter(({ name }) => name === 'endoplasmic reticulum');
  for (let attempt = 0; attempt < attempts(shape) && ribosomes.length < count; attempt++) {
    const place = placeInside(random, shape, [size, size, size / 2]);
    const turned: Point = [random.between(-180, 180), random.between(0, 180), random.between(-180, 180)];
    const sac = sacs.find(({ distance }) => Math.abs(distance(...place)) < 3.5 * size);
    const { center, angles } =
      sac === undefined
        ? { center: place, angles: turned }
        : dock(place, turned[0], sac.distance, size + membraneThickness / 2 + 1);
    const isFree =
      (sac === undefined || center.every((value, axis) => value > size && value < shape[2 - axis]! - size)) &&
      isOutside(enclosed, center, 1.5 * size) &&
      ribosomes.every((other) => distance(other.center, center) > (sac === undefined ? 3 : 2.4) * size);
    if (isFree) ribosomes.push({ center, angles, axis: axisOf(angles) });
  }
  return ribosomes;
}

/** Moves a ribosome until its large subunit is `away` from a surface, and turns its small one away from it. */
function dock(
  [x, y, z]: Point,
  rot: number,
  to: Distance,
  away: number,
): Pick<Ribosome, 'center' | 'angles'> {
  const here = to(x, y, z);
  const slope = [to(x + 1, y, z) - here, to(x, y + 1, z) - here, to(x, y, z + 1) - here];
  const length = Math.hypot(...slope);
  const [ax, ay, az] = slope.map((value) => value / length) as [number, number, number];
  const step = away - here / length;
  const degrees = 180 / Math.PI;
  return {
    center: [x + step * ax, y + step * ay, z + step * az],
    angles: [rot, Math.acos(az) * degrees, Math.atan2(ay, -ax) * degrees],
  };
}

/** Small proteins between all else in a cell; none where there are no organelles. */
function placeProteins(random: Random, shape: Scene['shape'], enclosed: Enclosed): Point[] {
  const [nz, ny, nx] = shape;
  const count = enclosed.organelles.length === 0 ? 0 : Math.round((nz * ny * nx) / voxelsPerProtein);
  return Array.from({ length: count }, () => placeInside(random, shape, [0, 0, 0])).filter((place) =>
    isOutside(enclosed, place, 2 * membraneThickness),
  );
}

/** True for a place that is farther than a margin from all vesicles, and than most of it from all organelles. */
function isOutside({ vesicles, organelles }: Enclosed, place: Point, margin: number): boolean {
  return (
    organelles.every((organelle) => organelle.distance(...place) > 0.8 * margin) &&
    vesicles.every(({ center, radius }) => distance(center, place) > radius + margin)
  );
}

/** A place whose distance from every face is at least the margin, where the volume is large enough. */
function placeInside(random: Random, [z, y, x]: Scene['shape'], margins: Point): Point {
  const [px, py, pz] = [x, y, z].map((size, axis) => {
    const margin = Math.min(margins[axis]! + 2, size / 2 - 1);
    return random.between(margin, size - margin);
  });
  return [px!, py!, pz!];
}

/** Where the z axis of the particle points to in the tomogram; rot turns it around itself. */
function axisOf([, tilt, psi]: Point): Point {
  const [a, b] = [(psi * Math.PI) / 180, (tilt * Math.PI) / 180];
  return [-Math.cos(a) * Math.sin(b), Math.sin(a) * Math.sin(b), Math.cos(b)];
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
