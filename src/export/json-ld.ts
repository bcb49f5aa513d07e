import type { JsonObject, JsonValue } from '../base/json-value.js';
import { urlPath } from '../tree/layout/build-path.js';
import { addressOf, type DatasetFacts, filesOfRun, readDatasets } from './dataset-facts.js';
import type { ExportProject, ExportWriter } from './export-output.js';
import type { ExportedRun } from './exported-run.js';

/** Terms of Croissant 1.0 whose values need no type. */
const plainTerms = [
  ...['citeAs', 'column', 'equivalentProperty', 'extract', 'field', 'fileObject', 'fileProperty', 'fileSet'],
  ...['format', 'includes', 'isLiveDataset', 'jsonPath', 'key', 'md5', 'parentField', 'path', 'recordSet'],
  ...['references', 'regex', 'repeated', 'replace', 'samplingRate', 'separator', 'source', 'subField'],
  'transform',
];

/** The context that Croissant 1.0 recommends, without which mlcroissant warns; other terms are those of schema.org. */
const context: JsonObject = {
  ...{ '@language': 'en', '@vocab': 'https://schema.org/', sc: 'https://schema.org/' },
  ...{ cr: 'http://mlcommons.org/croissant/', rai: 'http://mlcommons.org/croissant/RAI/' },
  ...{ dct: 'http://purl.org/dc/terms/', conformsTo: 'dct:conformsTo' },
  ...Object.fromEntries(plainTerms.map((term) => [term, `cr:${term}`])),
  ...{ data: { '@id': 'cr:data', '@type': '@json' }, examples: { '@id': 'cr:examples', '@type': '@json' } },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
};

/** Writes `{dataset}/croissant.json`: a dataset's description, its volumes and annotations as files of the tree. */
export const writeCroissant: ExportWriter = async (project, out) => {
  for (const dataset of await readDatasets(project, out)) {
    const { id, title, description, authors, released, dois, keywords, funders, runs } = dataset;
    for (const what of ['licence', 'web page']) out.lose(`dataset ${id}`, `no ${what}: fill it in`);
    const { storage } = project.tree;
    const found = [];
    for (const run of runs) found.push(...(await filesOfRun(run, storage)));
    const files = found.map((file): JsonObject => {
      const { path, mediaType, isZarr } = file;
      // An identifier is an IRI: mlcroissant refuses blanks, and `#` would begin a fragment.
      const type = { '@type': isZarr ? 'cr:FileSet' : 'cr:FileObject', '@id': urlPath(path), name: path };
      const place = isZarr ? { includes: `${path}/**` } : { contentUrl: path };
      const facts = { description: file.description, encodingFormat: mediaType };
      return { ...type, ...facts, ...place, containedIn: { '@id': 'tree' } };
    });
    const tree = {
      '@type': 'cr:FileObject',
      '@id': 'tree',
      name: 'tree',
      description: 'The published tree.',
      // A relative path would start at this file.
      contentUrl: addressOf(storage),
      encodingFormat: 'application/octet-stream',
    };
    await out.json(`${id}/croissant.json`, {
      '@context': context,
      '@type': 'sc:Dataset',
      conformsTo: 'http://mlcommons.org/croissant/1.0',
      name: title,
      // Files of a live dataset need no digests.
      isLiveDataset: true,
      description,
      ...(released === null ? {} : { datePublished: released }),
      creator: authors.map(person),
      keywords,
      ...(dois.length === 0 ? {} : { citeAs: dois.map((doi) => `https://doi.org/${doi}`).join(', ') }),
      funder: funders.map((name): JsonObject => ({ '@type': 'sc:Organization', name })),
      distribution: [tree, ...files],
    });
  }
};

function person({ name, orcid, affiliation }: DatasetFacts['authors'][number]): JsonValue {
  return {
    '@type': 'sc:Person',
    name,
    ...(orcid === null ? {} : { identifier: `https://orcid.org/${orcid}` }),
    ...(affiliation === null ? {} : { affiliation: { '@type': 'sc:Organization', name: affiliation } }),
  };
}

/** Writes `{dataset}/ro-crate-metadata.json`, RO-Crate 1.1: dataset, people, grants, and the files of each run. */
export const writeRoCrate: ExportWriter = async (project, out) => {
  for (const dataset of await readDatasets(project, out)) {
    out.lose(`dataset ${dataset.id}`, 'no licence: fill it in');
    const graph: JsonObject[] = [];
    for await (const entity of graphOf(dataset, project)) graph.push(entity);
    await out.json(`${dataset.id}/ro-crate-metadata.json`, {
      '@context': 'https://w3id.org/ro/crate/1.1/context',
      '@graph': graph,
    });
  }
};

async function* graphOf(
  dataset: DatasetFacts,
  { tree: { storage } }: ExportProject,
): AsyncGenerator<JsonObject> {
  const { title, description, authors, released, dois, keywords, funders, runs } = dataset;
  const local = (name: string) => `#${encodeURIComponent(name)}`;
  // A run can be called like an organization.
  const idOf = (run: ExportedRun) => local(`run-${run.name}`);
  const references = (ids: readonly string[]): JsonObject[] => ids.map((id) => ({ '@id': id }));
  const people = authors.map(({ orcid }, index) =>
    orcid === null ? `#author-${index + 1}` : `https://orcid.org/${orcid}`,
  );
  yield {
    '@id': 'ro-crate-metadata.json',
    '@type': 'CreativeWork',
    about: { '@id': './' },
    conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' },
  };
  yield {
    '@id': './',
    '@type': 'Dataset',
    name: title,
    description,
    ...(released === null ? {} : { datePublished: released }),
    author: references(people),
    keywords: keywords.join(', '),
    citation: references(dois.map((doi) => `https://doi.org/${doi}`)),
    funder: references(funders.map(local)),
    hasPart: references(runs.map(idOf)),
  };
  for (const [index, { name, email, affiliation }] of authors.entries()) {
    const own = affiliation === null ? {} : { affiliation: { '@id': local(affiliation) } };
    yield {
      '@id': people[index] ?? '',
      '@type': 'Person',
      name,
      ...(email === null ? {} : { email }),
      ...own,
    };
  }
  const organizations = new Set([...authors.flatMap(({ affiliation }) => affiliation ?? []), ...funders]);
  for (const name of organizations) yield { '@id': local(name), '@type': 'Organization', name };
  for (const identifier of dois) {
    yield { '@id': `https://doi.org/${identifier}`, '@type': 'ScholarlyArticle', identifier };
  }
  for (const run of runs) {
    const files = await filesOfRun(run, storage);
    const hasPart = references(files.map(({ address }) => address));
    yield { '@id': idOf(run), '@type': 'Dataset', name: run.name, hasPart };
    for (const file of files) {
      const type = file.isZarr ? { '@type': 'Dataset' } : { '@type': 'File', encodingFormat: file.mediaType };
      yield { '@id': file.address, ...type, name: file.description };
    }
  }
}
