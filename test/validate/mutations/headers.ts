import { frameNames, run, spacingDirectory, tomogram } from '../support/good-metadata.js';
import { add, all, copy, editBytes, remove, setJson } from './edit.js';
import type { Mutation } from './mutation.js';

const mrc = `${tomogram}/TS_A.mrc`;
const zarr = `${tomogram}/TS_A.zarr`;
const attributes = `${zarr}/.zattrs`;
const mask = `${spacingDirectory}/Annotations/104/vesicles-1.0_instancesegmentationmask.zarr`;
const labels = `${mask}/.zattrs`;
const listed = [1, 2, 3].map((label) => ({ 'label-value': label }));
const mebibyte = 1024 * 1024;

function word(offset: number, value: number, path = mrc): Mutation['change'] {
  return editBytes(path, (_, view) => {
    view.setInt32(offset, value, true);
    return undefined;
  });
}

function float(offset: number, value: number, path = mrc): Mutation['change'] {
  return editBytes(path, (_, view) => {
    view.setFloat32(offset, value, true);
    return undefined;
  });
}

function text(offset: number, value: string, path = mrc): Mutation['change'] {
  return editBytes(path, (bytes) => {
    bytes.write(value, offset, 'latin1');
    return undefined;
  });
}

/** Changes of MRC headers and of OME-Zarr metadata. */
export const headerMutations: readonly Mutation[] = [
  {
    code: 'MRC_UNREADABLE',
    what: 'a frame that ends inside its header',
    change: editBytes(`${run}/Frames/${frameNames[1]}`, (bytes) => bytes.subarray(0, 500)),
  },
  { code: 'MRC_MAP_MISSING', what: 'a NUL behind MAP', change: text(208, 'MAP\0') },
  { code: 'MRC_MACHINE_STAMP_UNKNOWN', what: 'a stamp of no machine', change: text(212, '\x12\x34') },
  {
    code: 'MRC_MACHINE_STAMP_UNKNOWN',
    what: 'a big-endian file with the stamp of a little-endian one',
    change: editBytes(mrc, (bytes) => {
      const isText = (at: number) => at === 104 || at === 208 || at === 212 || (at >= 224 && at < 1024);
      for (let at = 0; at < bytes.length; at += 4) if (!isText(at)) bytes.subarray(at, at + 4).reverse();
      return undefined;
    }),
  },
  { code: 'MRC_MODE_UNKNOWN', what: 'mode 7', change: word(12, 7) },
  {
    code: 'MRC_MODE_WRONG',
    what: 'half floats, cut to their length',
    change: all(
      word(12, 12, `${run}/Gains/TS_A_gain.mrc`),
      editBytes(`${run}/Gains/TS_A_gain.mrc`, (bytes) => bytes.subarray(0, 1024 + 2 * 42)),
    ),
  },
  { code: 'MRC_ISPG_WRONG', what: 'a volume called a stack', change: word(88, 0) },
  { code: 'MRC_COUNT_NEGATIVE', what: 'a negative number of labels', change: word(220, -1) },
  {
    code: 'MRC_SHAPE_EMPTY',
    what: 'a gain without sections',
    also: ['GAIN_NOT_SINGLE', 'MRC_SIZE_DIFFERS'],
    change: word(8, 0, `${run}/Gains/TS_A_gain.mrc`),
  },
  {
    code: 'MRC_CELL_NEGATIVE',
    what: 'a negative cell',
    also: ['SPACING_MRC_DIFFERS'],
    change: float(40, -13.48),
  },
  { code: 'MRC_AXES_PERMUTED', what: 'x and z swapped', change: all(word(64, 3), word(72, 1)) },
  {
    code: 'MRC_SAMPLING_WRONG',
    what: 'a sampling twice the size',
    also: ['SPACING_MRC_DIFFERS'],
    change: word(28, 36),
  },
  { code: 'MRC_ANGLES_WRONG', what: 'angles of 0', change: float(52, 0) },
  { code: 'MRC_ORIGIN_NOT_ZERO', what: 'an origin', change: float(200, 12.5) },
  { code: 'MRC_START_NOT_ZERO', what: 'a start index', change: word(16, -9) },
  {
    code: 'MRC_STACK_INDIVISIBLE',
    what: 'a stack of volumes with a remainder',
    also: ['MRC_ISPG_WRONG', 'MRC_SAMPLING_WRONG', 'SPACING_MRC_DIFFERS'],
    change: all(word(88, 401), word(36, 5)),
  },
  { code: 'MRC_LABEL_COUNT_WRONG', what: 'a label that is not counted', change: text(304, 'a second label') },
  {
    code: 'MRC_LABEL_BLANK',
    what: 'the third label and no second',
    change: all(text(384, 'a third label'), word(220, 2)),
  },
  { code: 'MRC_NVERSION_UNKNOWN', what: 'no version', change: word(108, 0) },
  {
    code: 'MRC_EXTTYP_UNKNOWN',
    what: 'an extended header without kind',
    change: all(
      word(92, 16),
      text(104, '\0\0\0\0'),
      editBytes(mrc, (bytes) =>
        Buffer.concat([bytes.subarray(0, 1024), Buffer.alloc(16), bytes.subarray(1024)]),
      ),
    ),
  },
  {
    code: 'MRC_EXTENDED_HEADER_CUT',
    what: 'an extended header beyond the end',
    change: word(92, 64_000, `${run}/Gains/TS_A_gain.mrc`),
  },
  {
    code: 'MRC_SIZE_DIFFERS',
    what: 'two bytes too many',
    change: editBytes(mrc, (bytes) => Buffer.concat([bytes, Buffer.alloc(2)])),
  },
  {
    code: 'MRC_SIZE_FAR_OFF',
    what: 'a mebibyte too much',
    change: editBytes(mrc, (bytes) => Buffer.concat([bytes, Buffer.alloc(mebibyte)])),
  },
  {
    code: 'SPACING_OUT_OF_RANGE',
    what: 'a spacing in nanometres',
    also: [
      'SPACING_METADATA_DIFFERS',
      'SPACING_MRC_DIFFERS',
      'SPACING_ZARR_DIFFERS',
      'VOLUME_NAMED_WRONG',
      'FILE_UNREFERENCED',
      'IDENTIFIER_DUPLICATE',
    ],
    change: copy(
      `${spacingDirectory}/Tomograms/100`,
      `${run}/Reconstructions/VoxelSpacing0.500/Tomograms/101`,
    ),
  },
  {
    code: 'SPACING_WHOLE',
    what: 'a rounded spacing',
    also: [
      'SPACING_METADATA_DIFFERS',
      'SPACING_MRC_DIFFERS',
      'SPACING_ZARR_DIFFERS',
      'VOLUME_NAMED_WRONG',
      'FILE_UNREFERENCED',
      'IDENTIFIER_DUPLICATE',
    ],
    change: copy(
      `${spacingDirectory}/Tomograms/100`,
      `${run}/Reconstructions/VoxelSpacing13.000/Tomograms/101`,
    ),
  },
  { code: 'SPACING_MRC_DIFFERS', what: 'a stale cell', change: float(44, 20 * 10) },
  {
    code: 'SPACING_ZARR_DIFFERS',
    what: 'a stale scale',
    change: setJson(attributes, 'multiscales.0.datasets.1.coordinateTransformations.0.scale.2', 20),
  },
  { code: 'VOLUME_FORMAT_MISSING', what: 'no MRC', also: ['REFERENCE_MISSING'], change: remove(mrc) },
  { code: 'ZARR_MEMBERS_WRONG', what: 'a fourth level', change: copy(`${zarr}/2`, `${zarr}/3`) },
  {
    code: 'ZARR_UNREADABLE',
    what: 'attributes that are cut',
    change: editBytes(attributes, (bytes) => bytes.subarray(0, 100)),
  },
  { code: 'ZARR_FORMAT_WRONG', what: 'zarr 3', change: setJson(`${zarr}/.zgroup`, 'zarr_format', 3) },
  {
    code: 'ZARR_FORMAT_WRONG',
    what: 'OME-Zarr 0.5',
    change: setJson(attributes, 'multiscales.0.version', '0.5'),
  },
  {
    code: 'ZARR_PATHS_WRONG',
    what: 'levels under other names',
    change: setJson(attributes, 'multiscales.0.datasets.2.path', 's2'),
  },
  {
    code: 'ZARR_AXES_WRONG',
    what: 'nanometres',
    also: ['SPACING_ZARR_DIFFERS'],
    change: setJson(attributes, 'multiscales.0.axes.1.unit', 'nanometer'),
  },
  {
    code: 'ZARR_DTYPE_WRONG',
    what: 'unsigned labels as a tomogram',
    also: ['PYRAMID_WRONG'],
    change: setJson(`${zarr}/2/.zarray`, 'dtype', '<u4'),
  },
  {
    code: 'ZARR_STORAGE_WRONG',
    what: 'another fill value',
    change: setJson(`${zarr}/1/.zarray`, 'fill_value', 1),
  },
  {
    code: 'ZARR_SHAPE_WRONG',
    what: 'a level of another shape',
    also: ['VOLUME_SCALES_DIFFER'],
    change: setJson(`${zarr}/2/.zarray`, 'shape.0', 4),
  },
  { code: 'ZARR_CHUNK_UNEXPECTED', what: 'a chunk outside the grid', change: add(`${zarr}/0/0/0/9`) },
  {
    code: 'ZARR_LEVEL_EMPTY',
    what: 'a level without chunks',
    change: remove(`${zarr}/2/0/0/0`),
  },
  {
    code: 'LABELS_MISSING',
    what: 'no labels listed',
    change: setJson(labels, 'multiscales.0.metadata', {}),
  },
  {
    code: 'LABELS_LISTS_DIFFER',
    what: 'a label less in the metadata of the levels than at the top level',
    change(tree) {
      setJson(labels, 'image-label', { version: '0.4', colors: listed })(tree);
      setJson(labels, 'multiscales.0.metadata.image-label.colors', listed.slice(1))(tree);
    },
  },
  {
    code: 'LABELS_LISTS_DIFFER',
    what: 'no labels where readers of the portal look',
    only: 'portal',
    change(tree) {
      setJson(labels, 'image-label', { version: '0.4', colors: listed })(tree);
      setJson(labels, 'multiscales.0.metadata', {})(tree);
    },
  },
  {
    code: 'LABELS_INVALID',
    what: 'a label of 0',
    also: ['LABELS_DATA_DIFFER'],
    change: setJson(labels, 'multiscales.0.metadata.image-label.colors.0.label-value', 0),
  },
  {
    code: 'LABELS_INVALID',
    what: 'a label listed twice',
    also: ['LABELS_DATA_DIFFER'],
    change: setJson(labels, 'multiscales.0.metadata.image-label.colors.0.label-value', 2),
  },
  {
    code: 'LABELS_COUNT_WRONG',
    what: 'a label more than there are objects',
    also: ['LABELS_DATA_DIFFER', 'SEGMENT_PROPERTIES_WRONG', 'VIEWER_SEGMENTS_WRONG'],
    change: setJson(labels, 'multiscales.0.metadata.image-label.colors.3', { 'label-value': 4 }),
  },
  {
    code: 'MASK_SIZE_DIFFERS',
    what: 'a mask of the binned tomogram',
    also: ['MRC_SAMPLING_WRONG', 'MRC_SIZE_DIFFERS', 'ZARR_SHAPE_WRONG'],
    change: word(0, 9, `${spacingDirectory}/Annotations/103/membrane-1.0_segmentationmask.mrc`),
  },
];
