import Type from 'typebox';
import { filledList, optional, optionalText, text } from './build.js';
import { authors, crossReferences, dates } from './people.js';

/** Fields of a deposition that a curator writes. */
export const depositionFields = {
  deposition_identifier: Type.Integer({ description: 'Number of the deposition.' }),
  deposition_title: text('Title.'),
  deposition_description: text('What was deposited.'),
  deposition_types: filledList(Type.Enum(['dataset', 'annotation', 'tomogram']), 'What the deposition adds.'),
  authors,
  dates,
  cross_references: optional(crossReferences, 'Publications and database entries.'),
  tag: optionalText('Word that groups depositions.'),
};
