import Type from 'typebox';
import { filledList, mapping, optional, optionalFlag, optionalList, optionalText, text } from './build.js';
import { databaseEntryList, orcid, publicationList } from './identifiers.js';

const author = mapping('Author', 'A person who made the data.', {
  name: text('Full name.'),
  ORCID: optional(orcid, 'ORCID identifier.'),
  email: optionalText('E-mail address.'),
  affiliation_name: optionalText('Institution.'),
  affiliation_address: optionalText('Address of the institution.'),
  affiliation_identifier: optionalText('ROR identifier of the institution.'),
  kaggle_id: optionalText('Name on Kaggle.'),
  corresponding_author_status: optionalFlag('Whether questions go to this author.'),
  primary_author_status: optionalFlag('Whether this is a main author.'),
});

export const authors = filledList(
  author,
  'Authors in their order; one primary and one corresponding at least.',
);

const day = (description: string) => Type.String({ format: 'date', description });

export const dates = mapping('Dates', 'Days as YYYY-MM-DD.', {
  deposition_date: day('Day the data were deposited.'),
  release_date: day('Day the data are or were released.'),
  last_modified_date: day('Day of the last change.'),
});

export const crossReferences = mapping('CrossReferences', 'Publications and database entries.', {
  publications: optional(publicationList, 'DOIs of publications.'),
  related_database_entries: optional(databaseEntryList, 'Entries of EMPIAR, EMDB and PDB.'),
  related_database_links: optionalText('Links to further entries (deprecated).'),
  dataset_citations: optionalText('Publications that use the data (deprecated).'),
});

export const funding = optionalList(
  mapping('Funding', 'A grant.', {
    funding_agency_name: optionalText('Agency that paid.'),
    grant_id: optionalText('Number of the grant.'),
  }),
  'Grants that paid for the data.',
);
