import type { JsonObject, JsonValue } from '../base/json-value.js';
import { urlPath } from '../tree/layout/build-path.js';
import { addressOf, type DatasetFacts, filesOfRun, readDatasets } from './dataset-facts.js';
import type { ExportWriter } from './export-format.js';

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
