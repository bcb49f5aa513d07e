import Type from 'typebox';
import { alignmentFormats } from '../../formats/alignment/index.js';
import { alignmentFields } from '../fields/alignment.js';
import { mapping, optional, optionalList, optionalText } from '../fields/build.js';
import { concrete, templated } from '../fields/forms.js';
import { stamp } from './common.js';

const pair = Type.Array(Type.Number(), { minItems: 2, maxItems: 2 });

const section = mapping('AlignedSection', 'How one section was aligned.', {
  z_index: Type.Integer({ minimum: 0, description: 'Index of the section.' }),
  tilt_angle: optional(Type.Number(), 'Aligned tilt in degrees.'),
  volume_x_rotation: optional(Type.Number(), 'Rotation about the x axis in degrees.'),
  in_plane_rotation: optional(
    Type.Array(pair, { minItems: 2, maxItems: 2 }),
    'Rotation in the plane as a 2×2 matrix.',
  ),
  x_offset: optional(Type.Number(), 'Shift along x in Å.'),
  y_offset: optional(Type.Number(), 'Shift along y in Å.'),
  beam_tilt: optional(Type.Number(), 'Beam tilt in degrees.'),
});

/** Metadata of an entry of `alignments`. */
export const alignmentEntry = mapping('Alignment', 'About the alignment.', {
  format: Type.Enum(
    alignmentFormats.map(({ name }) => name),
    { description: 'Program family of the files.' },
  ),
  ...alignmentFields(templated),
});

/** Schema of `alignment_metadata.json`. */
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
