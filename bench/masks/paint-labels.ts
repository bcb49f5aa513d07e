import { createRandom, type Random } from '../../demo/random.js';

type Point = readonly [z: number, y: number, x: number];

/** Labels of a cube of `length` voxels a side, from 1: ellipsoids, bent tubes, hollow shells and wavy sheets in turns. */
export function paintLabels(length: number, count: number, seed: number): Int16Array<ArrayBuffer> {
  const random = createRandom(seed);
  const labels = new Int16Array(length ** 3);
  const kinds = [paintEllipsoid, paintTube, paintShell, paintTube, paintEllipsoid, paintSheet];
  const set = ([z, y, x]: Point, label: number) => {
    const inside = z >= 0 && y >= 0 && x >= 0 && z < length && y < length && x < length;
    if (inside) labels[(z * length + y) * length + x] = label;
  };
  for (let label = 1; label <= count; label++) {
    const center: Point = [pick(random, length), pick(random, length), pick(random, length)];
    kinds[label % kinds.length]?.(center, random, (point) => set(point, label), length / 512);
  }
  return labels;
}

function pick(random: Random, length: number): number {
  return Math.floor(random.between(0.05, 0.95) * length);
}

type Paint = (center: Point, random: Random, set: (point: Point) => void, scale: number) => void;

const paintEllipsoid: Paint = (center, random, set, scale) => {
  const axes: Point = [0, 1, 2].map(() => scale * random.between(6, 40)) as unknown as Point;
  eachAround(Math.max(...axes), (z, y, x) => {
    if ((z / axes[0]) ** 2 + (y / axes[1]) ** 2 + (x / axes[2]) ** 2 <= 1) set(sum(center, [z, y, x]));
  });
};

const paintTube: Paint = (center, random, set, scale) => {
  const radius = Math.max(1.5, scale * random.between(3, 9));
  const length = scale * random.between(60, 400);
  const [wave, turns] = [scale * random.between(5, 40), random.between(0.5, 3)];
  const [pitch, yaw] = [random.between(-0.5, 0.5), random.between(0, 2 * Math.PI)];
  for (let along = -length / 2; along <= length / 2; along += radius / 2) {
    const aside = wave * Math.sin((turns * 2 * Math.PI * along) / length);
    const point: Point = [
      Math.round(center[0] + along * Math.sin(pitch)),
      Math.round(center[1] + along * Math.sin(yaw) + aside * Math.cos(yaw)),
      Math.round(center[2] + along * Math.cos(yaw) - aside * Math.sin(yaw)),
    ];
    eachAround(radius, (z, y, x) => {
      if (z * z + y * y + x * x <= radius * radius) set(sum(point, [z, y, x]));
    });
  }
};

const paintShell: Paint = (center, random, set, scale) => {
  const outer = scale * random.between(12, 60);
  const inner = outer - Math.max(2, scale * random.between(3, 6));
  eachAround(outer, (z, y, x) => {
    const distance = Math.sqrt(z * z + y * y + x * x);
    if (distance <= outer && distance >= inner) set(sum(center, [z, y, x]));
  });
};

const paintSheet: Paint = (center, random, set, scale) => {
  const half = scale * random.between(40, 130);
  const thickness = Math.max(2, scale * random.between(3, 6));
  const [waveY, waveX] = [random.between(0.02, 0.08) / scale, random.between(0.02, 0.08) / scale];
  const height = scale * random.between(5, 25);
  for (let y = -Math.floor(half); y <= half; y++) {
    for (let x = -Math.floor(half); x <= half; x++) {
      const middle = height * Math.sin(waveY * y) * Math.cos(waveX * x);
      for (let z = Math.round(middle); z < middle + thickness; z++) set(sum(center, [z, y, x]));
    }
  }
};

function eachAround(reach: number, visit: (z: number, y: number, x: number) => void): void {
  const end = Math.ceil(reach);
  for (let z = -end; z <= end; z++) {
    for (let y = -end; y <= end; y++) for (let x = -end; x <= end; x++) visit(z, y, x);
  }
}

function sum(a: Point, b: Point): Point {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}
