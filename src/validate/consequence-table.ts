// Findings that follow from other findings. A damaged file, for example, also breaks the rules on its content: those
// findings are shown below the one on the damage.

/** Places of consequences: in the file of their cause or below, in the same item's directory, in the same run. */
const nearnesses = ['file', 'item', 'run'] as const;
export type Nearness = (typeof nearnesses)[number];

/** Consequences of a fault: codes of rules, by how near they must be. */
type Consequences = Readonly<Partial<Record<Nearness, readonly string[]>>>;

/** Rules on voxel spacings, which compare headers. */
const spacings = ['SPACING_MRC_DIFFERS', 'SPACING_ZARR_DIFFERS'];
/** Rules that compare the voxels or shapes of several files. */
const voxels = `FORMATS_DIFFER PYRAMID_WRONG VOLUME_SIZE_DIFFERS VOLUME_SCALES_DIFFER ZARR_SHAPE_WRONG
SPACING_MRC_DIFFERS LABELS_DATA_DIFFER`.split(/\s/);
/** Rules on references to missing files. */
const names = ['REFERENCE_MISSING', 'KEY_IMAGE_MISSING', 'VIEWER_CONFIG_MISSING', 'VIEWER_SOURCE_MISSING'];
/** Rules on names and paths that have the name of a run or the number of a dataset. */
const named = [
  ...`VOLUME_NAMED_WRONG FILE_UNREFERENCED REFERENCE_FOREIGN NAME_BREAKS_PATTERN`.split(' '),
  ...['VIEWER_TOMOGRAM_MISSING', 'VIEWER_LAYER_FOREIGN', 'VIEWER_LAYER_MISSING', ...names],
];

/** A file that is unreadable or incomplete breaks all rules on its content. */
const everyOther: Consequences = { file: ['*'], item: voxels };
/** Rules that need the metadata of an item. */
const withoutMetadata = ['FILE_UNREFERENCED', 'MDOC_COUNT_WRONG'];
/** An item without readable metadata breaks rules on its files. */
const undescribed: Consequences = { file: ['*'], item: withoutMetadata };

/** The rules that fail because another does, by its code. `*`: all but those on empty files, names and paths. */
export const consequences: Readonly<Record<string, Consequences>> = {
  FILE_EMPTY: { file: ['*'], item: [...voxels, ...withoutMetadata] },
  JSON_INVALID: undescribed,
  METADATA_MISSING: undescribed,
  MRC_UNREADABLE: everyOther,
  MRC_EXTENDED_HEADER_CUT: everyOther,
  MRC_SIZE_FAR_OFF: everyOther,
  MRC_SIZE_DIFFERS: { item: ['FORMATS_DIFFER', 'MRC_DATA_UNREADABLE'] },
  MRC_SHAPE_EMPTY: { file: ['GAIN_NOT_SINGLE', 'MRC_SIZE_DIFFERS', 'MRC_SIZE_FAR_OFF'] },
  MRC_CELL_NEGATIVE: { file: spacings },
  MRC_SAMPLING_WRONG: { file: spacings },
  MRC_STACK_INDIVISIBLE: { file: ['MRC_ISPG_WRONG', 'MRC_SAMPLING_WRONG', ...spacings] },
  MASK_SIZE_DIFFERS: {
    item: ['MRC_SAMPLING_WRONG', 'MRC_SIZE_DIFFERS', 'MRC_SIZE_FAR_OFF', 'ZARR_SHAPE_WRONG'],
  },
  ZARR_AXES_WRONG: { file: spacings },
  ZARR_DTYPE_WRONG: { item: ['PYRAMID_WRONG', 'FORMATS_DIFFER'] },
  ZARR_SHAPE_WRONG: { item: ['VOLUME_SCALES_DIFFER'] },
  LABELS_INVALID: { item: ['LABELS_DATA_DIFFER'] },
  LABELS_COUNT_WRONG: { run: ['LABELS_DATA_DIFFER', 'SEGMENT_PROPERTIES_WRONG', 'VIEWER_SEGMENTS_WRONG'] },
  VOLUME_FORMAT_MISSING: { item: names },
  VOLUME_NAMED_WRONG: { item: [...names, 'FILE_UNREFERENCED'] },
  VOLUME_SIZE_NOT_FIRST_SCALE: { file: ['VOLUME_SIZE_DIFFERS'] },
  VOLUME_SCALES_NOT_HALVED: { file: ['VOLUME_SCALES_DIFFER'] },
  VOLUME_SIZE_DIFFERS: { file: ['VOLUME_SCALES_DIFFER'] },
  SPACING_NOT_MULTIPLE: { item: spacings, run: ['SPACING_FINER_THAN_PIXELS'] },
  NAME_UNSAFE: {
    file: ['FILE_UNKNOWN', 'FILE_UNREFERENCED', 'FRAME_UNREADABLE'],
    item: ['MDOC_FRAMES_DIFFER', 'MDOC_SECTION_COUNT_WRONG', 'FILE_UNREFERENCED'],
  },
  NAME_CASE_CLASH: { file: ['FILE_UNREFERENCED'] },
  IDENTIFIER_INVALID: { file: ['METADATA_MISSING', 'FILE_UNREFERENCED'] },
  IDENTIFIER_DUPLICATE: { file: ['VOLUME_NAMED_WRONG', 'FILE_UNREFERENCED'] },
  REFERENCE_FORM: { item: ['FILE_UNREFERENCED'] },
  LAYOUT_MIXED: { item: ['METADATA_MISSING', ...names] },
  FRAME_SECTION_DIFFERS: { item: ['FILE_UNREFERENCED', 'REFERENCE_MISSING', 'REFERENCE_FOREIGN'] },
  MDOC_SECTION_COUNT_WRONG: { item: ['FILE_UNREFERENCED'] },
  MDOC_COUNT_WRONG: { file: ['FILE_UNREFERENCED'], item: ['REFERENCE_MISSING'] },
  RUN_NAME_WRONG: {
    run: [
      ...'RUN_NAME_WRONG LAYOUT_MIXED VOLUME_FORMAT_MISSING RAWTILT_UNREADABLE MDOC_COUNT_WRONG'.split(' '),
      ...['FRAME_EXTENSION_UNKNOWN', ...named],
    ],
  },
  // Of a dataset: its directory was renamed.
  IDENTIFIER_DISAGREES: { item: ['FRAME_SECTION_DIFFERS', ...named] },
  ANNOTATION_KEY_WRONG: { run: ['POINT_NAMES_WRONG', 'SEGMENT_NAMES_WRONG'] },
  // A fit that is wrong in the table; the metadata are right.
  SECTION_CORRELATION_OUT_OF_RANGE: { item: ['SECTION_CTF_DIFFERS'] },
  SECTION_PHASE_SHIFT_OUT_OF_RANGE: { item: ['SECTION_CTF_DIFFERS'] },
  SECTION_RESOLUTION_NEGATIVE: { item: ['SECTION_CTF_DIFFERS'] },
  ALIGNMENT_ROTATION_INVALID: { file: ['ALIGNMENT_SECTIONS_DIFFER'] },
  MESH_OUT_OF_BOUNDS: { run: ['PRECOMPUTE_MESH_MISPLACED'] },
  MESH_TRANSFORMED: { run: ['PRECOMPUTE_MESH_MISPLACED'] },
};

/** Returns how near a finding must be to its cause; empty if `code` never follows from `cause`. */
export function nearnessOf(cause: string, code: string): readonly Nearness[] {
  return nearnesses.filter((nearness) => {
    const codes = consequences[cause]?.[nearness] ?? [];
    return codes.includes(code) || (codes.includes('*') && code !== cause && !isIndependent(code));
  });
}

/** True for rules on empty files, names and paths, which fail whatever else is wrong with a file. */
function isIndependent(code: string): boolean {
  return code === 'FILE_EMPTY' || /^(?:NAME_|LAYOUT_|IDENTIFIER_|FILE_UNKNOWN|FILE_LEFTOVER)/.test(code);
}
