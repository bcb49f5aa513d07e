import type { TProperties, TSchema } from 'typebox';
import * as Type from 'typebox';
import { publishSchema, type SchemaNode } from '../../base/schema.js';
import { autoFormat, meshFormats } from '../../formats/mesh/mesh-formats.js';
import { pointFormatNames } from '../../formats/points/point-formats.js';
import { annotationShapes, type ShapeContent, type ShapeRow } from '../../tree/entities/annotation-shapes.js';
import { metadataSchemas } from '../../tree/entities/documents.js';
import { type FinderName, type LiteralForm, usualFinders } from '../../tree/entities/entity-row.js';
import {
  ancestorTypes,
  type EntityType,
  entities,
  type ParentType,
  type SectionName,
  sectionNames,
  sectionType,
} from '../../tree/entities/entity-type.js';
import {
  filledList,
  floatTemplate,
  mapping,
  optional,
  optionalFlag,
  optionalList,
  optionalText,
  text,
  textTemplate,
} from '../../tree/metadata/fields.js';

const name = Type.String({ minLength: 1 });

function shapeSchema(title: string, row: ShapeRow) {
  const { description, options } = row;
  return mapping(title, description, {
    file_format: Type.Enum(row.fileFormats ?? formatsOf(row.content), {
      description: 'Format of the files.',
    }),
    glob_string: optional(name, 'Glob with {variables}; results are named by their base name.'),
    glob_strings: optionalList(name, 'Several globs; results are named by their full path.'),
    is_visualization_default: optionalFlag('Whether viewers show it first (default false).'),
    is_portal_standard: optionalFlag('Kept for older files, without effect.'),
    ...options,
  });
}

/** Returns the values of `file_format` for a kind of content, with `auto` for meshes. */
function formatsOf(content: ShapeContent): readonly string[] {
  switch (content.kind) {
    case 'points':
      return pointFormatNames(content.type);
    case 'mesh': {
      const meshes = meshFormats.filter(({ names }) => (names !== undefined) === content.isOfGroup);
      return [...meshes.map(({ name }) => name), autoFormat];
    }
    case 'mask':
    case 'caption':
      return [autoFormat];
  }
}

function annotationSource(title: string, parents: readonly ParentType[]): TSchema {
  const shapes = Object.entries(annotationShapes).map(([shape, row]) => [shape, shapeSchema(shape, row)]);
  return choice(
    title,
    'Where to look: exactly one shape with its files.',
    'shape',
    Object.fromEntries(shapes),
    { ...parentFilters(parents), exclude },
  );
}

const regex = Type.String();

const exclude = optionalList(
  regex,
  'Regular expressions; a result whose name matches one from its start is dropped.',
);

/** Schema of `parent_filters`, which select a source's parents; empty where no parent can be filtered. */
function parentFilters(parents: readonly ParentType[]): TProperties {
  if (parents.length === 0) return {};
  const title = `ParentFilters_${parents.join('_')}`;
  const types = mapping(
    `${title}_types`,
    'Regular expressions by the kind of parent.',
    Object.fromEntries(
      parents.map((parent) => [
        parent,
        optionalList(regex, `Searched in the ${entities[parent].filteredBy}.`),
      ]),
    ),
  );
  return {
    parent_filters: optional(
      mapping(title, 'For which parents the source is searched.', {
        include: optional(types, 'Of every kind listed, one expression must be found in the name.'),
        exclude: optional(types, 'None of these may be found in the name.'),
      }),
      'For which parents the source is searched.',
    ),
  };
}

/** A mapping in which exactly one of `choices` is given; `what` names the choice in messages. */
function choice(title: string, description: string, what: string, choices: TProperties, others: TProperties) {
  return Type.Object(
    {
      ...Object.fromEntries(Object.entries(choices).map(([key, schema]) => [key, Type.Optional(schema)])),
      ...others,
    },
    {
      title,
      description,
      additionalProperties: false,
      oneOf: Object.keys(choices).map((key) => ({ required: [key] })),
      'x-choice': what,
    },
  );
}

const listGlob = Type.String({
  minLength: 1,
  description: 'Glob with {variables}: * and ? within a name, ** for any depth, [abc] and [!abc].',
});

const matchRegex = optional(
  regex,
  'Regular expression searched in the full path; only matching results are kept (default: all).',
);

const nameRegex = optional(
  regex,
  'Regular expression matched from the start of the base name; its first group is the name of the result (default: the whole base name).',
);

const finderSchemas: Readonly<Record<Exclude<FinderName, 'literal' | 'shape'>, TSchema>> = {
  source_glob: mapping('SourceGlob', 'Files and directories of the source that match one glob.', {
    list_glob: listGlob,
    match_regex: matchRegex,
    name_regex: nameRegex,
  }),
  source_multi_glob: mapping(
    'SourceMultiGlob',
    'Files and directories of the source that match any of several globs; each is named by its full path.',
    { list_globs: filledList(name, 'Globs with {variables}, in order.') },
  ),
  destination_glob: mapping(
    'DestinationGlob',
    'What an earlier ingestion wrote: it is referred to, not written again.',
    {
      list_glob: Type.String({
        minLength: 1,
        description: 'Glob in the output that begins with an output variable such as {run_output_path}.',
      }),
      match_regex: matchRegex,
      name_regex: nameRegex,
    },
  ),
  destination_filter: mapping(
    'DestinationFilter',
    'Items of the output whose metadata hold certain values: they are referred to, not written again.',
    {
      filters: filledList(
        mapping('DestinationFilterTerm', 'One value that the metadata must hold.', {
          key: filledList(Type.String(), 'Keys that lead to the value, outermost first.'),
          value: Type.Unknown({ description: 'The value; of a list, one of its items.' }),
        }),
        'All of them must hold.',
      ),
    },
  ),
  tomogram_header: mapping('TomogramHeader', 'Voxel spacings as the headers of the tomograms give them.', {
    list_glob: listGlob,
    match_regex: matchRegex,
    header_key: optional(Type.Enum(['voxel_size']), 'Field of the header (voxel_size).'),
  }),
};

function literal(title: string, items: TSchema) {
  return mapping(title, 'Names written out.', { value: filledList(items, 'The names, in order.') });
}

const photo = optional(name, 'Image: a path in the source, an http(s) address, or null for none.');

const literalSchemas: Readonly<Record<LiteralForm, TSchema>> = {
  names: literal('NameLiteral', name),
  'deposition-numbers': literal('DepositionLiteral', Type.Integer()),
  'voxel-spacings': literal(
    'VoxelSpacingLiteral',
    Type.Union([Type.Number({ exclusiveMinimum: 0 }), floatTemplate, textTemplate], {
      description: 'Voxel spacing in Å, or the column that holds it.',
    }),
  ),
  'key-photos': mapping('KeyPhotoLiteral', 'Images written out.', {
    value: mapping('KeyPhotos', 'One image for each use.', { snapshot: photo, thumbnail: photo }),
  }),
};

function entrySchema(type: EntityType): TSchema {
  const { title, description, metadata, metadataRequired, sourcesOptional } = entities[type].section;
  const sources = sourceSchema(type);
  return mapping(`${title}Entry`, description, {
    ...(metadata === undefined ? {} : { metadata: metadataRequired ? metadata : optional(metadata) }),
    sources: sourcesOptional
      ? optional(Type.Array(sources), 'Where to look, in order.')
      : filledList(sources, 'Where to look, in order.'),
  });
}

function sourceSchema(type: EntityType): TSchema {
  const { section } = entities[type];
  const { title, finders = usualFinders, literal = 'names', parentFilters: filtered } = section;
  const parents = (filtered ?? ancestorTypes(type)).filter(
    (parent): parent is ParentType => entities[parent].filteredBy !== undefined,
  );
  if (finders.includes('shape')) return annotationSource(`${title}Source`, parents);
  const schemaOf = (finder: FinderName) =>
    finder === 'literal' ? literalSchemas[literal] : finderSchemas[finder as keyof typeof finderSchemas];
  return choice(
    `${title}Source`,
    'Where to look: exactly one finder.',
    'finder',
    Object.fromEntries(finders.map((finder) => [finder, schemaOf(finder)])),
    { ...parentFilters(parents), exclude },
  );
}

function sectionSchema(name: SectionName): TSchema {
  const type = sectionType(name);
  const { description, required } = entities[type].section;
  const entry = entrySchema(type);
  return required ? filledList(entry, description) : optional(Type.Array(entry), description);
}

const standardization = mapping(
  'StandardizationConfig',
  'Where the sources lie and which tables come with them.',
  {
    source_prefix: text('Directory of the sources below the input.'),
    deposition_id: Type.Integer({ description: 'Number of the deposition.' }),
    run_data_map_file: optional(
      name,
      'Table (tsv or csv) below the source directory with a column run_name; every column becomes a {variable}.',
    ),
    run_to_tomo_map_csv: optional(name, 'Table without header: run name, {mapped_tomo_name}.'),
    run_to_frame_map_csv: optional(name, 'Table without header: run name, {mapped_frame_name}.'),
    run_to_ts_map_csv: optional(name, 'Table without header: run name, {mapped_ts_name}.'),
  },
);

/** Schema of a whole configuration file. */
export const configSchema: SchemaNode = mapping(
  'IngestionConfig',
  'What `cryoet ingest` does with the files of a deposition.',
  {
    version: optionalText('Version of the configuration language: 1.3.0.'),
    standardization_config: standardization,
    ...Object.fromEntries(sectionNames.map((name) => [name, sectionSchema(name)])),
  },
);

/** Returns the JSON Schemas in `schemas/`: file names and texts. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const schemas: Record<string, SchemaNode> = { 'ingestion-config': configSchema, ...metadataSchemas };
  return new Map(
    Object.entries(schemas).map(([kind, schema]) => {
      const file = `${kind}.schema.json`;
      return [file, `${JSON.stringify(publishSchema(schema, file), null, 2)}\n`];
    }),
  );
}
