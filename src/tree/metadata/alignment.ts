import type { TProperties } from 'typebox';
import * as Type from 'typebox';
import { alignmentFormats } from '../../formats/alignment/read-alignment.js';
import { stamp } from './common.js';
import {
  concrete,
  type Forms,
  mapping,
  optional,
  optionalFlag,
  optionalList,
  optionalText,
  templated,
  xyz,
} from './fields.js';

/** A 4×4 matrix of numbers, row by row. */
export const affineMatrix = Type.Array(Type.Array(Type.Number(), { minItems: 4, maxItems: 4 }), {
  minItems: 4,
  maxItems: 4,
});

/** Fields of an alignment that a curator writes, without `format`. */
function alignmentFields(forms: Forms) {
  return {
    method_type: optional(
      Type.Enum(['fiducial_based', 'patch_tracking', 'projection_matching', 'simulated', 'undefined']),
      'How the tilts were aligned (undefined when not given).',
    ),
    alignment_type: optional(Type.Enum(['LOCAL', 'GLOBAL']), 'LOCAL or GLOBAL (the default).'),
    is_portal_standard: optionalFlag('Whether this is the alignment the portal shows by default.'),
    volume_offset: optional(
      xyz('VolumeOffset', 'Offset of the volume in Å.', forms.number()),
      'Offset of the volume in Å (zero when not given).',
    ),
    volume_dimension: optional(
      xyz('VolumeDimension', 'Size of the volume in Å.', forms.number({ minimum: 0 })),
      'Size of the volume in Å; the first tomogram gives it when it is not written.',
    ),
    x_rotation_offset: optional(forms.integer(), 'Rotation about the x axis in degrees (0 when not given).'),
    tilt_offset: optional(forms.number(), 'Offset added to every tilt in degrees (0 when not given).'),
    affine_transformation_matrix: optional(
      affineMatrix,
      'Transformation as a 4×4 matrix (the identity when not given).',
    ),
  } satisfies TProperties;
}

const pair = Type.Array(Type.Number(), { minItems: 2, maxItems: 2 });

const section = mapping('AlignedSection', 'How one section was aligned.', {
  z_index: Type.Integer({ minimum: 0, description: 'Index of the section.' }),
  tilt_angle: optional(Type.Number(), 'Aligned tilt in degrees.'),
  volume_x_rotation: optional(Type.Number(), 'Rotation about the x axis in degrees.'),
  in_plane_rotation: optional(
    Type.Array(pair, { minItems: 2, maxItems: 2 }),
    'Rotation in the plane as a 2×2 matrix.',
  ),
  x_offset: optional(Type.Number(), 'Shift along x in pixels of the tilt series.'),
  y_offset: optional(Type.Number(), 'Shift along y in pixels of the tilt series.'),
  beam_tilt: optional(Type.Number(), 'Beam tilt in degrees.'),
});

export const alignmentEntry = mapping('Alignment', 'About the alignment.', {
  format: Type.Enum(
    alignmentFormats.map(({ name }) => name),
    { description: 'Program family of the files.' },
  ),
  ...alignmentFields(templated),
});

export const alignmentFile = mapping('AlignmentMetadata', 'Metadata file of an alignment.', {
  format: optional(Type.Enum(alignmentFormats.map(({ name }) => name)), 'Program family of the files.'),
  ...alignmentFields(concrete),
  per_section_alignment_parameters: optionalList(section, 'Sections in their order.'),
  alignment_path: optionalText('Path of the file with the transformations from the root of the tree.'),
  tilt_path: optionalText('Path of the tilt file from the root of the tree.'),
  tiltx_path: optionalText('Path of the x tilt file from the root of the tree.'),
  tiltseries_path: optionalText('Path of the tilt series metadata from the root of the tree.'),
  files: optionalList(Type.String(), 'Paths of all files of the alignment from the root of the tree.'),
  ...stamp,
});
