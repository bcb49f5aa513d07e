// Findings that follow from other findings. A damaged file, for example, also breaks the rules on its content: those
// findings are shown below the one on the damage.

/** Place of a consequence: in the file of its cause or below, in the same item's directory, in the same run. */
export type Nearness = 'file' | 'item' | 'run';

/** Consequences of a fault: codes of rules, and how near they must be. */
interface Consequence {
  readonly codes: readonly string[];
  readonly within: Nearness;
}

/** Rules on voxel spacings, which compare headers. */
const spacings = ['SPACING_MRC_DIFFERS', 'SPACING_ZARR_DIFFERS'];
/** Rules that compare the voxels or shapes of several files. */
const voxels = [
  'FORMATS_DIFFER',
  'PYRAMID_WRONG',
  'VOLUME_SIZE_DIFFERS',
  'VOLUME_SCALES_DIFFER',
  'ZARR_SHAPE_WRONG',
  'SPACING_MRC_DIFFERS',
  'LABELS_DATA_DIFFER',
];
/** Rules on references to missing files. */
const names = ['REFERENCE_MISSING', 'KEY_IMAGE_MISSING', 'VIEWER_CONFIG_MISSING', 'VIEWER_SOURCE_MISSING'];

/** A file that is unreadable or incomplete breaks all rules on its content. */
const everyOther: readonly Consequence[] = [
  { codes: ['*'], within: 'file' },
  { codes: voxels, within: 'item' },
];
/** An item without readable metadata breaks rules on its files. */
const undescribed: readonly Consequence[] = [
  { codes: ['*'], within: 'file' },
  { codes: ['FILE_UNREFERENCED', 'MDOC_COUNT_WRONG'], within: 'item' },
];

/** The rules that fail because another does, by its code. `*`: all but those on empty files, names and paths. */
export const consequences: Readonly<Record<string, readonly Consequence[]>> = {
  FILE_EMPTY: [...everyOther, ...undescribed],
  JSON_INVALID: undescribed,
  METADATA_MISSING: undescribed,
  MRC_UNREADABLE: everyOther,
  MRC_EXTENDED_HEADER_CUT: everyOther,
  MRC_SIZE_FAR_OFF: everyOther,
  MRC_SIZE_DIFFERS: [{ codes: ['FORMATS_DIFFER', 'MRC_DATA_UNREADABLE'], within: 'item' }],
  MRC_SHAPE_EMPTY: [{ codes: ['GAIN_NOT_SINGLE', 'MRC_SIZE_DIFFERS', 'MRC_SIZE_FAR_OFF'], within: 'file' }],
  MRC_CELL_NEGATIVE: [{ codes: spacings, within: 'file' }],
  MRC_SAMPLING_WRONG: [{ codes: spacings, within: 'file' }],
  MRC_STACK_INDIVISIBLE: [{ codes: ['MRC_ISPG_WRONG', 'MRC_SAMPLING_WRONG', ...spacings], within: 'file' }],
  MASK_SIZE_DIFFERS: [
    {
      codes: ['MRC_SAMPLING_WRONG', 'MRC_SIZE_DIFFERS', 'MRC_SIZE_FAR_OFF', 'ZARR_SHAPE_WRONG'],
      within: 'item',
    },
  ],
  ZARR_AXES_WRONG: [{ codes: spacings, within: 'file' }],
  ZARR_DTYPE_WRONG: [{ codes: ['PYRAMID_WRONG', 'FORMATS_DIFFER'], within: 'item' }],
  ZARR_SHAPE_WRONG: [{ codes: ['VOLUME_SCALES_DIFFER'], within: 'item' }],
  LABELS_INVALID: [{ codes: ['LABELS_DATA_DIFFER'], within: 'item' }],
  LABELS_COUNT_WRONG: [
    { codes: ['LABELS_DATA_DIFFER', 'SEGMENT_PROPERTIES_WRONG', 'VIEWER_SEGMENTS_WRONG'], within: 'run' },
  ],
  VOLUME_FORMAT_MISSING: [{ codes: names, within: 'item' }],
  VOLUME_NAMED_WRONG: [{ codes: [...names, 'FILE_UNREFERENCED'], within: 'item' }],
  VOLUME_SIZE_NOT_FIRST_SCALE: [{ codes: ['VOLUME_SIZE_DIFFERS'], within: 'file' }],
  VOLUME_SCALES_NOT_HALVED: [{ codes: ['VOLUME_SCALES_DIFFER'], within: 'file' }],
  VOLUME_SIZE_DIFFERS: [{ codes: ['VOLUME_SCALES_DIFFER'], within: 'file' }],
  SPACING_NOT_MULTIPLE: [
    { codes: spacings, within: 'item' },
    { codes: ['SPACING_FINER_THAN_PIXELS'], within: 'run' },
  ],
  NAME_UNSAFE: [
    { codes: ['FILE_UNKNOWN', 'FILE_UNREFERENCED', 'FRAME_UNREADABLE'], within: 'file' },
    { codes: ['MDOC_FRAMES_DIFFER', 'MDOC_SECTION_COUNT_WRONG', 'FILE_UNREFERENCED'], within: 'item' },
  ],
  NAME_CASE_CLASH: [{ codes: ['FILE_UNREFERENCED'], within: 'file' }],
  IDENTIFIER_INVALID: [{ codes: ['METADATA_MISSING', 'FILE_UNREFERENCED'], within: 'file' }],
  IDENTIFIER_DUPLICATE: [{ codes: ['VOLUME_NAMED_WRONG', 'FILE_UNREFERENCED'], within: 'file' }],
  REFERENCE_FORM: [{ codes: ['FILE_UNREFERENCED'], within: 'item' }],
  LAYOUT_MIXED: [{ codes: ['METADATA_MISSING', ...names], within: 'item' }],
  MDOC_COUNT_WRONG: [
    { codes: ['FILE_UNREFERENCED'], within: 'file' },
    { codes: ['REFERENCE_MISSING'], within: 'item' },
  ],
  RUN_NAME_WRONG: [
    { codes: ['RUN_NAME_WRONG', 'VOLUME_NAMED_WRONG', 'FILE_UNREFERENCED', ...names], within: 'run' },
  ],
  ANNOTATION_KEY_WRONG: [{ codes: ['POINT_NAMES_WRONG', 'SEGMENT_NAMES_WRONG'], within: 'run' }],
  ALIGNMENT_ROTATION_INVALID: [{ codes: ['ALIGNMENT_SECTIONS_DIFFER'], within: 'file' }],
  MESH_OUT_OF_BOUNDS: [{ codes: ['PRECOMPUTE_MESH_MISPLACED'], within: 'run' }],
  MESH_TRANSFORMED: [{ codes: ['PRECOMPUTE_MESH_MISPLACED'], within: 'run' }],
};

/** Returns how near a finding must be to its cause; empty if `code` never follows from `cause`. */
export function nearnessOf(cause: string, code: string): readonly Nearness[] {
  return (consequences[cause] ?? [])
    .filter(
      ({ codes }) => codes.includes(code) || (codes.includes('*') && code !== cause && !isIndependent(code)),
    )
    .map(({ within }) => within);
}

/** True for rules on empty files, names and paths, which fail whatever else is wrong with a file. */
function isIndependent(code: string): boolean {
  return code === 'FILE_EMPTY' || /^(?:NAME_|LAYOUT_|IDENTIFIER_|FILE_UNKNOWN|FILE_LEFTOVER)/.test(code);
}
