/** How far the vertices of one mesh are from the nearest of another. */
export interface VertexDistances {
  readonly mean: number;
  readonly largest: number;
  /** Index of the nearest vertex of the other mesh, for each vertex. */
  readonly nearest: Uint32Array;
}

/** Distances from every vertex of `from` to the nearest of `to`; both must have some. */
export function nearestVertices(from: Float32Array, to: Float32Array): VertexDistances {
  const grid = new VertexGrid(to);
  let sum = 0;
  let largest = 0;
  const nearest = new Uint32Array(from.length / 3);
  for (let at = 0; at < from.length; at += 3) {
    const found = grid.nearest(from[at] as number, from[at + 1] as number, from[at + 2] as number);
    sum += found.distance;
    largest = Math.max(largest, found.distance);
    nearest[at / 3] = found.index;
  }
  return { mean: (3 * sum) / from.length, largest, nearest };
}

/** Vertices sorted into cubes, about one to a cube if they were spread evenly. */
class VertexGrid {
  readonly #vertices: Float32Array;
  readonly #cells = new Map<number, number[]>();
  readonly #min: readonly [number, number, number];
  readonly #size: number;
  readonly #count: number;

  constructor(vertices: Float32Array) {
    this.#vertices = vertices;
    const axes = [0, 1, 2].map((axis) => {
      let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let at = axis; at < vertices.length; at += 3) {
        low = Math.min(low, vertices[at] as number);
        high = Math.max(high, vertices[at] as number);
      }
      return [low, high] as const;
    });
    this.#min = axes.map(([low]) => low) as [number, number, number];
    this.#count = Math.max(1, Math.min(512, Math.ceil(Math.cbrt(vertices.length / 3))));
    this.#size = Math.max(...axes.map(([low, high]) => high - low)) / this.#count || 1;
    for (let at = 0; at < vertices.length; at += 3) {
      const key = this.#key(
        this.#cell(at, vertices, 0),
        this.#cell(at, vertices, 1),
        this.#cell(at, vertices, 2),
      );
      const cell = this.#cells.get(key);
      if (cell === undefined) this.#cells.set(key, [at]);
      else cell.push(at);
    }
  }

  nearest(x: number, y: number, z: number): { readonly distance: number; readonly index: number } {
    const point = [x, y, z];
    const [cx, cy, cz] = [0, 1, 2].map((axis) => this.#cell(0, point, axis)) as [number, number, number];
    let best = Number.POSITIVE_INFINITY;
    let bestAt = 0;
    for (let ring = 0; ring <= this.#count; ring++) {
      for (let dz = -ring; dz <= ring; dz++) {
        for (let dy = -ring; dy <= ring; dy++) {
          const isShell = Math.abs(dz) === ring || Math.abs(dy) === ring;
          for (let dx = -ring; dx <= ring; dx += isShell || ring === 0 ? 1 : 2 * ring) {
            for (const at of this.#cells.get(this.#key(cx + dx, cy + dy, cz + dz)) ?? []) {
              const distance = this.#distance(at, x, y, z);
              if (distance >= best) continue;
              best = distance;
              bestAt = at;
            }
          }
        }
      }
      if (best <= ring * this.#size) break;
    }
    return { distance: best, index: bestAt / 3 };
  }

  /** Points outside the grid count as being in its outermost cells, so that rings around them reach everything. */
  #cell(at: number, values: ArrayLike<number>, axis: number): number {
    const cell = Math.floor(((values[at + axis] as number) - (this.#min[axis] as number)) / this.#size);
    return Math.max(0, Math.min(this.#count, cell));
  }

  #key(x: number, y: number, z: number): number {
    return (z * 4096 + y) * 4096 + x;
  }

  #distance(at: number, x: number, y: number, z: number): number {
    return Math.hypot(
      (this.#vertices[at] as number) - x,
      (this.#vertices[at + 1] as number) - y,
      (this.#vertices[at + 2] as number) - z,
    );
  }
}
