import Type, { type TProperties, type TSchema } from 'typebox';
import {
  ancestorTypes,
  type EntityType,
  entities,
  type FinderName,
  type LiteralForm,
  type ParentType,
  type SectionName,
  sectionNames,
  sectionType,
} from '../../entities/index.js';
import { filledList, mapping, optional } from '../../metadata/index.js';
import { annotationSource } from './annotation-source.js';
import {
  destinationFilter,
  destinationGlob,
  sourceGlob,
  sourceMultiGlob,
  tomogramHeader,
} from './finders.js';
import { depositionLiteral, keyPhotoLiteral, nameLiteral, spacingLiteral } from './literals.js';
import { choice, exclude, parentFilters } from './source.js';

const finderSchemas: Readonly<Record<Exclude<FinderName, 'literal' | 'shape'>, TSchema>> = {
  source_glob: sourceGlob,
  source_multi_glob: sourceMultiGlob,
  destination_glob: destinationGlob,
  destination_filter: destinationFilter,
  tomogram_header: tomogramHeader,
};

const literalSchemas: Readonly<Record<LiteralForm, TSchema>> = {
  names: nameLiteral,
  'deposition-numbers': depositionLiteral,
  'voxel-spacings': spacingLiteral,
  'key-photos': keyPhotoLiteral,
};

/** What an entry of a type's section looks like. */
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
  const { title, finders, literal = 'names', parentFilters: filtered } = entities[type].section;
  const parents = (filtered ?? ancestorTypes(type)).filter(isFilterable);
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

function isFilterable(type: EntityType): type is ParentType {
  return entities[type].filteredBy !== undefined;
}

/** The sections as keys of the file; those that are required may not be absent or empty. */
export function sectionProperties(): TProperties {
  return Object.fromEntries(sectionNames.map((name) => [name, sectionSchema(name)]));
}

function sectionSchema(name: SectionName): TSchema {
  const type = sectionType(name);
  const { description, required } = entities[type].section;
  const entry = entrySchema(type);
  return required ? filledList(entry, description) : optional(Type.Array(entry), description);
}
