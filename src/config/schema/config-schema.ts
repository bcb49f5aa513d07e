import Type from 'typebox';
import { mapping, optional, optionalText, type SchemaNode, text } from '../../metadata/index.js';
import { sectionProperties } from './sections.js';

const file = Type.String({ minLength: 1 });

const standardization = mapping(
  'StandardizationConfig',
  'Where the sources lie and which tables come with them.',
  {
    source_prefix: text('Directory of the sources below the input.'),
    deposition_id: Type.Integer({ description: 'Number of the deposition.' }),
    run_data_map_file: optional(
      file,
      'Table (tsv or csv) below the source directory with a column run_name; every column becomes a {variable}.',
    ),
    run_to_tomo_map_csv: optional(file, 'Table without header: run name, {mapped_tomo_name}.'),
    run_to_frame_map_csv: optional(file, 'Table without header: run name, {mapped_frame_name}.'),
    run_to_ts_map_csv: optional(file, 'Table without header: run name, {mapped_ts_name}.'),
  },
);

/** Schema of a whole configuration file. */
export const configSchema: SchemaNode = mapping(
  'IngestionConfig',
  'What `cryoet ingest` does with the files of a deposition.',
  {
    version: optionalText('Version of the configuration language: 1.3.0.'),
    standardization_config: standardization,
    ...sectionProperties(),
  },
);
