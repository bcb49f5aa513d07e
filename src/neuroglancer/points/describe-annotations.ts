import { Float, type JsonObject } from '../../json/index.js';
import { type Sharding, shardingInfo } from '../sharding/index.js';
import type { Bounds } from './point-records.js';

/** What is needed beside the points. */
export interface PointsDescription {
  readonly isOriented: boolean;
  /** Å. */
  readonly diameter: number;
  /** Nanometres a voxel is wide. */
  readonly resolution: number;
  /** What the points' names mean, by index. */
  readonly names: readonly string[];
}

/** The `info` of a directory of `count` records: one spatial level of one cell, and every record by its id. */
export function annotationInfo(
  { isOriented, resolution, names }: PointsDescription,
  count: number,
  { lower, upper }: Bounds,
  sharding: Sharding,
): JsonObject {
  const axis = [new Float(resolution), 'm'];
  return {
    '@type': 'neuroglancer_annotations_v1',
    dimensions: { x: axis, y: axis, z: axis },
    lower_bound: lower.map((value) => new Float(value)),
    upper_bound: upper.map((value) => new Float(value)),
    annotation_type: isOriented ? 'line' : 'point',
    properties: [
      {
        id: 'name',
        type: names.length < 256 ? 'uint8' : 'uint16',
        enum_values: names.map((_, index) => index),
        enum_labels: [...names],
      },
      { id: 'diameter', type: 'float32' },
      { id: 'point_index', type: 'float32' },
      ...(isOriented
        ? [
            { id: 'point_color', type: 'rgb' },
            { id: 'line_color', type: 'rgb' },
          ]
        : [{ id: 'color', type: 'rgb' }]),
    ],
    relationships: [],
    by_id: { key: 'by_id', sharding: shardingInfo(sharding) },
    spatial: [
      {
        key: 'spatial0',
        grid_shape: [1, 1, 1],
        chunk_size: lower.map((value, index) => new Float(Math.max(1, (upper[index] ?? value) - value))),
        limit: Math.max(1, count),
      },
    ],
  };
}
