import Type from 'typebox';
import { stamp } from './common.js';
import { flag, mapping, optional, optionalFlag, optionalList, optionalText, templated } from './fields.js';

const frame = mapping('FrameFile', 'One section of the mdoc and its frame file.', {
  acquisition_order: Type.Integer({ description: 'ZValue of the section.' }),
  accumulated_dose: optional(Type.Number({ minimum: 0 }), 'Exposure before this frame in e/Å².'),
  exposure_dose: optional(Type.Number({ minimum: 0 }), 'Exposure of this frame in e/Å².'),
  is_gain_corrected: optionalFlag('Whether the frame is gain corrected.'),
  path: optionalText('Path of the frame file from the root of the tree; null when there is none.'),
});

export const frameEntry = mapping('Frame', 'About the frames.', {
  dose_rate: templated.number({ description: 'Exposure per second in e/Å².' }),
  is_gain_corrected: flag('Whether the frames are gain corrected.'),
});

export const framesFile = mapping('FramesMetadata', 'Metadata file of the frames of a run.', {
  dose_rate: optional(Type.Number({ exclusiveMinimum: 0 }), 'Exposure per second in e/Å².'),
  is_gain_corrected: optionalFlag('Whether the frames are gain corrected.'),
  frames: optionalList(frame, 'Sections of the mdoc in their order.'),
  frames_acquisition_file: optionalText('Path of the mdoc file from the root of the tree.'),
  ...stamp,
});
