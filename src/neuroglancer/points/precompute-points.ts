import { Float, formatJson, type JsonObject } from '../../json/index.js';
import type { PrecomputedFile } from '../precomputed-file.js';
import { type Sharding, shardingInfo, writeShards } from '../sharding/index.js';
import { annotationRecords, type Bounds, type PrecomputedPoint } from './annotation-records.js';

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

const sharding: Sharding = {
  hash: 'identity',
  minishardBits: 10,
  shardBits: 0,
  indexEncoding: 'gzip',
  dataEncoding: 'gzip',
};
/** Length of an oriented point's lines by its diameter. */
const lineScale = 1.5;

/** Neuroglancer's precomputed annotations of a set of points: one spatial level, and every record by its id. */
export function precomputePoints(
  points: readonly PrecomputedPoint[],
  description: PointsDescription,
): PrecomputedFile[] {
  const { isOriented, diameter, names } = description;
  const { records, bounds } = annotationRecords(points, {
    isOriented,
    nameCount: names.length,
    diameter: diameter / 10,
    lineScale,
  });
  const info = annotationInfo(description, records.length, bounds);
  return [
    { path: 'info', bytes: new TextEncoder().encode(formatJson(info)) },
    { path: 'spatial0/0_0_0', bytes: spatialCell(records) },
    ...writeShards(
      records.map((value, index) => ({ key: BigInt(index), value })),
      sharding,
    ).map(({ name, bytes }) => ({ path: `by_id/${name}`, bytes })),
  ];
}

/** The count, the records, and their ids. */
function spatialCell(records: readonly Uint8Array[]): Uint8Array {
  const count = BigUint64Array.of(BigInt(records.length));
  const ids = BigUint64Array.from(records, (_, index) => BigInt(index));
  return Buffer.concat([new Uint8Array(count.buffer), ...records, new Uint8Array(ids.buffer)]);
}

function annotationInfo(
  { isOriented, resolution, names }: PointsDescription,
  count: number,
  { lower, upper }: Bounds,
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
