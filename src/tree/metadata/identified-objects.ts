import * as Type from 'typebox';
import { stamp } from './common.js';
import { mapping, optionalText, text } from './fields.js';

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
