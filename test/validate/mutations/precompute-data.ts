import { spacingDirectory } from '../support/good-metadata.js';
import { maskFiles, precomputes } from '../support/good-precomputes.js';
import { all, bytesAt, editBytes, editText, setJson } from './edit.js';
import type { Mutation } from './mutation.js';

const points = `${precomputes}/100-point_precompute`;
const lines = `${precomputes}/101-orientedpoint_precompute`;
const mask = `${precomputes}/103-segmentationmask_precompute`;
const mesh = `${precomputes}/103-triangularmesh_precompute`;
const labels = `${precomputes}/104-instancesegmentationmask_precompute`;
const orientedPoints = `${spacingDirectory}/Annotations/101/nucleosome-1.0_orientedpoint.ndjson`;
const chunk = 'data/0-18_0-20_0-8';

/** The meshes of two labels only. */
const fewer = await maskFiles(new Uint16Array(12 * 20 * 18), [12, 20, 18], [1, 2]);
const fewerMeshes = fewer.find(({ path }) => path === 'mesh/0.shard')?.bytes ?? new Uint8Array();

/** Changes inside the files of precomputed directories. */
export const precomputeDataMutations: readonly Mutation[] = [
  {
    code: 'PRECOMPUTE_SHARD_BROKEN',
    what: 'a shard without its last byte',
    change: editBytes(`${points}/by_id/0.shard`, (bytes) => bytes.subarray(0, -1)),
  },
  {
    code: 'PRECOMPUTE_SHARD_BROKEN',
    what: 'a shard of meshes that is cut within its fixed index',
    change: editBytes(`${labels}/mesh/0.shard`, (bytes) => bytes.subarray(0, 10)),
  },
  {
    code: 'PRECOMPUTE_KEY_MISPLACED',
    what: 'another hash than that of the shard',
    change: setJson(`${points}/info`, 'by_id.sharding.hash', 'murmurhash3_x86_128'),
  },
  {
    code: 'PRECOMPUTE_DATA_UNREADABLE',
    what: 'a record that is no gzip',
    change: setJson(`${lines}/info`, 'by_id.sharding.data_encoding', 'gzip'),
  },
  {
    code: 'PRECOMPUTE_DATA_UNREADABLE',
    what: 'a count that the cell has not',
    change: editBytes(`${points}/spatial0/0_0_0`, (bytes) => {
      bytes[0] = 3;
      return bytes;
    }),
  },
  {
    code: 'PRECOMPUTE_DATA_UNREADABLE',
    what: 'a chunk with three bits a voxel',
    change: editBytes(`${mask}/${chunk}`, (bytes) => {
      bytes[7] = 3;
      return bytes;
    }),
  },
  {
    code: 'PRECOMPUTE_DATA_UNREADABLE',
    what: 'a chunk that is cut',
    change: editBytes(`${labels}/${chunk}`, (bytes) => bytes.subarray(0, 200)),
  },
  {
    code: 'PRECOMPUTE_DATA_UNREADABLE',
    what: 'a fragment that is no Draco',
    change: editBytes(`${mesh}/mesh/0.shard`, (bytes) => {
      bytes[16] = 0;
      return bytes;
    }),
  },
  {
    code: 'PRECOMPUTE_IDS_WRONG',
    what: 'a minishard that its shard does not know',
    also: ['PRECOMPUTE_SHARD_SURPLUS'],
    change: editBytes(`${points}/by_id/0.shard`, (bytes) => bytes.fill(0, 16, 32)),
  },
  {
    code: 'PRECOMPUTE_RECORDS_DIFFER',
    what: 'a point of another colour',
    change: editBytes(`${points}/spatial0/0_0_0`, (bytes) => {
      bytes[8 + 21] = 0;
      return bytes;
    }),
  },
  {
    code: 'PRECOMPUTE_PROPERTIES_MISSING',
    what: 'a colour under another name',
    change: setJson(`${lines}/info`, 'properties.4.id', 'colour'),
  },
  {
    code: 'PRECOMPUTE_INFO_INVALID',
    what: 'a unit that Neuroglancer does not know',
    change: setJson(`${points}/info`, 'dimensions.x.1', 'mx'),
  },
  {
    code: 'PRECOMPUTE_BOUNDS_WRONG',
    what: 'three cells where one is',
    change: setJson(`${points}/info`, 'spatial.0.grid_shape.1', 3),
  },
  {
    code: 'PRECOMPUTE_MESH_MISPLACED',
    what: 'oriented points of which one is far from the mesh that is placed at the others',
    also: ['ANNOTATION_COUNT_WRONG', 'PRECOMPUTE_COUNT_WRONG'],
    change: editText(orientedPoints, /^.*$/s, (line) =>
      [3.5, 3.55, 3.6, 17].map((x) => line.replace('"x":3.5', `"x":${x}`)).join(''),
    ),
  },
  {
    code: 'PRECOMPUTE_MESH_MISPLACED',
    what: 'a published mesh whose triangles were turned round',
    change: editBytes(
      `${spacingDirectory}/Annotations/103/membrane-1.0_triangularmesh.glb`,
      // The file ends with four triangles of three 16-bit corners.
      (bytes) => {
        const corners = Array.from({ length: 12 }, (_, at) => bytes.readUInt16LE(bytes.length - 24 + 2 * at));
        for (const [at, corner] of corners.reverse().entries())
          bytes.writeUInt16LE(corner, bytes.length - 24 + 2 * at);
        return undefined;
      },
    ),
  },
  {
    code: 'PRECOMPUTE_POINTS_DIFFER',
    what: 'properties that do not lie as the records have them',
    change: all(
      setJson(`${points}/info`, 'properties.1.id', 'point_index'),
      setJson(`${points}/info`, 'properties.2.id', 'diameter'),
    ),
  },
  {
    code: 'SEGMENT_NAMES_WRONG',
    what: 'names of segments that are descriptions',
    change: setJson(
      `${precomputes}/103-segmentationmask_precompute/segment_properties/info`,
      'inline.properties.0.type',
      'description',
    ),
  },
  {
    code: 'PRECOMPUTE_POINTS_DIFFER',
    what: 'a point that was moved afterwards',
    change: editText(
      `${spacingDirectory}/Annotations/101/nucleosome-1.0_orientedpoint.ndjson`,
      '"x":3.5',
      '"x":3.75',
    ),
  },
  {
    code: 'PRECOMPUTE_VOXELS_DIFFER',
    what: 'a chunk of another mask',
    change: (tree) => void tree.set(`${mask}/${chunk}`, bytesAt(tree, `${labels}/${chunk}`)),
  },
  {
    code: 'PRECOMPUTE_MANIFEST_WRONG',
    what: 'a fragment that is larger than the file',
    change: editBytes(`${mesh}/mesh/0.shard`, (bytes, view) => {
      // The manifest ends where the only minishard index begins, with the size of its last fragment.
      view.setUint32(16 + Number(view.getBigUint64(0, true)) - 4, 1_000_000, true);
      return bytes;
    }),
  },
  {
    code: 'PRECOMPUTE_SEGMENTS_WRONG',
    what: 'a name for a label without a mesh',
    change: setJson(`${mesh}/segment_properties/info`, 'inline.ids.0', '2'),
  },
  {
    code: 'PRECOMPUTE_SEGMENTS_WRONG',
    what: 'meshes of two of three large labels',
    change: (tree) => void tree.set(`${labels}/mesh/0.shard`, Uint8Array.from(fewerMeshes)),
  },
];
