import type { TSchema } from 'typebox';
import * as Type from 'typebox';
import { autoCtf, ctfFormats } from '../../formats/ctf/ctf-formats.js';
import { stamp } from './common.js';
import {
  filledList,
  flag,
  mapping,
  optional,
  optionalFlag,
  optionalList,
  optionalText,
  templated,
  text,
  xyz,
} from './fields.js';

export const runFile = mapping('RunMetadata', 'Metadata file of a run.', {
  run_name: text('Name of the run; also that of its directory.'),
  ...stamp,
});

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

export const ctfEntry = mapping('Ctf', 'About the CTF file.', {
  format: Type.Enum([...ctfFormats.flatMap(({ names }) => names), autoCtf], {
    description: 'Program that wrote it; auto: as the table looks like.',
  }),
});

export const identifiedObjectEntry = mapping('IdentifiedObjectList', 'About the list of objects.', {
  filter_value: optionalText('Kept for older files; rows are selected by their run_name.'),
});

/** Schema of `identified_objects.json`: rows of a table, one mapping a row. */
export const identifiedObjectsFile = Type.Array(
  Type.Object(
    {},
    {
      title: 'IdentifiedObject',
      description: 'One row; its keys are the columns.',
      additionalProperties: Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
    },
  ),
  { title: 'IdentifiedObjects', description: 'Objects identified in a run.' },
);

export const identifiedObjectsMetadataFile = mapping(
  'IdentifiedObjectsMetadata',
  'Metadata file of the objects identified in a run.',
  {
    object_count: Type.Integer({ minimum: 0, description: 'Number of rows.' }),
    columns: Type.Array(Type.String(), { description: 'Names of the columns in their order.' }),
    file_format: Type.Enum(['json'], { description: 'Format of the file with the rows.' }),
    source_file: text('Table that the rows come from.'),
    identifier: Type.Integer({ minimum: 100, description: 'Number of the list in the run.' }),
    filter_value: optionalText('As the configuration has it; rows are selected by their run_name.'),
    ...stamp,
  },
);

// Neuroglancer's states have many more keys, which are allowed but not checked.
const open = (title: string, description: string, properties: Record<string, TSchema>) =>
  Type.Object(properties, { title, description });

/** A length with its unit in a Neuroglancer state: `[1.348e-9, "m"]`. */
const scale = Type.Array(Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.String()]), {
  minItems: 2,
  maxItems: 2,
});

const layer = open('Layer', 'One layer of the viewer.', {
  type: Type.Enum(['image', 'segmentation', 'annotation', 'mesh', 'single mesh'], {
    description: 'Kind of layer.',
  }),
  name: Type.String({ minLength: 1, description: 'Name of the layer.' }),
});

/** Schema of a viewer configuration: the keys of a Neuroglancer state that the portal relies on. */
export const vizConfigFile = open('VizConfig', 'Neuroglancer state of a tomogram.', {
  dimensions: xyz('Dimensions', 'Voxel size along x, y and z.', scale),
  layers: filledList(layer, 'Layers, the tomogram first.'),
  deposition_id: Type.Optional(stamp.deposition_id),
  last_updated_at: Type.Optional(stamp.last_updated_at),
});
