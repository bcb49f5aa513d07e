import type { Entry } from '../entries.js';
import { alias, list, map, nodeOf, placeholder, scalar, type YamlNode } from '../yaml-document.js';

/** Returns the depositions section: values from a saved archive entry, or placeholders for what only people know. */
export function depositionSection(entry: Entry): YamlNode {
  return list([
    map({
      metadata: map({
        deposition_identifier: placeholder('number of the deposition, such as 10999', 'deposition'),
        deposition_title: text(entry.title, 'title of the deposition'),
        deposition_description: text(entry.description, 'what was deposited, in one or two sentences'),
        deposition_types: list([scalar('dataset'), scalar('tomogram'), scalar('annotation')]),
        authors: authors(entry),
        dates: dates(entry),
        cross_references: references(entry),
      }),
      sources: list([map({ literal: map({ value: list([alias('deposition')]) }) })]),
    }),
  ]);
}

/** Returns the datasets section, with the sample. */
export function datasetSection(entry: Entry): YamlNode {
  const term = (name: string, id: string) => map({ name: placeholder(name), id: placeholder(id) });
  return list([
    map({
      metadata: map({
        dataset_identifier: placeholder('number of the dataset, such as 10998'),
        dataset_title: text(entry.title, 'title of the dataset'),
        dataset_description: text(entry.description, 'what the dataset shows, in one or two sentences'),
        authors: alias('authors'),
        dates: alias('dates'),
        cross_references: references(entry) === null ? null : alias('references'),
        funding: entry.funding === undefined ? null : nodeOf(entry.funding),
        sample_type: placeholder(
          'cell_line, in_silico, in_vitro, organelle, organism, organoid, other, primary_cell_culture, tissue or virus; most ask for a block too: cryoet explain SAMPLE_BLOCK_MISSING',
        ),
        sample_preparation: text(entry.samplePreparation, 'how the sample was prepared, or null'),
        grid_preparation: text(entry.gridPreparation, 'how the grid was prepared, or null'),
        organism: map({
          name: text(entry.organism?.name, 'taxon, such as Homo sapiens'),
          taxonomy_id:
            entry.organism?.taxonomyId === undefined
              ? placeholder('NCBI taxonomy number, such as 9606, or null')
              : scalar(entry.organism.taxonomyId),
        }),
        assay: map({ name: scalar('cryo-electron tomography'), id: scalar('EFO:0900000') }),
        development_stage: map({ name: scalar('unknown'), id: scalar('unknown') }),
        disease: term('disease of the donor, such as normal', 'MONDO or PATO id, such as PATO:0000461'),
      }),
      sources: list([
        map({
          literal: map({ value: list([placeholder('number of the dataset again, in quotes: "10998"')]) }),
        }),
      ]),
    }),
  ]);
}

function text(value: string | undefined, wanted: string): YamlNode {
  return value === undefined || value === '' ? placeholder(wanted) : scalar(value);
}

/** Returns the authors of an entry, the first as primary and the last as corresponding author, or a placeholder. */
function authors({ authors: known = [] }: Entry): YamlNode {
  if (known.length === 0) {
    const author = map({
      name: placeholder('full name of an author; repeat the item for each'),
      ORCID: placeholder('ORCID, such as 0000-0002-1825-0097, or null'),
      primary_author_status: scalar(true),
      corresponding_author_status: scalar(true),
    });
    return list([author], { anchor: 'authors' });
  }
  const items = known.map(({ name, orcid }, index) =>
    map({
      name: scalar(name),
      ORCID: orcid === undefined ? null : scalar(orcid),
      primary_author_status: index === 0 ? scalar(true) : null,
      corresponding_author_status: index === known.length - 1 ? scalar(true) : null,
    }),
  );
  return list(items, { anchor: 'authors', comment: 'check which authors are primary and corresponding' });
}

function dates({ depositionDate, releaseDate, modifiedDate }: Entry): YamlNode {
  const day = (value: string | undefined, what: string) => text(value, `day ${what}, such as "2025-01-31"`);
  return map(
    {
      deposition_date: day(depositionDate, 'the data were deposited'),
      release_date: day(releaseDate, 'they are or were released, not before the deposition'),
      last_modified_date: day(modifiedDate ?? depositionDate, 'of the last change'),
    },
    { anchor: 'dates' },
  );
}

function references({ publications = [], databaseEntries = [] }: Entry): YamlNode | null {
  if (publications.length === 0 && databaseEntries.length === 0) return null;
  return map(
    {
      publications: publications.length === 0 ? null : scalar(publications.join(', ')),
      related_database_entries: databaseEntries.length === 0 ? null : scalar(databaseEntries.join(', ')),
    },
    { anchor: 'references' },
  );
}
