// Metadata of depositions and datasets.

import type { TProperties, TSchema } from 'typebox';
import * as Type from 'typebox';
import {
  type Authority,
  authors,
  crossReferences,
  dates,
  funding,
  identifier,
  keyPhotos,
  stamp,
} from './common.js';
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

/** Kinds of samples. Most need one of the ontology blocks. */
export const sampleTypes = [
  'cell_line',
  'in_silico',
  'in_vitro',
  'organelle',
  'organism',
  'organoid',
  'other',
  'primary_cell_culture',
  'tissue',
  'virus',
] as const;

const organism = mapping('Organism', 'Organism of the sample.', {
  name: text('Name of the taxon.'),
  taxonomy_id: optional(Type.Integer({ minimum: 1 }), 'NCBI taxonomy number.'),
});

/**
 * Fields of a dataset. Configurations (`written`) can leave ontology blocks out. In metadata files (`filled`) the
 * blocks of every dataset are required, with `not_reported` where the curator left them out.
 */
function datasetFields(form: 'written' | 'filled') {
  const words = form === 'filled' ? ['not_reported'] : [];
  const always = (schema: TSchema, description: string) =>
    form === 'filled' ? schema : optional(schema, description);
  const block = (
    title: string,
    description: string,
    authorities: readonly Authority[],
    name: (description: string) => TSchema = text,
    more: readonly string[] = [],
  ) =>
    mapping(title, description, {
      name: name('Name as the ontology gives it.'),
      id: optional(identifier(authorities, [...words, ...more]), 'Identifier in the ontology.'),
    });
  const optionalBlock = (title: string, description: string, authorities: readonly Authority[]) =>
    optional(block(title, description, authorities), description);
  return {
    dataset_identifier: Type.Integer({ description: 'Number of the dataset.' }),
    dataset_title: text('Title.'),
    dataset_description: text('What the dataset shows.'),
    authors,
    dates,
    funding,
    cross_references: optional(crossReferences, 'Publications and database entries.'),
    sample_type: Type.Enum([...sampleTypes], { description: 'Kind of sample.' }),
    sample_preparation: optionalText('How the sample was prepared.'),
    grid_preparation: optionalText('How the grid was prepared.'),
    other_setup: optionalText('Anything else about the experiment.'),
    organism: optional(organism, 'Organism of the sample.'),
    tissue: optionalBlock('Tissue', 'Tissue of the sample.', ['BTO', 'CL', 'WBbt', 'ZFA', 'FBbt', 'UBERON']),
    cell_type: optionalBlock('CellType', 'Cell type of the sample.', ['CL', 'WBbt', 'ZFA', 'FBbt', 'UBERON']),
    cell_strain: optionalBlock('CellStrain', 'Cell line or strain.', [
      'WBStrain',
      'NCBITaxon',
      'Cellosaurus',
      'CC',
    ]),
    cell_component: optionalBlock('CellComponent', 'Part of the cell.', ['GO']),
    assay: always(block('Assay', 'Kind of experiment.', ['EFO']), 'Kind of experiment.'),
    development_stage: always(
      block(
        'DevelopmentStage',
        'Stage of development.',
        ['WBls', 'UBERON', 'HsapDv', 'MmusDv', 'ZFS', 'FBdv'],
        optionalText,
        ['unknown'],
      ),
      'Stage of development, or unknown.',
    ),
    disease: always(
      block('Disease', 'Disease of the donor.', ['MONDO', 'PATO'], optionalText),
      'Disease of the donor.',
    ),
  } satisfies TProperties;
}

export const datasetEntry = mapping(
  'Dataset',
  'About the dataset; leave it out to refer to one that exists.',
  datasetFields('written'),
);

/** Schema of `dataset_metadata.json`, with `not_reported` in ontology blocks that the curator left out. */
export const datasetFile = mapping('DatasetMetadata', 'Metadata file of a dataset.', {
  ...datasetFields('filled'),
  key_photos: keyPhotos,
  ...stamp,
});
