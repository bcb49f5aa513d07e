import type { Entry } from './entry.js';
import { type Fields, field, textOf } from './fields.js';
import { clean, dayOf, doiOf } from './values.js';

/** What an EMDB header, as XML or as the JSON of its API, says of an entry. */
export function readEmdbEntry(entry: Fields): Entry {
  const admin = field(entry, 'admin');
  const authors = field(admin, 'authors_list')
    .all('author')
    .flatMap((item) => {
      const name = textOf(item, 'name') ?? item.text;
      return name === '' ? [] : [clean({ name, orcid: textOf(item, 'ORCID') })];
    });
  const determination = field(entry, 'structure_determination_list', 'structure_determination');
  const microscopyList = field(determination, 'microscopy_list');
  const microscopy = microscopyList.all(microscopyList.names[0] ?? '')[0] ?? microscopyList;
  const source = naturalSource(field(entry, 'sample'));
  const organism = field(source, 'organism');
  const taxonomy = Number(textOf(organism, 'ncbi') ?? 'none');
  const citation = field(entry, 'crossreferences', 'citation_list', 'primary_citation', 'journal_citation');
  const dois = citation
    .all('external_references')
    .flatMap((item) =>
      (textOf(item, 'type_') ?? textOf(item, 'type')) === 'DOI' ? (doiOf(item.text) ?? []) : [],
    );
  const kilovolts = Number(textOf(microscopy, 'acceleration_voltage') ?? 'none');
  const aberration = Number(textOf(microscopy, 'nominal_cs') ?? 'none');
  const grants = field(admin, 'grant_support')
    .all('grant_reference')
    .map((grant) =>
      clean({ funding_agency_name: textOf(grant, 'funding_body'), grant_id: textOf(grant, 'code') }),
    );
  const number = textOf(entry, 'emdb_id');
  return clean({
    title: textOf(admin, 'title'),
    description: textOf(field(entry, 'sample'), 'name'),
    authors: authors.length === 0 ? undefined : authors,
    depositionDate: dayOf(textOf(admin, 'key_dates', 'deposition')),
    releaseDate: dayOf(
      textOf(admin, 'key_dates', 'header_release') ?? textOf(admin, 'key_dates', 'map_release'),
    ),
    modifiedDate: dayOf(textOf(admin, 'key_dates', 'update')),
    publications: dois.length === 0 ? undefined : dois,
    databaseEntries: number === undefined ? undefined : [number],
    organism:
      organism.text === ''
        ? undefined
        : clean({ name: organism.text, taxonomyId: Number.isInteger(taxonomy) ? taxonomy : undefined }),
    funding: grants.length === 0 ? undefined : grants,
    voltage: kilovolts > 0 ? kilovolts * 1000 : undefined,
    sphericalAberration: aberration > 0 ? aberration : undefined,
    microscope: textOf(microscopy, 'microscope'),
  });
}

/** Where the sample, or its first part, comes from. */
function naturalSource(sample: Fields): Fields {
  for (const [lists, kinds] of [
    ['supramolecule_list', /supramolecule$/],
    ['macromolecule_list', /.*/],
  ] as const) {
    const list = field(sample, lists);
    for (const name of list.names.filter((each) => kinds.test(each))) {
      for (const part of list.all(name)) {
        const source = field(part, 'natural_source');
        if (textOf(source, 'organism') !== undefined) return source;
      }
    }
  }
  return field(sample, 'natural_source');
}
