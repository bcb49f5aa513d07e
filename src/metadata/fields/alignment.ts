import Type, { type TProperties } from 'typebox';
import { optional, optionalFlag, xyz } from './build.js';
import type { Forms } from './forms.js';

/** A 4×4 matrix of numbers, row by row. */
export const affineMatrix = Type.Array(Type.Array(Type.Number(), { minItems: 4, maxItems: 4 }), {
  minItems: 4,
  maxItems: 4,
});

/** Fields of an alignment that a curator writes, except its format. */
export function alignmentFields(forms: Forms) {
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
