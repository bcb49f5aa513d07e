import type { Point, Scene } from './scene.js';

/** Voxels from a surface, below 0 inside. It may be off by a half of it where the surface is bent. */
export type Distance = (x: number, y: number, z: number) => number;

/** What a membrane, or a wall of protein, encloses. */
export interface Organelle {
  readonly name: 'mitochondrion' | 'endoplasmic reticulum' | 'outside of the cell' | 'microtubule';
  readonly distance: Distance;
  /** Density inside, where that of water is 0. */
  readonly inside: number;
}

/** Voxels that every side of a volume must have at least to hold more of a cell than vesicles and ribosomes. */
const roomForCell = 128;

/**
 * What crosses a lamella of 216 nm at 1.348 nm a voxel: a mitochondrion with cristae, two cisternae of the endoplasmic
 * reticulum, the plasma membrane, and two microtubules. None in a volume without room.
 */
export function placeOrganelles([nz, ny, nx]: Scene['shape']): Organelle[] {
  if (Math.min(nz, ny, nx) < roomForCell) return [];
  const at = (x: number, y: number, z: number): Point => [x * nx, y * ny, z * nz];
  const [mitochondrion, radius] = [[at(-0.12, 0.74, 0.45), at(0.36, 0.9, 0.6)] as const, 0.2 * ny];
  return [
    { name: 'mitochondrion', distance: capsule(...mitochondrion, radius), inside: -0.1 },
    { name: 'mitochondrion', distance: matrix(...mitochondrion, radius - 13), inside: -0.35 },
    { name: 'endoplasmic reticulum', distance: cisterna(at(0.02, 0.26, 0.5), 0.72 * nx, 13), inside: 0.1 },
    { name: 'endoplasmic reticulum', distance: cisterna(at(-0.2, 0.42, 0.5), 0.66 * nx, 11), inside: 0.1 },
    { name: 'outside of the cell', distance: plasmaMembrane(at(0.84, 0.13, 0.5)), inside: 0.1 },
    { name: 'microtubule', distance: capsule(at(0.56, 1.1, 0.7), at(1.1, 0.34, 0.45), 8), inside: 0.1 },
    { name: 'microtubule', distance: capsule(at(0.72, 1.1, 0.35), at(1.1, 0.6, 0.3), 8), inside: 0.1 },
  ];
}

/** All places that are a radius away from a line. */
function capsule(from: Point, to: Point, radius: number): Distance {
  const axis = [to[0] - from[0], to[1] - from[1], to[2] - from[2]] as const;
  const squared = axis[0] ** 2 + axis[1] ** 2 + axis[2] ** 2;
  return (x, y, z) => {
    const [dx, dy, dz] = [x - from[0], y - from[1], z - from[2]];
    const along = Math.min(1, Math.max(0, (dx * axis[0] + dy * axis[1] + dz * axis[2]) / squared));
    const [ox, oy, oz] = [dx - along * axis[0], dy - along * axis[1], dz - along * axis[2]];
    return Math.sqrt(ox * ox + oy * oy + oz * oz) - radius;
  };
}

/** Voxels between two cristae, and the half of the width of one. */
const cristae = { apart: 44, half: 7 };

/** The inner membrane: a capsule that cristae fold into, from both sides in turn. */
function matrix(from: Point, to: Point, radius: number): Distance {
  const whole = capsule(from, to, radius);
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const [ux, uy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  return (x, y, z) => {
    const outer = whole(x, y, z);
    if (outer > 0) return outer;
    const across = (y - from[1]) * ux - (x - from[0]) * uy;
    const along =
      (x - from[0]) * ux + (y - from[1]) * uy + 9 * Math.sin(across / 26) + 7 * Math.sin(z / 34 + 1);
    const number = Math.round(along / cristae.apart);
    const beyond = Math.max(
      0,
      (number % 2 === 0 ? across : -across) - radius * (0.25 + 0.2 * Math.sin(2.4 * number)),
    );
    const off = along - number * cristae.apart;
    return Math.max(outer, cristae.half - Math.sqrt(off * off + beyond * beyond));
  };
}

/** A flat sac of a length to the right of a place, twice `half` thick, that waves and has round ends. */
function cisterna([left, top, middle]: Point, length: number, half: number): Distance {
  return (x, y, z) => {
    const right = x - left;
    const surface =
      top + 0.16 * right + 17 * Math.sin(right / 62) + 9 * Math.sin((z - middle) / 45 + right / 150);
    const off = (y - surface) * 0.93;
    const beyond = Math.max(0, -right, right - length);
    return Math.sqrt(off * off + beyond * beyond) - half - 4 * Math.sin(right / 37 + half);
  };
}

/** A sheet through a place that cuts a corner off, the upper right one. */
function plasmaMembrane([px, py, pz]: Point): Distance {
  return (x, y, z) => {
    const along = (x - px) * 0.74 + (y - py) * 0.67;
    return (
      (y - py) * 0.74 -
      (x - px) * 0.67 +
      8 * Math.sin(along / 48) +
      5 * Math.sin((z - pz) / 30) +
      0.12 * (z - pz)
    );
  };
}
