import { createRandom, type Random } from '../random.js';

/** Positions in voxels of the full-size tomogram, x fastest. */
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
}

/** The small subunit beside the large one: how far along the axis, and how large, in radii of the large one. */
export const smallSubunit = { away: 0.9, radius: 0.65 };

/** Voxels that a membrane is thick. */
export const membraneThickness = 4;
/** Voxels; in volumes that are too small for it ribosomes are smaller. */
const largestRibosome = 7;

const attempts = 400;

/** A scene that depends on its seed and shape alone; nothing in it overlaps. */
export function makeScene(
  seed: number,
  shape: Scene['shape'],
  wanted: { vesicles: number; ribosomes: number },
): Scene {
  const random = createRandom(seed);
  const ribosomeRadius = Math.min(largestRibosome, Math.min(...shape) / 6);
  const vesicles = placeVesicles(random, shape, wanted.vesicles);
  const ribosomes = placeRibosomes(random, shape, vesicles, ribosomeRadius, wanted.ribosomes);
  return { shape, vesicles, ribosomes, ribosomeRadius };
}

function placeVesicles(random: Random, shape: Scene['shape'], count: number): Vesicle[] {
  const vesicles: Vesicle[] = [];
  const largest = Math.max(4, Math.min(shape[1], shape[2]) / 6);
  for (let attempt = 0; attempt < attempts && vesicles.length < count; attempt++) {
    const radius = random.between(largest * 0.55, largest);
    const center = placeInside(random, shape, [radius, radius, radius / 2]);
    const isFree = vesicles.every(
      (other) => distance(other.center, center) > other.radius + radius + membraneThickness,
    );
    if (isFree) vesicles.push({ label: vesicles.length + 1, center, radius });
  }
  return vesicles;
}

function placeRibosomes(
  random: Random,
  shape: Scene['shape'],
  vesicles: readonly Vesicle[],
  size: number,
  count: number,
): Ribosome[] {
  const ribosomes: Ribosome[] = [];
  for (let attempt = 0; attempt < attempts && ribosomes.length < count; attempt++) {
    const center = placeInside(random, shape, [size, size, size / 2]);
    const angles: Point = [random.between(-180, 180), random.between(0, 180), random.between(-180, 180)];
    const isFree =
      vesicles.every((vesicle) => distance(vesicle.center, center) > vesicle.radius + 1.5 * size) &&
      ribosomes.every((other) => distance(other.center, center) > 3 * size);
    if (isFree) ribosomes.push({ center, angles, axis: axisOf(angles) });
  }
  return ribosomes;
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
