import * as Type from 'typebox';
import { authors, crossReferences, dates, keyPhotos, stamp } from './common.js';
import { filledList, mapping, optional, optionalText, text } from './fields.js';

const depositionFields = {
  deposition_identifier: Type.Integer({ description: 'Number of the deposition.' }),
  deposition_title: text('Title.'),
  deposition_description: text('What was deposited.'),
  deposition_types: filledList(Type.Enum(['dataset', 'annotation', 'tomogram']), 'What the deposition adds.'),
  authors,
  dates,
  cross_references: optional(crossReferences, 'Publications and database entries.'),
  tag: optionalText('Word that groups depositions.'),
};

export const depositionEntry = mapping(
  'Deposition',
  'About the deposition; leave it out to refer to one that exists.',
  depositionFields,
);

export const depositionFile = mapping('DepositionMetadata', 'Metadata file of a deposition.', {
  ...depositionFields,
  key_photos: keyPhotos,
  ...stamp,
});
