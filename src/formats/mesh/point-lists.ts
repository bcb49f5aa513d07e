/**
 * The points of polygons, strips or cells, one list each. All lists share one array: an array for each of a million
 * triangles takes several times the memory of the file.
 */
export class PointLists {
  /** `ends`: where each list ends in `points`, ascending. */
  constructor(
    private readonly points: Float64Array | Uint32Array,
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

  /** Returns the first number that is not one of `count` points from 0; undefined if there is none. */
  firstMissing(count: number): number | undefined {
    return this.points.find((point) => !(Number.isInteger(point) && point >= 0 && point < count));
  }
}
