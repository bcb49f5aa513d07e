import { gzipSync } from 'node:zlib';
import { alignment, run, tiltSeries, tomogram } from '../support/good-metadata.js';
import { precomputes } from '../support/good-precomputes.js';
import { editRecords, text } from './derived-edits.js';
import { add, all, editBytes, editText, setJson } from './edit.js';
import type { Mutation } from './mutation.js';

const mdoc = `${run}/Frames/TS_A.mdoc`;
const viewer = `${precomputes}/100-neuroglancer-config.json`;
const stack = `${tiltSeries}/TS_A.mrc`;
const alignmentFile = `${alignment}/alignment_metadata.json`;
/** Bytes of a section of the tilt series. */
const sectionBytes = 4 * 14 * 11;
const ofStack = ['FORMATS_DIFFER', 'MRC_MEAN_WRONG'];

/** Changes that left no contradiction between two files before a rule looked at the third. */
export const slipMutations: readonly Mutation[] = [
  {
    code: 'SECTION_REPEATED',
    what: 'a section of zeros',
    also: [...ofStack, 'MRC_RMS_WRONG'],
    change: editBytes(stack, (bytes) => bytes.fill(0, 1024 + sectionBytes, 1024 + 2 * sectionBytes)),
  },
  {
    code: 'SECTION_REPEATED',
    what: 'a section that is the one after',
    also: [...ofStack, 'MRC_EXTREMES_WRONG'],
    change: editBytes(stack, (bytes) => {
      bytes.copy(bytes, 1024 + 2 * sectionBytes, 1024 + sectionBytes, 1024 + 2 * sectionBytes);
      return bytes;
    }),
  },
  {
    code: 'MRC_DATA_UNREADABLE',
    what: 'a tilt series of which two sections are cut off',
    also: ['MRC_SIZE_DIFFERS'],
    change: editBytes(stack, (bytes) => bytes.subarray(0, bytes.length - 2 * sectionBytes)),
  },
  {
    code: 'MRC_COMPRESSED',
    what: 'a tomogram that is compressed under its name',
    change: editBytes(`${tomogram}/TS_A.mrc`, (bytes) => gzipSync(bytes)),
  },
  {
    code: 'ALIGNMENT_SHIFT_OUTSIDE',
    what: 'a section that is moved out of the image',
    also: ['ALIGNMENT_SECTIONS_DIFFER'],
    change: editRecords(alignmentFile, 'per_section_alignment_parameters', (record, index) => {
      if (index === 1) record.y_offset = -5000;
    }),
  },
  {
    code: 'ALIGNMENT_TILT_FAR_OFF',
    what: 'two neighbouring tilts in the place of each other, and metadata made from them',
    change: all(
      (tree) => {
        const path = `${alignment}/TS_A.tlt`;
        const [a, b, ...others] = text(tree, path).trim().split('\n');
        add(path, `${[b, a, ...others].join('\n')}\n`)(tree);
      },
      editRecords(alignmentFile, 'per_section_alignment_parameters', (record, index) => {
        if (index < 2) record.tilt_angle = [-11.7, -23.7][index];
      }),
    ),
  },
  {
    code: 'VIEWER_SOURCE_LOCAL',
    what: 'a source on this machine',
    also: ['VIEWER_HOST_DIFFERS'],
    change: editText(viewer, /precomputed:\/\/https:\/\/[^/]+/, 'precomputed://http://localhost:9000'),
  },
  {
    code: 'MDOC_VALUE_IMPOSSIBLE',
    what: 'a target defocus in Å',
    change: editText(mdoc, /ExposureTime/g, (key) => `TargetDefocus = -30000\n${key}`),
  },
  {
    code: 'DEPOSITION_TYPES_WRONG',
    what: 'datasets and tomograms are listed, and not the annotations',
    change: setJson('DepositionMetadata/10000/deposition_metadata.json', 'deposition_types', [
      'dataset',
      'tomogram',
    ]),
  },
  {
    code: 'ORGANISM_ID_OTHER',
    what: 'no disease with the identifier of one',
    change: setJson('10001/dataset_metadata.json', 'disease', { name: 'normal', id: 'MONDO:0004992' }),
  },
  {
    code: 'PIXEL_SPACING_NOT_MDOC',
    what: 'a binned spacing of images that have the size of the mdoc',
    change: editText(mdoc, 'PixelSpacing = 3.37\n', 'PixelSpacing = 1.685\nImageSize = 11 14\n'),
  },
  {
    code: 'ZARR_CONTRAST_WRONG',
    what: 'no channel',
    change: setJson(`${tomogram}/TS_A.zarr/.zattrs`, 'omero', { channels: [] }),
  },
  {
    code: 'DATASET_EMPTY',
    what: 'a dataset with a directory and no files',
    change: (tree) => tree.set('10002/TS_A/', new Uint8Array()),
  },
];
