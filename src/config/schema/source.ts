import Type, { type TProperties, type TSchema } from 'typebox';
import { mapping, optional, optionalList } from '../../metadata/index.js';
import type { ParentType } from '../config.js';
import { destinationFilter, destinationGlob, sourceGlob, sourceMultiGlob } from './finders.js';
import { nameLiteral } from './literals.js';

const regex = Type.String();

export const exclude = optionalList(
  regex,
  'Regular expressions; a result whose name matches one from its start is dropped.',
);

const parentDescriptions: Readonly<Record<ParentType, string>> = {
  deposition: 'Searched in the deposition number.',
  dataset: 'Searched in the dataset name.',
  run: 'Searched in the run name.',
  voxel_spacing: 'Searched in the voxel spacing with three decimals.',
  tomogram: 'Searched in the tomogram name.',
};

/** The two filters that decide for which parents a source is searched. */
export function parentFilters(parents: readonly ParentType[]): TProperties {
  if (parents.length === 0) return {};
  const title = `ParentFilters_${parents.join('_')}`;
  const types = mapping(
    `${title}_types`,
    'Regular expressions by the kind of parent.',
    Object.fromEntries(parents.map((parent) => [parent, optionalList(regex, parentDescriptions[parent])])),
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

/** A mapping of which exactly one of some keys is given; `what` names them in messages. */
export function choice(
  title: string,
  description: string,
  what: string,
  choices: TProperties,
  others: TProperties,
): TSchema {
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

export interface SourceOptions {
  /** Name of the schema. */
  readonly title: string;
  readonly parents: readonly ParentType[];
  readonly literal?: TSchema;
  /** Whether the section can refer to written metadata by value. */
  readonly canFilterDestination?: boolean;
}

/** A source of a section with the usual finders. */
export function source({
  title,
  parents,
  literal = nameLiteral,
  canFilterDestination,
}: SourceOptions): TSchema {
  return choice(
    title,
    'Where to look: exactly one finder.',
    'finder',
    {
      source_glob: sourceGlob,
      source_multi_glob: sourceMultiGlob,
      destination_glob: destinationGlob,
      literal,
      ...(canFilterDestination === true ? { destination_filter: destinationFilter } : {}),
    },
    { ...parentFilters(parents), exclude },
  );
}
