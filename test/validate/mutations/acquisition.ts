import { numberAt, objectsAt } from '../../../src/base/json-value.js';
import { alignment, alignmentMetadata, run, tiltSeries, tomogram } from '../support/good-metadata.js';
import { editRecords, text } from './derived-edits.js';
import { add, all, copy, editBytes, editText, remove, setJson } from './edit.js';
import type { Mutation } from './mutation.js';

const tiltFile = `${tiltSeries}/tiltseries_metadata.json`;
const ctf = `${tiltSeries}/TS_A_CTFFIND_ctf.txt`;
const mdoc = `${run}/Frames/TS_A.mdoc`;
const alignmentFile = `${alignment}/alignment_metadata.json`;
const second = alignment.replace(/100$/, '101');
const tomogramFile = `${tomogram}/tomogram-metadata.json`;

/** Writes the time of each section of the mdoc; sections are a minute apart. */
const timed =
  (minutes: readonly number[]): Mutation['change'] =>
  (tree) => {
    const sections = text(tree, mdoc).split('[ZValue');
    const lines = sections.map((section, index) =>
      index === 0 ? section : `${section.trimEnd()}\nDateTime = 06-Jun-23  23:0${minutes[index - 1]}:00\n\n`,
    );
    add(mdoc, lines.join('[ZValue'))(tree);
  };

/** Returns the alignment of the good tree as AreTomo writes it, of images of a size. */
function alnOfSize(width: number, height: number): string {
  const sections = objectsAt(alignmentMetadata, 'per_section_alignment_parameters');
  const rows = sections.map((section, index) => {
    const [cosine = 1, sine = 0] = [0, 1].map((row) => numberAt(section, 'in_plane_rotation', row, 0) ?? 0);
    const rotation = (Math.atan2(sine, cosine) * 180) / Math.PI;
    return `${index + 1} ${rotation} 1 1.5 -2.5 1 1 1 0 ${numberAt(section, 'tilt_angle')}\n`;
  });
  const head = `# AreTomo Alignment / Priims bprmMn\n# RawSize = ${width} ${height} ${rows.length}\n# NumPatches = 0\n`;
  return `${head}${rows.join('')}`;
}

/** What sections, alignments and volumes of a run cannot be all at once. */
export const acquisitionMutations: readonly Mutation[] = [
  {
    code: 'FRAME_TIME_ORDER_DIFFERS',
    what: 'an mdoc that was sorted by tilt',
    change: timed([3, 1, 0, 2, 4]),
  },
  {
    code: 'CTF_DEFOCUS_JUMPS',
    what: 'a section 2 µm off, in table and metadata',
    change: all(
      editText(ctf, '3 30229.15 29273.99', '3 50229.15 49273.99'),
      editRecords(tiltFile, 'per_section_parameter', (record, index) => {
        if (index !== 2) return;
        record.major_defocus = 50229.15;
        record.minor_defocus = 49273.99;
      }),
    ),
  },
  {
    code: 'SECTION_CORRELATION_OUT_OF_RANGE',
    what: 'a correlation in percent, in the metadata alone',
    change: setJson(tiltFile, 'per_section_parameter.2.cross_correlation', 20),
  },
  {
    code: 'SECTION_CORRELATION_OUT_OF_RANGE',
    what: 'a correlation below -1, in table and metadata',
    change: all(
      editText(ctf, '3 30229.15 29273.99 12.5 0.1 0.2', '3 30229.15 29273.99 12.5 0.1 -1.2'),
      setJson(tiltFile, 'per_section_parameter.2.cross_correlation', -1.2),
    ),
  },
  ...(
    [
      ['SECTION_CORRELATION_OUT_OF_RANGE', '12.5 0.1 8.81 0.2'],
      ['SECTION_PHASE_SHIFT_OUT_OF_RANGE', '12.5 90 0.2 8.81'],
      ['SECTION_RESOLUTION_NEGATIVE', '12.5 0.1 0.2 -8.81'],
    ] as const
  ).map(
    ([code, columns]): Mutation => ({
      code,
      also: ['SECTION_CTF_DIFFERS'],
      what: `a row of the CTF table alone with ${columns}`,
      change: editText(ctf, '12.5 0.1 0.2 8.81', columns),
    }),
  ),
  ...(
    [
      ['a mode of no MRC', (head) => head.replace('PixelSpacing', 'DataMode = 7\nPixelSpacing')],
      ['a mode below zero', (head) => head.replace('PixelSpacing', 'DataMode = -1\nPixelSpacing')],
      ['a voltage of the other sign', (head) => head.replace('PixelSpacing', 'Voltage = -300\nPixelSpacing')],
      [
        'minimum and maximum exchanged',
        (head) => head.replace(/TiltAngle = 12/, 'MinMaxMean = 700 1 200\n$&'),
      ],
      ['a mean above the maximum', (head) => head.replace(/TiltAngle = 12/, 'MinMaxMean = 1 700 2000\n$&')],
    ] as readonly [string, (head: string) => string][]
  ).map(
    ([what, edit]): Mutation => ({
      code: 'MDOC_VALUE_IMPOSSIBLE',
      what,
      change: editText(mdoc, /[\s\S]*/, edit),
    }),
  ),
  {
    code: 'CTF_DEFOCUS_IMPLAUSIBLE',
    what: 'a defocus of the other sign, where the mdoc aims at underfocus',
    change: all(
      editText(mdoc, /ExposureTime/g, (key) => `TargetDefocus = -3\n${key}`),
      (tree) => add(ctf, text(tree, ctf).replaceAll('30229.15 29273.99', '-30229.15 -29273.99'))(tree),
      editRecords(tiltFile, 'per_section_parameter', (record) => {
        record.major_defocus = -30229.15;
        record.minor_defocus = -29273.99;
      }),
    ),
  },
  {
    code: 'MDOC_SPACING_DIFFERS',
    what: 'a title with another binning than all sections',
    change: all(
      editText(mdoc, 'binning = 1', 'binning = 4'),
      editText(mdoc, /ExposureTime/g, (key) => `Binning = 1\n${key}`),
    ),
  },
  {
    code: 'ALIGNMENT_TYPE_DIFFERS',
    // The portal layout has no tilt.com.
    only: 'documented',
    what: 'LOCAL without a file of local alignments',
    change: all(
      add(`${alignment}/tilt.com`, '$tilt -StandardInput\nTHICKNESS 64\n$if (-e ./savework) ./savework\n'),
      setJson(alignmentFile, 'files.2', `${alignment}/tilt.com`),
      setJson(alignmentFile, 'alignment_type', 'LOCAL'),
    ),
  },
  {
    code: 'ALIGNMENT_SIZE_DIFFERS',
    only: 'documented',
    what: 'a tilt.com of images of twice the width and height',
    change: all(
      add(`${alignment}/tilt.com`, '$tilt -StandardInput\nFULLIMAGE 128 128\n'),
      setJson(alignmentFile, 'files.2', `${alignment}/tilt.com`),
    ),
  },
  {
    code: 'ALIGNMENT_SIZE_DIFFERS',
    what: 'an alignment of a stack of twice the width and height',
    change: all(
      remove(`${alignment}/TS_A.xf`, `${alignment}/TS_A.tlt`),
      add(`${alignment}/TS_A.aln`, alnOfSize(128, 128)),
      setJson(alignmentFile, 'format', 'ARETOMO3'),
      setJson(alignmentFile, 'alignment_path', `${alignment}/TS_A.aln`),
      setJson(alignmentFile, 'tilt_path', null),
      setJson(alignmentFile, 'files', [`${alignment}/TS_A.aln`]),
    ),
  },
  {
    code: 'ALIGNMENT_OF_ALIGNED_SERIES',
    what: 'a raw tilt series that is called aligned',
    change: setJson(tiltFile, 'is_aligned', true),
  },
  {
    code: 'ALIGNMENT_HANDS_DIFFER',
    also: ['ALIGNMENT_TILT_FAR_OFF', 'IDENTIFIER_DUPLICATE'],
    what: 'a second alignment with tilts of the other sign',
    change: all(
      copy(alignment, second),
      setJson(`${second}/alignment_metadata.json`, 'alignment_path', `${second}/TS_A.xf`),
      setJson(`${second}/alignment_metadata.json`, 'tilt_path', `${second}/TS_A.tlt`),
      setJson(`${second}/alignment_metadata.json`, 'files', [`${second}/TS_A.xf`, `${second}/TS_A.tlt`]),
      (tree) => {
        const path = `${second}/TS_A.tlt`;
        const angles = text(tree, path).trim().split('\n');
        add(path, `${angles.map((angle) => -Number(angle)).join('\n')}\n`)(tree);
      },
      editRecords(`${second}/alignment_metadata.json`, 'per_section_alignment_parameters', (record) => {
        record.tilt_angle = -Number(record.tilt_angle);
      }),
    ),
  },
  {
    code: 'SPACING_FINER_THAN_PIXELS',
    also: ['SPACING_MRC_DIFFERS', 'SPACING_NOT_MULTIPLE', 'SPACING_ZARR_DIFFERS'],
    what: 'a pixel spacing of another magnification',
    change: setJson(tiltFile, 'pixel_spacing', 33.7),
  },
  {
    code: 'TOMOGRAM_AXES_SWAPPED',
    // Header and metadata agree on another size than everything else.
    also: [
      'MASK_SIZE_DIFFERS',
      'MRC_DATA_UNREADABLE',
      'MRC_SAMPLING_WRONG',
      'MRC_SIZE_DIFFERS',
      'SPACING_ALIGNMENT_DIFFERS',
      'VOLUME_SIZE_NOT_FIRST_SCALE',
      'ZARR_SHAPE_WRONG',
    ],
    what: 'a volume that stands upright',
    change: all(
      (tree) =>
        editBytes(`${tomogram}/TS_A.mrc`, (bytes, view) => {
          view.setInt32(8, 400, true);
          return bytes;
        })(tree),
      setJson(tomogramFile, 'size.z', 400),
    ),
  },
  {
    code: 'TILT_AXIS_OFF_MDOC',
    what: 'an axis of another session, 9° from the mdoc’s',
    change: setJson(tiltFile, 'tilt_axis', 93.1),
  },
  {
    code: 'TILT_OFFSET_WRONG',
    what: 'an offset of 5°, where alignment added 0.3°',
    change: setJson(alignmentFile, 'tilt_offset', 5),
  },
  {
    code: 'TILT_OFFSET_WRONG',
    what: 'an offset of −0.3°, where alignment added 0.3° to every section',
    change: setJson(alignmentFile, 'tilt_offset', -0.3),
  },
  {
    code: 'TOMOGRAM_OFFSET_WRONG',
    what: 'an offset that neither alignment nor header has',
    change: setJson(tomogramFile, 'offset.z', 25),
  },
  {
    code: 'TOMOGRAM_OFFSET_WRONG',
    what: 'an alignment that is moved by ten voxels',
    change: setJson(alignmentFile, 'volume_offset.z', 134.8),
  },
  {
    code: 'TOMOGRAM_AFFINE_DIFFERS',
    what: 'a tomogram that is mirrored and its alignment is not',
    change: all(
      setJson(tomogramFile, 'affine_transformation_matrix', affine(-1)),
      setJson(alignmentFile, 'affine_transformation_matrix', affine(1)),
    ),
  },
  {
    code: 'SPACING_NOT_MULTIPLE',
    what: 'a pixel spacing ten times too large, in metadata and headers',
    also: ['SPACING_FINER_THAN_PIXELS'],
    change: all(
      setJson(tiltFile, 'pixel_spacing', 33.7),
      editBytes(`${tiltSeries}/TS_A.mrc`, (_, view) => {
        for (const at of [40, 44, 48]) view.setFloat32(at, 10 * view.getFloat32(at, true), true);
        return undefined;
      }),
      ...[0, 1, 2].map((level) =>
        setJson(
          `${tiltSeries}/TS_A.zarr/.zattrs`,
          `multiscales.0.datasets.${level}.coordinateTransformations.0.scale`,
          [33.7, 33.7 * 2 ** level, 33.7 * 2 ** level],
        ),
      ),
    ),
  },
  {
    code: 'TILT_OFFSET_WRONG',
    what: 'a rotation about x that the sections do not have',
    change: setJson(alignmentFile, 'x_rotation_offset', 7),
  },
  {
    code: 'FIDUCIAL_STATUS_DIFFERS',
    what: 'a tomogram without fiducials of an alignment by fiducials',
    change: setJson(tomogramFile, 'fiducial_alignment_status', 'NON_FIDUCIAL'),
  },
  {
    code: 'INSTRUMENT_MAKER_OTHER',
    what: 'a microscope of another manufacturer',
    change: setJson(tiltFile, 'microscope.manufacturer', 'JEOL'),
  },
  {
    code: 'INSTRUMENT_MAKER_OTHER',
    what: 'a camera of another manufacturer',
    change: setJson(tiltFile, 'camera.manufacturer', 'FEI'),
  },
];

/** Returns the affine matrix that mirrors z or not. */
function affine(z: number) {
  return [1, 1, z, 1].map((value, row) => [0, 1, 2, 3].map((column) => (column === row ? value : 0)));
}
