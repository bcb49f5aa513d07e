import type { ReportedIssue } from '../finding.js';

/** Points of an annotation file, one a line. */
export interface PointTable {
  readonly count: number;
  /** x, y, z of every point in voxels, one after another. */
  readonly locations: Float64Array;
  /** Line of every point. */
  readonly lines: Uint32Array;
  /** Rows of the rotation of every point, one after another; null for shapes without. */
  readonly rotations: Float32Array | null;
  /** Instance of every point; null for shapes without. */
  readonly instanceIds: Float64Array | null;
  /** Distinct instance ids; 0 for shapes without. */
  readonly instances: number;
  /** Lines that are not a point, the first ones only. */
  readonly faults: readonly ReportedIssue[];
  /** How many lines are not a point. */
  readonly faultCount: number;
  /** Points whose `type` is not the shape's. */
  readonly wrongType: readonly { readonly line: number; readonly found: string }[];
  /** Points whose rotation matrix is none, with what is wrong. */
  readonly wrongRotation: readonly { readonly line: number; readonly found: string }[];
}
