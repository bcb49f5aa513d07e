import { alignment, run, spacingDirectory, tiltSeries, tomogram } from '../support/good-metadata.js';
import { add, all, editText, remove, setJson, unsetJson } from './edit.js';
import type { Mutation } from './mutation.js';

const tomogramFile = `${tomogram}/tomogram-metadata.json`;
const tiltSeriesFile = `${tiltSeries}/tiltseries_metadata.json`;
const alignmentFile = `${alignment}/alignment_metadata.json`;
const framesFile = `${run}/Frames/frames_metadata.json`;
const annotation = `${spacingDirectory}/Annotations/100/ribosome-1.0.json`;
const viewer = `${spacingDirectory}/NeuroglancerPrecompute/100-neuroglancer-config.json`;

/** Changes of values in metadata files, and of the files that they refer to. */
export const metadataMutations: readonly Mutation[] = [
  {
    code: 'JSON_INVALID',
    what: 'a comma too many',
    change: editText(annotation, '"annotation_ingest_id"', ',"annotation_ingest_id"'),
  },
  {
    code: 'METADATA_KEY_UNKNOWN',
    what: 'a misspelled optional key',
    change: setJson(tomogramFile, 'ctf_correctd', true),
  },
  {
    code: 'METADATA_KEY_MISSING',
    what: 'no processing',
    change: unsetJson(tomogramFile, 'processing'),
  },
  {
    code: 'METADATA_KEY_MISSING',
    what: 'no deposition',
    change: unsetJson(annotation, 'deposition_id'),
  },
  {
    code: 'METADATA_TYPE_WRONG',
    what: 'a version that is text',
    change: setJson(tomogramFile, 'tomogram_version', '1'),
  },
  {
    code: 'METADATA_VALUE_WRONG',
    what: 'an unknown processing',
    change: setJson(tomogramFile, 'processing', 'polished'),
  },
  {
    code: 'AFFINE_SCALES',
    what: 'a matrix in ångström',
    change: setJson(tomogramFile, 'affine_transformation_matrix.0.0', 13.48),
  },
  {
    code: 'AFFINE_SCALES',
    what: 'a matrix that shears',
    change: setJson(tomogramFile, 'affine_transformation_matrix.0.1', 0.5),
  },
  {
    code: 'OBJECT_IDS_DIFFER',
    what: 'a ribosome with the identifier of membranes in the list of objects',
    change: setJson(`${run}/IdentifiedObjects/identified_objects.json`, '0.object_id', 'GO:0016020'),
  },
  {
    code: 'OBJECTS_NAME_MISSING',
    what: 'a row without a name',
    change: setJson(`${run}/IdentifiedObjects/identified_objects.json`, '1.object_name', null),
  },
  {
    code: 'TIMESTAMP_IMPLAUSIBLE',
    what: 'an update in 2080',
    change: setJson(`${run}/run_metadata.json`, 'last_updated_at', 3_480_000_000),
  },
  {
    code: 'LIST_ITEM_TWICE',
    what: 'a publication in the place of another',
    change: setJson('10001/dataset_metadata.json', 'cross_references', {
      publications: '10.1101/2022.04.12.488077, 10.1101/2022.04.12.488077',
    }),
  },
  {
    code: 'TILTSERIES_VALUE_NOT_POSITIVE',
    what: 'a binning of 0',
    change: setJson(tiltSeriesFile, 'aligned_tiltseries_binning', 0),
  },
  {
    code: 'VERSION_IMPLAUSIBLE',
    what: 'version 0 of a tomogram',
    change: setJson(tomogramFile, 'tomogram_version', 0),
  },
  ...(
    [
      ['markup of pages', 'Vesicles in <i>E. coli</i> cells'],
      ['markup of manuscripts', 'Vesicles at 3.2 \\AA'],
      ['a column of the configuration', 'Vesicles of {strain}'],
      ['another encoding', 'Vesicles of Lindstr\u00c3\u00b6m'],
      ['an encoding of Windows', 'Vesicles at 3.2 \u00c3\u2026'],
      ['a space of no width', 'Vesicles\u200b'],
      ['half a character', 'Vesicles \ud83d'],
      ['another encoding of a Greek letter', '\u00ce\u00b1-synuclein'],
    ] as const
  ).map(([what, title]) => ({
    code: 'TEXT_NOT_PLAIN',
    what: `${what} in a title`,
    change: setJson('10001/dataset_metadata.json', 'dataset_title', title),
  })),
  {
    code: 'NAME_BLANK',
    what: 'a grant without its number',
    change: setJson('10001/dataset_metadata.json', 'funding.0.grant_id', ''),
  },
  {
    code: 'METADATA_OUT_OF_RANGE',
    what: 'an astigmatism of 200°',
    change: setJson(tiltSeriesFile, 'per_section_parameter.0.astigmatic_angle', 200),
  },
  {
    code: 'METADATA_COUNT_WRONG',
    what: 'no authors',
    change: setJson('10001/dataset_metadata.json', 'authors', []),
  },
  {
    code: 'METADATA_COUNT_WRONG',
    what: 'a viewer configuration without layers',
    change: setJson(viewer, 'layers', []),
  },
  {
    code: 'AUTHORS_NO_PRIMARY',
    what: 'nobody is primary',
    change: unsetJson(annotation, 'authors.0.primary_author_status'),
  },
  {
    code: 'AUTHORS_NO_CORRESPONDING',
    what: 'nobody answers',
    change: unsetJson('DepositionMetadata/10000/deposition_metadata.json', 'authors.1'),
  },
  {
    code: 'IDENTIFIER_DISAGREES',
    what: 'the number of another dataset',
    change: setJson('10001/dataset_metadata.json', 'dataset_identifier', 10002),
  },
  {
    code: 'RUN_NAME_WRONG',
    what: 'a run called otherwise',
    change: setJson(`${run}/run_metadata.json`, 'run_name', 'TS_B'),
  },
  {
    code: 'RUN_NAME_WRONG',
    what: 'a tomogram of another run',
    change: setJson(tomogramFile, 'run_name', 'TS_B'),
  },
  {
    code: 'REFERENCE_FORM',
    what: 'a path with a bucket',
    change: setJson(alignmentFile, 'tiltx_path', `s3://bucket/${alignment}/TS_A.xtilt`),
  },
  {
    code: 'REFERENCE_FORM',
    what: 'an absolute path',
    change: setJson(tiltSeriesFile, 'ctf_path', `/${tiltSeries}/TS_A_CTFFIND_ctf.txt`),
    also: ['FILE_UNREFERENCED'],
  },
  {
    code: 'REFERENCE_MISSING',
    what: 'the CTF file is gone',
    change: remove(`${tiltSeries}/TS_A_CTFFIND_ctf.txt`),
  },
  {
    code: 'REFERENCE_MISSING',
    what: 'a dataset photo is gone',
    change: remove('10001/Images/snapshot.png'),
  },
  {
    code: 'KEY_IMAGE_MISSING',
    what: 'a key image is gone',
    change: remove(`${spacingDirectory}/Images/100/key-photo-snapshot.png`),
  },
  {
    code: 'VIEWER_CONFIG_MISSING',
    what: 'the viewer configuration is gone',
    change: remove(viewer),
  },
  {
    code: 'FILE_UNREFERENCED',
    only: 'documented',
    what: 'an alignment file that no metadata names',
    change: add(`${alignment}/tilt.com`),
  },
  {
    code: 'FILE_UNREFERENCED',
    what: 'an alignment file of the run that no metadata names',
    change: add(`${alignment}/TS_A.com`),
  },
  {
    code: 'FILE_UNREFERENCED',
    what: 'a photo that the dataset does not name',
    change: setJson('10001/dataset_metadata.json', 'key_photos.snapshot', null),
  },
  {
    code: 'GAIN_MISSING',
    what: 'raw frames without gain',
    change: remove(`${run}/Gains/TS_A_gain.mrc`),
  },
  {
    code: 'FRAME_ORDER_OUT_OF_RANGE',
    what: 'an order that skips a number',
    change: setJson(framesFile, 'frames.4.acquisition_order', 5),
  },
  {
    code: 'FRAME_DOSE_ORDER_DIFFERS',
    what: 'less dose for a later frame',
    change: setJson(framesFile, 'frames.4.accumulated_dose', 1),
  },
  {
    code: 'TILTSERIES_VALUE_NOT_POSITIVE',
    what: 'no spherical aberration',
    change: setJson(tiltSeriesFile, 'spherical_aberration_constant', 0),
  },
  {
    code: 'TILTING_SCHEME_MISSING',
    what: 'an empty tilting scheme',
    change: setJson(tiltSeriesFile, 'tilting_scheme', ''),
  },
  {
    code: 'TILT_RANGE_WRONG',
    what: 'a range of another tilt series',
    change: setJson(tiltSeriesFile, 'tilt_range.max', 60),
  },
  {
    code: 'TILT_STEP_UNEVEN',
    what: 'another step, four increments in all',
    change: setJson(tiltSeriesFile, 'tilt_step', 3),
  },
  {
    code: 'TOTAL_FLUX_WRONG',
    what: 'another flux',
    change: setJson(tiltSeriesFile, 'total_flux', 60),
  },
  {
    code: 'TILT_AXIS_WRONG',
    what: 'an axis turned by 90°',
    change: setJson(tiltSeriesFile, 'tilt_axis', -5.9),
  },
  {
    code: 'SECTION_PHASE_SHIFT_OUT_OF_RANGE',
    what: 'a phase shift in degrees',
    change: setJson(tiltSeriesFile, 'per_section_parameter.1.phase_shift', 90),
  },
  {
    code: 'SECTION_RESOLUTION_NEGATIVE',
    what: 'a negative resolution',
    change: setJson(tiltSeriesFile, 'per_section_parameter.1.max_resolution', -8),
  },
  {
    code: 'SECTION_ANGLE_NOT_IN_MDOC',
    what: 'an angle that was never recorded',
    change: setJson(tiltSeriesFile, 'per_section_parameter.1.raw_angle', -13),
  },
  {
    code: 'SECTION_OUT_OF_RANGE',
    what: 'a section beyond the last',
    change: setJson(tiltSeriesFile, 'per_section_parameter.4.z_index', 5),
  },
  {
    code: 'FRAMES_COUNT_WRONG',
    what: 'a count of other frames',
    change: setJson(tiltSeriesFile, 'frames_count', 3),
  },
  {
    code: 'SECTIONS_WITHOUT_FRAMES',
    what: 'a section more than there are frames',
    change: setJson(tiltSeriesFile, 'per_section_parameter.5', {
      z_index: 4,
      frame_acquisition_order: 4,
      raw_angle: 0,
    }),
  },
  {
    code: 'ALIGNMENT_ROTATION_OFF_AXIS',
    what: 'a rotation the other way round',
    change: setJson(alignmentFile, 'per_section_alignment_parameters.2.in_plane_rotation', [
      [0, 1],
      [-1, 0],
    ]),
  },
  {
    code: 'ANNOTATION_METADATA_SEVERAL',
    what: 'the metadata of an older name',
    change: (tree) => {
      tree.set(annotation.replace('ribosome', 'ribosomes'), tree.get(annotation) as Uint8Array);
    },
  },
  {
    code: 'ANNOTATION_KEY_WRONG',
    what: 'another object than the files are named after',
    also: ['POINT_NAMES_WRONG'],
    change: setJson(annotation, 'annotation_object.name', 'proteasome'),
  },
  {
    code: 'ANNOTATION_KEY_WRONG',
    what: 'another version',
    change: setJson(annotation, 'version', 2),
  },
  {
    code: 'ANNOTATION_FILE_WRONG',
    what: 'a point file listed as oriented points',
    change: setJson(annotation, 'files.0.shape', 'OrientedPoint'),
  },
  {
    code: 'ANNOTATION_FILE_WRONG',
    what: 'a mask that is shown first as MRC only',
    change: setJson(
      `${spacingDirectory}/Annotations/103/membrane-1.0.json`,
      'files.1.is_visualization_default',
      true,
    ),
  },
  {
    code: 'ANNOTATION_COUNT_WRONG',
    what: 'a point more than there are',
    change: setJson(annotation, 'object_count', 3),
  },
  {
    code: 'OBJECTS_COUNT_WRONG',
    what: 'a row less than the metadata say',
    change: setJson(`${run}/IdentifiedObjects/identified_objects_metadata.json`, 'object_count', 3),
  },
  {
    code: 'OBJECTS_COLUMNS_WRONG',
    what: 'a column less in one row',
    change: unsetJson(`${run}/IdentifiedObjects/identified_objects.json`, '1.object_id'),
  },
  {
    code: 'SPACING_METADATA_DIFFERS',
    what: 'a spacing that is not the directory’s',
    change: setJson(tomogramFile, 'voxel_spacing', 13.5),
  },
  {
    code: 'SPACING_ALIGNMENT_DIFFERS',
    what: 'a stale volume dimension',
    change: setJson(alignmentFile, 'volume_dimension.z', 400),
  },
  {
    code: 'SPACING_VIEWER_DIFFERS',
    what: 'the viewer in nanometres of another spacing',
    change: setJson(viewer, 'dimensions.x.0', 1e-9),
  },
  {
    code: 'SPACING_VIEWER_DIFFERS',
    what: 'metres said to be nanometres',
    change: setJson(viewer, 'dimensions.z.1', 'nm'),
  },
  {
    code: 'SPACING_NOT_MULTIPLE',
    what: 'a pixel spacing that is not a multiple of the frames’',
    also: ['SPACING_MRC_DIFFERS', 'SPACING_ZARR_DIFFERS'],
    change: setJson(tiltSeriesFile, 'pixel_spacing', 3.9),
  },
  {
    code: 'VOLUME_NAMED_WRONG',
    what: 'another tomogram’s MRC',
    also: ['FILE_UNREFERENCED', 'REFERENCE_MISSING'],
    change: setJson(tomogramFile, 'mrc_file', tomogram.replace('/100', '/101/TS_A.mrc')),
  },
  {
    code: 'VOLUME_SIZE_NOT_FIRST_SCALE',
    what: 'a size that is not the first scale',
    also: ['VOLUME_SIZE_DIFFERS'],
    change: setJson(tomogramFile, 'size.x', 17),
  },
  {
    code: 'VOLUME_SCALES_NOT_HALVED',
    what: 'a stale second scale',
    also: ['VOLUME_SCALES_DIFFER'],
    change: setJson(tomogramFile, 'scales.1.x', 8),
  },
  {
    code: 'VOLUME_SIZE_DIFFERS',
    what: 'size and scales of another volume',
    also: ['VOLUME_SCALES_DIFFER'],
    change: all(setJson(tomogramFile, 'size.y', 19), setJson(tomogramFile, 'scales.0.y', 19)),
  },
  {
    code: 'VOLUME_SCALES_DIFFER',
    what: 'a scale more than there are levels is fine, one less is not',
    change: unsetJson(tomogramFile, 'scales.2'),
  },
];
