/** Points of an annotation file in the order of its lines. */
export interface PointCloud {
  readonly count: number;
  /** `type` of the lines, each once, in the order of first use. */
  readonly types: readonly string[];
  /** x, y, z of every point in voxels, one after another. */
  readonly positions: Float64Array;
  /** Nine numbers of every point's matrix, row by row; null when no point has one. */
  readonly rotations: Float64Array | null;
  /** Number of the instance of every point; null when no point has one. */
  readonly instances: Float64Array | null;
}
