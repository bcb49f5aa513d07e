import { pathToFileURL } from 'node:url';
import type { JsonObject } from '../base/json-value.js';
import { type DatasetAuthor, type DatasetFacts, filesOfRun, readDatasets } from './dataset-facts.js';
import type { ExportProject, ExportWriter } from './export-format.js';

/**
 * Writes `{dataset}/ro-crate-metadata.json` for each dataset, after RO-Crate 1.1: the dataset with its authors, publications and
 * grants, and the files of each run by their addresses in the tree.
 */
export const writeRoCrate: ExportWriter = async (project, out) => {
  for (const dataset of await readDatasets(project, out)) {
    out.lose(`dataset ${dataset.id}`, 'no licence: fill it in');
    await out.json(`${dataset.id}/ro-crate-metadata.json`, {
      '@context': 'https://w3id.org/ro/crate/1.1/context',
      '@graph': [...graphOf(dataset, project)],
    });
  }
};

function* graphOf(dataset: DatasetFacts, { tree }: ExportProject): Generator<JsonObject> {
  const { title, description, authors, released, dois, keywords, funding, runs } = dataset;
  const { storage } = tree;
  const address = (path: string) =>
    storage.flat ? storage.location(path) : pathToFileURL(storage.location(path)).href;
  const reference = (id: string): JsonObject => ({ '@id': id });
  const people = authors.map((author, index) => ({ author, id: personId(author, index) }));
  const files = runs.map((run) => ({ run, files: filesOfRun(run) }));
  yield {
    '@id': 'ro-crate-metadata.json',
    '@type': 'CreativeWork',
    about: reference('./'),
    conformsTo: reference('https://w3id.org/ro/crate/1.1'),
  };
  yield {
    '@id': './',
    '@type': 'Dataset',
    name: title,
    description,
    ...(released === null ? {} : { datePublished: released }),
    author: people.map(({ id }) => reference(id)),
    keywords: keywords.join(', '),
    citation: dois.map((doi) => reference(`https://doi.org/${doi}`)),
    funder: funding.map((_, index) => reference(`#funder-${index + 1}`)),
    hasPart: files.map(({ run }) => reference(`#${run.name}`)),
  };
  for (const { author, id } of people) {
    const { name, email, affiliation, ror } = author;
    const organization = affiliation === null ? null : (ror ?? `#${affiliation}`);
    yield {
      '@id': id,
      '@type': 'Person',
      name,
      ...(email === null ? {} : { email }),
      ...(organization === null ? {} : { affiliation: reference(organization) }),
    };
  }
  const organizations = new Map(
    authors.flatMap(({ affiliation, ror }) =>
      affiliation === null ? [] : [[ror ?? `#${affiliation}`, affiliation]],
    ),
  );
  for (const [id, name] of organizations)
    yield { '@id': id ?? '', '@type': 'Organization', name: name ?? '' };
  for (const doi of dois)
    yield { '@id': `https://doi.org/${doi}`, '@type': 'ScholarlyArticle', identifier: doi };
  for (const [index, { agency, grant }] of funding.entries()) {
    const identifier = grant === null ? {} : { identifier: grant };
    yield { '@id': `#funder-${index + 1}`, '@type': 'Organization', name: agency, ...identifier };
  }
  for (const { run, files: own } of files) {
    const parts = own.map(({ path, isZarr }) => reference(address(path) + (isZarr ? '/' : '')));
    yield { '@id': `#${run.name}`, '@type': 'Dataset', name: run.name, hasPart: parts };
    for (const { path, description: what, mediaType, isZarr } of own) {
      if (isZarr) yield { '@id': `${address(path)}/`, '@type': 'Dataset', name: what };
      else yield { '@id': address(path), '@type': 'File', name: what, encodingFormat: mediaType };
    }
  }
}

function personId({ orcid }: DatasetAuthor, index: number): string {
  return orcid === null ? `#author-${index + 1}` : `https://orcid.org/${orcid}`;
}
