import { rules } from '../../../src/validate/rules/rules.js';
import { glbFile } from '../support/good-mesh.js';
import { spacingDirectory, tiltSeries, tomogram } from '../support/good-metadata.js';
import { add, all, editBytes, remove, rename, setJson } from './edit.js';
import type { Mutation } from './mutation.js';

const mrc = `${tomogram}/TS_A.mrc`;
const zarr = `${tomogram}/TS_A.zarr`;
const annotations = `${spacingDirectory}/Annotations`;
const semantic = `${annotations}/103/membrane-1.0_segmentationmask`;
const instance = `${annotations}/104/vesicles-1.0_instancesegmentationmask`;

export const meshOfMask = `${annotations}/103/membrane-1.0_triangularmesh.glb`;

/** The chunks of the mask at its first voxel, where the mesh of the same annotation lies, and beside. */
export const cornerOfMask = ['0/0/0', '0/0/1', '0/1/0', '1/0/0'].map(
  (chunk) => `${semantic}.zarr/0/${chunk}`,
);

function voxel(index: number, value: number): Mutation['change'] {
  return editBytes(mrc, (_, view) => {
    view.setFloat32(1024 + 4 * index, value, true);
    return undefined;
  });
}

function headerFloat(offset: number, value: number): Mutation['change'] {
  return editBytes(mrc, (_, view) => {
    view.setFloat32(offset, value, true);
    return undefined;
  });
}

/** Changes of chunks and voxels. */
export const voxelMutations: readonly Mutation[] = [
  {
    code: 'CHUNK_UNDECODABLE',
    what: 'a chunk that is cut',
    change: editBytes(`${zarr}/0/1/1/1`, (bytes) => bytes.subarray(0, bytes.length - 9)),
  },
  {
    code: 'CHUNK_UNDECODABLE',
    what: 'a chunk of another level',
    change: (tree) => {
      tree.set(`${zarr}/1/0/0/0`, tree.get(`${tiltSeries}/TS_A.zarr/1/0/0/0`) as Uint8Array);
    },
  },
  { code: 'CHUNK_MISSING', what: 'a chunk of level 0 is gone', change: remove(`${zarr}/0/1/0/2`) },
  { code: 'CHUNK_MISSING', what: 'a chunk of level 1 is gone', change: remove(`${zarr}/1/0/1/1`) },
  {
    code: 'CHUNK_MISSING',
    what: 'a chunk of level 0 is gone, and there is no MRC',
    also: ['VOLUME_FORMAT_MISSING', 'REFERENCE_MISSING'],
    change: all(remove(`${zarr}/0/1/0/2`), remove(mrc)),
  },
  {
    code: 'ANNOTATION_OFF_MASK',
    what: 'a mesh in another corner than the mask',
    change: all(add(meshOfMask, glbFile(16)), remove(...cornerOfMask)),
    options: { rules: rules.filter(({ code }) => code === 'ANNOTATION_OFF_MASK') },
  },
  {
    code: 'MRC_DATA_UNREADABLE',
    what: 'a MRC that ends early',
    also: ['MRC_SIZE_DIFFERS'],
    change: editBytes(mrc, (bytes) => bytes.subarray(0, bytes.length - 4)),
  },
  {
    code: 'FORMATS_DIFFER',
    what: 'a flipped voxel in the MRC',
    also: ['MRC_MEAN_WRONG'],
    change: voxel(777, 0.25),
  },
  {
    code: 'PYRAMID_WRONG',
    what: 'two chunks of level 1 swapped',
    change: all(
      rename(`${zarr}/1/0/0/0`, `${zarr}/1/0/0/0x`),
      rename(`${zarr}/1/0/1/0`, `${zarr}/1/0/0/0`),
      rename(`${zarr}/1/0/0/0x`, `${zarr}/1/0/1/0`),
    ),
  },
  {
    code: 'PYRAMID_WRONG',
    what: 'two sections of a tilt series swapped in a level',
    change: all(
      rename(`${tiltSeries}/TS_A.zarr/2/0/0/0`, `${tiltSeries}/TS_A.zarr/2/0/0/0x`),
      rename(`${tiltSeries}/TS_A.zarr/2/1/0/0`, `${tiltSeries}/TS_A.zarr/2/0/0/0`),
      rename(`${tiltSeries}/TS_A.zarr/2/0/0/0x`, `${tiltSeries}/TS_A.zarr/2/1/0/0`),
    ),
  },
  {
    code: 'PYRAMID_WRONG',
    what: 'two chunks of a mask’s level 1 swapped',
    change: all(
      rename(`${semantic}.zarr/1/0/0/0`, `${semantic}.zarr/1/0/0/0x`),
      rename(`${semantic}.zarr/1/0/0/1`, `${semantic}.zarr/1/0/0/0`),
      rename(`${semantic}.zarr/1/0/0/0x`, `${semantic}.zarr/1/0/0/1`),
    ),
  },
  {
    code: 'VOXELS_NOT_FINITE',
    what: 'a NaN in the MRC',
    also: ['FORMATS_DIFFER'],
    change: voxel(3000, Number.NaN),
  },
  {
    code: 'VOLUME_BLANK',
    what: 'a mask whose MRC marks nothing',
    also: ['FORMATS_DIFFER', 'MRC_EXTREMES_WRONG', 'MRC_MEAN_WRONG', 'MRC_RMS_WRONG'],
    change: editBytes(`${semantic}.mrc`, (bytes) => {
      bytes.fill(0, 1024);
      return undefined;
    }),
  },
  {
    code: 'MASK_NOT_BINARY',
    what: 'a 2 in the mask’s MRC',
    also: ['FORMATS_DIFFER', 'MRC_EXTREMES_WRONG'],
    change: editBytes(`${semantic}.mrc`, (bytes) => {
      bytes[1024 + 7] = 2;
      return undefined;
    }),
  },
  {
    code: 'LABELS_DATA_DIFFER',
    what: 'a list of other labels',
    also: ['PRECOMPUTE_SEGMENTS_WRONG', 'SEGMENT_PROPERTIES_WRONG', 'VIEWER_SEGMENTS_WRONG'],
    change: setJson(`${instance}.zarr/.zattrs`, 'multiscales.0.metadata.image-label.colors.2.label-value', 9),
  },
  { code: 'MRC_EXTREMES_WRONG', what: 'a stale maximum', change: headerFloat(80, 4) },
  { code: 'MRC_MEAN_WRONG', what: 'a stale mean', change: headerFloat(84, 2) },
  { code: 'MRC_RMS_WRONG', what: 'a stale deviation', change: headerFloat(216, 1) },
];
