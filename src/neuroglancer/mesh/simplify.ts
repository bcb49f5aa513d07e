import { noPause, type Pause } from '../../base/pause.js';
import { GrowingBounds, triple } from '../bounds.js';
import type { Mesh } from './mesh.js';

/** Triangles per patch by default: meshoptimizer uses about 30 MiB for them. */
const mostTriangles = 200_000;

/** Goals and limits of a simplification. */
interface SimplifyOptions {
  /** The number of triangles to reach; more are left if the error limit prevents it. */
  readonly triangleCount: number;
  /** The largest distance from the original mesh, in its units. */
  readonly error: number;
  /** True to keep open borders unchanged, so that neighbouring meshes still fit. */
  readonly locksBorder?: boolean;
  /** Triangles per patch; 200 000 by default. */
  readonly most?: number;
  readonly pause?: Pause;
}

/** Returns a mesh of fewer triangles and some of the vertices. Large meshes are simplified in patches. */
export async function simplify(
  mesh: Mesh,
  { triangleCount, error, locksBorder = false, most = mostTriangles, pause = noPause }: SimplifyOptions,
): Promise<Mesh> {
  const count = mesh.triangles.length / 3;
  if (count <= triangleCount) return mesh;
  const { MeshoptSimplifier } = await import('meshoptimizer/simplifier');
  await MeshoptSimplifier.ready;
  const subsets = new SubsetReader(mesh);
  const simplified = new Uint32Array(mesh.triangles.length);
  let length = 0;
  for (const which of patches(mesh, most)) {
    await pause();
    const { positions, triangles, vertices } = subsets.subset(which);
    const target = Math.max(1, Math.floor((triangleCount * which.length) / count)) * 3;
    // Borders between patches must not move, or the patches would no longer fit together.
    const isPatch = which.length < count;
    const [kept] = MeshoptSimplifier.simplify(
      triangles,
      new Float32Array(positions),
      3,
      target,
      error,
      locksBorder || isPatch ? ['ErrorAbsolute', 'LockBorder'] : ['ErrorAbsolute'],
    );
    for (let at = 0; at < kept.length; at++) simplified[length++] = vertices[kept[at] as number] as number;
  }
  // Without unused vertices.
  const whole = { positions: mesh.positions, triangles: simplified.subarray(0, length) };
  const [all = new Uint32Array()] = patches(whole, Number.POSITIVE_INFINITY);
  const { positions, triangles } = new SubsetReader(whole).subset(all);
  return { positions, triangles };
}

/** Marks a vertex that is not in the subset. */
const unused = 0xffffffff;

/** Extracts subsets of a mesh one by one, into buffers that are reused. */
export class SubsetReader {
  /** The index in the current subset of each vertex of the mesh. */
  readonly #indices: Uint32Array;
  #triangles = new Uint32Array();
  #vertices = new Uint32Array();
  #positions = new Float64Array();

  constructor(private readonly mesh: Mesh) {
    this.#indices = new Uint32Array(mesh.positions.length / 3).fill(unused);
  }

  /** Returns the mesh of some triangles, with the numbers of its vertices in the whole; valid until the next call. */
  subset(which: Uint32Array): Mesh & { readonly vertices: Uint32Array } {
    const length = which.length * 3;
    if (this.#triangles.length < length) this.#triangles = new Uint32Array(length);
    const most = Math.min(length, this.#indices.length);
    if (this.#vertices.length < most) this.#vertices = new Uint32Array(most);
    const [triangles, vertices] = [this.#triangles.subarray(0, length), this.#vertices];
    const indices = this.#indices;
    const { triangles: all, positions: allPositions } = this.mesh;
    let count = 0;
    for (let at = 0; at < length; ) {
      const start = (which[at / 3] as number) * 3;
      for (let corner = start; corner < start + 3; corner++) {
        const vertex = all[corner] as number;
        let index = indices[vertex] as number;
        if (index === unused) {
          index = count++;
          indices[vertex] = index;
          vertices[index] = vertex;
        }
        triangles[at++] = index;
      }
    }
    if (this.#positions.length < count * 3) this.#positions = new Float64Array(count * 3);
    const positions = this.#positions.subarray(0, count * 3);
    for (let index = 0; index < count; index++) {
      const vertex = vertices[index] as number;
      indices[vertex] = unused;
      positions[index * 3] = allPositions[vertex * 3] as number;
      positions[index * 3 + 1] = allPositions[vertex * 3 + 1] as number;
      positions[index * 3 + 2] = allPositions[vertex * 3 + 2] as number;
    }
    return { positions, triangles, vertices: vertices.subarray(0, count) };
  }
}

/** Yields the triangles of a mesh in patches of at most `most`: halves it along its longest side until they fit. */
export function* patches(mesh: Mesh, most: number): Generator<Uint32Array> {
  const triangles = new Uint32Array(mesh.triangles.length / 3);
  for (let triangle = 0; triangle < triangles.length; triangle++) triangles[triangle] = triangle;
  if (triangles.length <= most) yield triangles;
  else yield* halves(tripledCentres(mesh), triangles, most);
}

function* halves(centres: Float32Array, triangles: Uint32Array, most: number): Generator<Uint32Array> {
  if (triangles.length <= most) {
    yield triangles;
    return;
  }
  const { axis, middle } = longestSide(centres, triangles);
  let end = 0;
  for (let index = 0; index < triangles.length; index++) {
    const triangle = triangles[index] as number;
    if ((centres[triangle * 3 + axis] as number) >= middle) continue;
    triangles[index] = triangles[end] as number;
    triangles[end++] = triangle;
  }
  // If all centres are equal, halves the triangles by index. Triangles with one centre are halved by their number.
  const half = end === 0 || end === triangles.length ? triangles.length >> 1 : end;
  yield* halves(centres, triangles.subarray(0, half), most);
  yield* halves(centres, triangles.subarray(half), most);
}

function longestSide(centres: Float32Array, triangles: Uint32Array): { axis: number; middle: number } {
  const bounds = new GrowingBounds();
  for (let index = 0; index < triangles.length; index++) {
    const at = (triangles[index] as number) * 3;
    bounds.include(centres[at] as number, centres[at + 1] as number, centres[at + 2] as number);
  }
  const { lower, upper } = bounds;
  const [x, y, z] = triple((axis) => upper[axis] - lower[axis]);
  const axis = x >= y && x >= z ? 0 : y >= z ? 1 : 2;
  return { axis, middle: (lower[axis] + upper[axis]) / 2 };
}

/** Returns three times the centre (x, y, z) of each triangle; 32-bit precision is enough to choose patches. */
function tripledCentres({ positions, triangles }: Mesh): Float32Array {
  const centres = new Float32Array(triangles.length);
  for (let at = 0; at < triangles.length; at += 3) {
    const a = (triangles[at] as number) * 3;
    const b = (triangles[at + 1] as number) * 3;
    const c = (triangles[at + 2] as number) * 3;
    for (let axis = 0; axis < 3; axis++) {
      centres[at + axis] =
        (positions[a + axis] as number) + (positions[b + axis] as number) + (positions[c + axis] as number);
    }
  }
  return centres;
}
