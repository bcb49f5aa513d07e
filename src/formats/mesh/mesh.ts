// The triangle mesh that every reader returns, and how polygons, fans and strips become triangles.
import earcut from 'earcut';
import { fileError } from '../../base/errors.js';
import { GrowingNumbers } from '../../base/growing-numbers.js';
import type { Pause } from '../../base/pause.js';
import { bytesOf } from '../byte-source.js';
import { lineBatches } from '../text.js';

/** A surface of triangles. */
export interface TriangleMesh {
  /** x, y, z of each vertex in turn. */
  readonly vertices: Float64Array;
  /** Three 0-based vertex indices a triangle. */
  readonly faces: Uint32Array;
  /** Number of polygons that are not the surface that their corners enclose; see `FaceList`. */
  readonly odd?: number;
}

/** Three 0-based vertex indices a triangle. */
export type Corners = GrowingNumbers<Uint32Array<ArrayBuffer>>;

/** Faces that are read, as triangles. */
export interface FaceList {
  readonly corners: Corners;
  /** Polygons of less than three corners, which are lost, and polygons that cross themselves. */
  odd: number;
}

export function noFaces(): FaceList {
  return { corners: new GrowingNumbers(Uint32Array), odd: 0 };
}

/** Returns the mesh of vertices (x, y, z of each in turn) and faces. */
export function meshOf(vertices: Float64Array, { corners, odd }: FaceList): TriangleMesh {
  return { vertices, faces: corners.values, odd };
}

/**
 * The points of polygons, strips or cells, one list each. All lists share one array: an array for each of a million
 * triangles takes several times the memory of the file.
 */
export class PointLists {
  /** `ends`: where each list ends in `points`, ascending. */
  constructor(
    readonly points: Float64Array | Uint32Array,
    private readonly ends: ArrayLike<number>,
  ) {}

  get length(): number {
    return this.ends.length;
  }

  *[Symbol.iterator](): Generator<Float64Array | Uint32Array> {
    let start = 0;
    for (let index = 0; index < this.length; index++) {
      const end = this.ends[index]!;
      yield this.points.subarray(start, end);
      start = end;
    }
  }
}

/** Returns the first corner that is not a vertex from `first` up to, not including, `end`; undefined without one. */
export function firstMissing(corners: Float64Array | Uint32Array, first: number, end: number) {
  return corners.find((corner) => !(Number.isInteger(corner) && corner >= first && corner < end));
}

/** Reads a text in memory as batches of lines, with a pause before each. Fails as `lineBatches` and the pause do. */
export async function* pausedLines(bytes: Uint8Array, path: string, pause?: Pause): AsyncGenerator<string[]> {
  for await (const lines of lineBatches(bytesOf(path, bytes, 2 ** 16))) {
    await pause?.();
    yield lines;
  }
}

export interface MeshFormat {
  /** The name in `file_format` of the configuration, which is also the extension. */
  readonly name: string;
  /** The name in messages. */
  readonly label: string;
  /** Returns the names of the meshes, in order; absent if a file is one mesh. Fails with a FormatError. */
  readonly names?: (bytes: Uint8Array, path: string) => string[] | Promise<string[]>;
  /** True if equal vertices are joined already. */
  readonly isWelded?: boolean;
  /** True if a file begins like this format. */
  sniff(bytes: Uint8Array): boolean;
  /**
   * Reads the triangles as stored; `name` chooses the mesh of a group. Long texts are read with pauses, which may fail.
   * Fails with a FormatError or an UnsupportedError.
   */
  read(
    bytes: Uint8Array,
    path: string,
    name: string | null,
    pause?: Pause,
  ): TriangleMesh | Promise<TriangleMesh>;
}

/** Fails with a FormatError if a mesh has no triangles. */
export function requireFaces({ faces }: TriangleMesh, path: string): void {
  if (faces.length > 0) return;
  throw fileError('the mesh has no faces', path, 'triangles', 'none');
}

/** Fails with a FormatError if a coordinate is NaN or infinite. */
export function requireFinite({ vertices }: TriangleMesh, path: string): void {
  const odd = vertices.findIndex((value) => !Number.isFinite(value));
  if (odd < 0) return;
  const found = `${vertices[odd]} in vertex ${Math.floor(odd / 3)}`;
  throw fileError('a coordinate is not a finite number', path, 'finite numbers', found);
}

/**
 * Cuts a polygon of n corners into n − 2 triangles that face the same way: a convex quad into (0,1,2),(2,3,0), a larger
 * convex polygon into a fan from its first corner, a concave one by ear clipping. `vertices` are x, y, z of each vertex
 * in turn; a polygon with corners outside them, or with sides that cross, is cut like a convex one.
 */
export function pushPolygon(corners: ArrayLike<number>, vertices: ArrayLike<number>, faces: FaceList): void {
  if (corners.length < 3) faces.odd += 1;
  if (corners.length > 3) {
    const flat = flatten(corners, vertices);
    if (isConcave(flat)) {
      if (pushEars(corners, flat, faces.corners)) return;
      faces.odd += 1;
    }
  }
  if (corners.length === 4) {
    pushTriangle(corners[0]!, corners[1]!, corners[2]!, faces.corners);
    pushTriangle(corners[2]!, corners[3]!, corners[0]!, faces.corners);
  } else pushFan(corners, faces.corners);
}

function pushTriangle(a: number, b: number, c: number, faces: Corners): void {
  faces.push(a);
  faces.push(b);
  faces.push(c);
}

/** Cuts a fan into triangles, which share its first corner. */
export function pushFan(corners: ArrayLike<number>, faces: Corners): void {
  for (let at = 1; at + 1 < corners.length; at++)
    pushTriangle(corners[0]!, corners[at]!, corners[at + 1]!, faces);
}

/** Cuts a strip into triangles; every second one is reversed, so that all face the same way. */
export function pushStrip(corners: ArrayLike<number>, faces: Corners): void {
  for (let at = 0; at + 2 < corners.length; at++) {
    const [a, b, c] = [corners[at]!, corners[at + 1]!, corners[at + 2]!];
    if (at % 2 === 0) pushTriangle(a, b, c, faces);
    else pushTriangle(b, a, c, faces);
  }
}

/** Projects corners onto the plane of axes most nearly normal to the polygon (Newell's method), anticlockwise. */
function flatten(corners: ArrayLike<number>, vertices: ArrayLike<number>): number[] {
  const at = (corner: number, axis: number) => vertices[3 * corner + axis] ?? Number.NaN;
  const normal = [0, 0, 0];
  for (let index = 0; index < corners.length; index++) {
    const corner = corners[index]!;
    const next = corners[(index + 1) % corners.length]!;
    for (let axis = 0; axis < 3; axis++) {
      const [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
      normal[axis]! += (at(corner, u) - at(next, u)) * (at(corner, v) + at(next, v));
    }
  }
  const sizes = normal.map(Math.abs);
  const axis = sizes.indexOf(Math.max(...sizes));
  const [u, v] = normal[axis]! > 0 ? [(axis + 1) % 3, (axis + 2) % 3] : [(axis + 2) % 3, (axis + 1) % 3];
  return Array.from(corners).flatMap((corner) => [at(corner, u), at(corner, v)]);
}

function isConcave(flat: readonly number[]): boolean {
  const count = flat.length / 2;
  const turns = Array.from({ length: count }, (_, at) => turn(flat, at, (at + 1) % count, (at + 2) % count));
  const most = turns.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return turns.some((value) => value < -1e-9 * most);
}

/** Returns twice the area of a triangle of corners, negative if it is clockwise. */
function turn(flat: readonly number[], a: number, b: number, c: number): number {
  const [ax, ay] = [flat[2 * a]!, flat[2 * a + 1]!];
  return (flat[2 * b]! - ax) * (flat[2 * c + 1]! - ay) - (flat[2 * b + 1]! - ay) * (flat[2 * c]! - ax);
}

/** Corners of the largest polygon that is clipped corner by corner: it takes the square of their number. */
const mostClipped = 512;

/** Cuts a polygon by its ears; false, without triangles, if its sides cross. */
function pushEars(corners: ArrayLike<number>, flat: number[], faces: Corners): boolean {
  let ears: number[] | null = earcut(flat);
  // earcut leaves out corners on a line or in one place, and what is left of a polygon that crosses itself.
  if (ears.length !== 3 * (corners.length - 2)) ears = corners.length > mostClipped ? null : clipAll(flat);
  if (ears === null) return false;
  for (let at = 0; at < ears.length; at += 3) {
    const [a, b, c] = [ears[at]!, ears[at + 1]!, ears[at + 2]!];
    const [second, third] = turn(flat, a, b, c) < 0 ? [c, b] : [b, c];
    pushTriangle(corners[a]!, corners[second]!, corners[third]!, faces);
  }
  return true;
}

/** Clips every corner of a polygon, those on a line too; null if its sides cross, so that no corner is an ear. */
function clipAll(flat: readonly number[]): number[] | null {
  const left = Array.from({ length: flat.length / 2 }, (_, corner) => corner);
  const ears: number[] = [];
  while (left.length > 2) {
    const ear = (at: number) =>
      [left[(at + left.length - 1) % left.length]!, left[at]!, left[(at + 1) % left.length]!] as const;
    const turns = left.map((_, at) => turn(flat, ...ear(at)));
    const found = turns.findIndex((value, at) => value > 0 && isFree(flat, ear(at), left));
    const at = found >= 0 ? found : turns.indexOf(0);
    if (at < 0) return null;
    ears.push(...ear(at));
    left.splice(at, 1);
  }
  return ears;
}

/** True if no other corner lies within the triangle of an ear. */
function isFree(
  flat: readonly number[],
  [a, b, c]: readonly [number, number, number],
  left: readonly number[],
) {
  return !left.some(
    (corner) => turn(flat, a, b, corner) > 0 && turn(flat, b, c, corner) > 0 && turn(flat, c, a, corner) > 0,
  );
}
