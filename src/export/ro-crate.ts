import type { JsonObject } from '../base/json-value.js';
import { addressOf, type DatasetFacts, filesOfRun, readDatasets } from './dataset-facts.js';
import type { ExportProject, ExportWriter } from './export-format.js';
import type { ExportedRun } from './exported-run.js';

/**
 * Writes `{dataset}/ro-crate-metadata.json` for each dataset, after RO-Crate 1.1: the dataset with its authors,
 * publications and grants, and the files of each run by their addresses in the tree.
 */
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
  const address = ({ path, isZarr }: Awaited<ReturnType<typeof filesOfRun>>[number]) =>
    `${addressOf(storage, path)}${isZarr ? '/' : ''}`;
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
    const hasPart = references(files.map(address));
    yield { '@id': idOf(run), '@type': 'Dataset', name: run.name, hasPart };
    for (const file of files) {
      const type = file.isZarr ? { '@type': 'Dataset' } : { '@type': 'File', encodingFormat: file.mediaType };
      yield { '@id': address(file), ...type, name: file.description };
    }
  }
}
