import type { Mesh } from '../files/mesh.js';
import { type Point, smallSubunit } from './scene.js';

/** A ball by its surface. */
interface Globe {
  readonly center: Point;
  readonly radius: number;
}

/** Balls such as membranes as triangles: `rings` × twice as many points for each. */
export function globeMesh(globes: readonly Globe[], rings = 10): Mesh {
  const vertices: Point[] = [];
  const faces: Point[] = [];
  for (const globe of globes) addGlobe(globe, rings, vertices, faces);
  return { vertices, faces };
}

/** A ribosome around the origin with its axis along z: both subunits, as large as the radius of the large one says. */
export function ribosomeMesh(radius: number): Mesh {
  return globeMesh(
    [
      { center: [0, 0, 0], radius },
      { center: [0, 0, radius * smallSubunit.away], radius: radius * smallSubunit.radius },
    ],
    6,
  );
}

function addGlobe({ center, radius }: Globe, rings: number, vertices: Point[], faces: Point[]): void {
  const first = vertices.length;
  const around = 2 * rings;
  const at = (ring: number, step: number) => first + 1 + (ring - 1) * around + (step % around);
  const south = first + 1 + (rings - 1) * around;
  const point = (ring: number, step: number): Point => {
    const [down, turn] = [(Math.PI * ring) / rings, (2 * Math.PI * step) / around];
    return [
      center[0] + radius * Math.sin(down) * Math.cos(turn),
      center[1] + radius * Math.sin(down) * Math.sin(turn),
      center[2] + radius * Math.cos(down),
    ];
  };
  vertices.push(point(0, 0));
  for (let ring = 1; ring < rings; ring++)
    for (let step = 0; step < around; step++) vertices.push(point(ring, step));
  vertices.push(point(rings, 0));
  for (let step = 0; step < around; step++) {
    faces.push([first, at(1, step), at(1, step + 1)]);
    for (let ring = 1; ring < rings - 1; ring++) {
      faces.push([at(ring, step), at(ring + 1, step), at(ring + 1, step + 1)]);
      faces.push([at(ring, step), at(ring + 1, step + 1), at(ring, step + 1)]);
    }
    faces.push([at(rings - 1, step), south, at(rings - 1, step + 1)]);
  }
}
