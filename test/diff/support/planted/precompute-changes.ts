import { type Sharding, shardingInfo } from '../../../../src/neuroglancer/sharding.js';
import { sphere } from '../../../neuroglancer/mesh/support/shapes.js';
import { writeShards } from '../../../neuroglancer/support/write-shards.js';
import { orientedPoints, plainPoints, rotationAboutZ } from '../make-content.js';
import {
  annotations,
  labelLevels,
  type MadeTree,
  maskLevels,
  precomputedMask,
  precomputedMesh,
  precomputedPoints,
  putPrecompute,
} from '../make-tree.js';
import type { MadeLevel } from '../make-zarr.js';
import { editBytes, editJson, editText, type Json, type PlantedChange } from './plant.js';

const inside =
  (annotation: (typeof annotations)[keyof typeof annotations], name: string) => (tree: MadeTree) =>
    `${tree.path('annotationPrecompute', annotation)}/${name}`;

/** The size of a plain point's record, in bytes. */
const recordBytes = 24;
/** The size of the fixed index of a shard of points, in bytes. */
const fixedIndex = 1024 * 16;

const otherSharding: Sharding = {
  preshift_bits: 0,
  hash: 'murmurhash3_x86_128',
  minishard_bits: 1,
  shard_bits: 1,
  minishard_index_encoding: 'raw',
  data_encoding: 'gzip',
};

/** Changes of precomputed annotations. */
export const precomputeChanges: readonly PlantedChange[] = [
  {
    name: 'precomputed points in other shards, packed',
    plant: (tree) => {
      const cell = tree.files.get(inside(annotations.points, 'spatial0/0_0_0')(tree)) as Uint8Array;
      tree.files.delete(inside(annotations.points, 'by_id/0.shard')(tree));
      const entries = Array.from({ length: 20 }, (_, index) => ({
        key: BigInt(index),
        value: cell.slice(8 + index * recordBytes, 8 + (index + 1) * recordBytes),
      }));
      for (const { name, bytes } of writeShards(entries, otherSharding)) {
        tree.files.set(inside(annotations.points, `by_id/${name}`)(tree), Uint8Array.from(bytes));
      }
      editJson(inside(annotations.points, 'info'), (info) => ({
        ...info,
        by_id: { key: 'by_id', sharding: shardingInfo(otherSharding) },
      }))(tree);
    },
    expected: ['hash', 'minishard_bits', 'shard_bits', 'minishard_index_encoding', 'data_encoding'].map(
      (key) => `annotation_viz 101: storage value at info by_id.sharding.${key}`,
    ),
    status: 0,
  },
  {
    name: 'an info file without blanks',
    plant: editText(inside(annotations.points, 'info'), (text) => text.replaceAll(/\n */g, '')),
    expected: ['annotation_viz 101: storage bytes at info byte 1'],
    status: 0,
  },
  {
    name: 'a precomputed point that moved',
    plant: (tree) => {
      const points = plainPoints();
      (points[7] as (typeof points)[0]).location.x += 0.5;
      return putPrecompute(tree, annotations.points, precomputedPoints(points));
    },
    expected: ['annotation_viz 101: science points-moved'],
    status: 1,
  },
  {
    name: 'a precomputed point of another colour',
    plant: editBytes(inside(annotations.points, 'spatial0/0_0_0'), (bytes) => bytes.fill(7, 8 + 21, 8 + 24)),
    expected: ['annotation_viz 101: metadata value at property color'],
    status: 1,
  },
  {
    name: 'a record that is another one by its id',
    plant: editBytes(inside(annotations.points, 'by_id/0.shard'), (bytes) => {
      bytes[fixedIndex] = 99;
      return bytes;
    }),
    expected: ['annotation_viz 101: metadata value at by_id'],
    status: 1,
  },
  {
    name: 'precomputed lines that turned',
    plant: (tree) => {
      const points = orientedPoints();
      (points[4] as (typeof points)[0]).xyz_rotation_matrix = rotationAboutZ(41);
      return putPrecompute(tree, annotations.oriented, precomputedPoints(points));
    },
    expected: ['annotation_viz 100: science points-rotated'],
    status: 1,
  },
  {
    name: 'a precomputed point less',
    plant: (tree) => putPrecompute(tree, annotations.points, precomputedPoints(plainPoints().slice(1))),
    expected: [
      'annotation_viz 101: storage value at info spatial[0].limit',
      'annotation_viz 101: science points-removed',
    ],
    status: 1,
  },
  {
    name: 'precomputed points of another voxel size',
    plant: editJson(inside(annotations.points, 'info'), (info) => ({
      ...info,
      dimensions: { ...(info.dimensions as Json), x: [2.5, 'm'] },
    })),
    expected: ['annotation_viz 101: science value at info dimensions.x[0]'],
    status: 1,
  },
  {
    name: 'voxels of a precomputed mask',
    plant: (tree) => {
      const levels = maskLevels();
      const { values } = levels[0] as MadeLevel;
      values.fill(1, 500, 510);
      return putPrecompute(tree, annotations.mask, precomputedMask(levels, [1]));
    },
    expected: [
      'annotation_viz 102: science segment-voxels at data',
      'annotation_viz 102: science mask at data',
      'annotation_viz 102: science label-changed at data, label 1',
    ],
    status: 1,
  },
  {
    name: 'a precomputed mask in other chunks',
    plant: (tree) => putPrecompute(tree, annotations.mask, precomputedMask(maskLevels(), [1], 3)),
    expected: ['annotation_viz 102: storage value at info scales[0].chunk_sizes'],
    status: 0,
  },
  {
    name: 'a mesh of a label that is gone',
    plant: (tree) => putPrecompute(tree, annotations.labels, precomputedMask(labelLevels(), [1, 2])),
    expected: [
      'annotation_viz 103: metadata record-removed at segment_properties/info inline.ids[2]',
      'annotation_viz 103: metadata record-removed at segment_properties/info inline.properties[0].values[2]',
      'annotation_viz 103: science label-removed at mesh of label 3',
    ],
    status: 1,
  },
  {
    name: 'another name of a label',
    plant: editText(inside(annotations.labels, 'segment_properties/info'), (text) =>
      text.replace('label 2', 'vesicle'),
    ),
    expected: [
      'annotation_viz 103: metadata value at segment_properties/info inline.properties[0].values[1]',
    ],
    status: 1,
  },
  {
    name: 'a precomputed mesh with a dent',
    plant: (tree) => {
      const mesh = sphere(5, 2);
      mesh.positions.set([2, 0, 0], 0);
      return putPrecompute(tree, annotations.mesh, precomputedMesh(mesh));
    },
    expected: ['annotation_viz 104: science mesh at mesh of label 1'],
    status: 1,
  },
  {
    name: 'a precomputed chunk that is truncated',
    plant: editBytes(inside(annotations.mask, 'data/0-13_0-10_0-4'), (bytes) => bytes.subarray(0, 40)),
    expected: ['annotation_viz 102: science unreadable'],
    status: 2,
  },
  {
    name: 'a shard of meshes that is truncated',
    plant: editBytes(inside(annotations.mesh, 'mesh/0.shard'), (bytes) => bytes.subarray(0, -1)),
    expected: ['annotation_viz 104: science unreadable'],
    status: 2,
  },
  {
    name: 'a fragment that is damaged',
    plant: editBytes(inside(annotations.mesh, 'mesh/0.shard'), (bytes) => bytes.fill(0, 16, 20)),
    expected: ['annotation_viz 104: science unreadable'],
    status: 2,
  },
  {
    name: 'an info file that is not JSON',
    plant: editText(inside(annotations.points, 'info'), (text) => text.slice(1)),
    expected: ['annotation_viz 101: science unreadable'],
    status: 2,
  },
  {
    name: 'a colour and the contrast of a viewer',
    plant: editText(
      (tree) => tree.path('vizConfig'),
      (text) => text.replace('#ff0000', '#00ff00').replace('3.5', '4.5'),
    ),
    expected: [
      'viz_config 100: metadata value at layers[TS_001].shaderControls.contrast.range',
      'viz_config 100: metadata value at layers[101 vesicle point].annotationColor',
    ],
    status: 1,
  },
  {
    name: 'a layer of a viewer less',
    plant: editJson(
      (tree) => tree.path('vizConfig'),
      ({ layers, ...state }) => ({ ...state, layers: (layers as Json[]).slice(0, 1) }),
    ),
    expected: ['viz_config 100: metadata record-removed at layers[101 vesicle point]'],
    status: 1,
  },
  {
    name: 'layers of a viewer in another order',
    plant: editJson(
      (tree) => tree.path('vizConfig'),
      ({ layers, ...state }) => ({ ...state, layers: (layers as Json[]).reverse() }),
    ),
    expected: ['viz_config 100: metadata record-order at layers'],
    status: 1,
  },
];
