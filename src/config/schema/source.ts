import Type, { type TProperties, type TSchema } from 'typebox';
import { entities, type ParentType } from '../../entities/index.js';
import { mapping, optional, optionalList } from '../../metadata/index.js';

const regex = Type.String();

export const exclude = optionalList(
  regex,
  'Regular expressions; a result whose name matches one from its start is dropped.',
);

/** The two filters that decide for which parents a source is searched. */
export function parentFilters(parents: readonly ParentType[]): TProperties {
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
