import { pathToFileURL } from 'node:url';
import { FormatError } from '../base/errors.js';
import { type JsonObject, objectsAt, textAt, valueAt } from '../base/json-value.js';
import { contentType } from '../storage/content-type.js';
import type { Storage } from '../storage/storage.js';
import { buildPath } from '../tree/layout/build-path.js';
import { doiPrefix } from '../tree/metadata/common.js';
import { readDocument } from '../tree/tree-reader.js';
import { type ExportOutput, type ExportProject, kindOf } from './export-output.js';
import { annotationFiles, type ExportedRun } from './exported-run.js';

/** A dataset of the tree, for formats of archives. */
export type DatasetFacts = Awaited<ReturnType<typeof readDatasets>>[number];

/** Reads the selected datasets and reports what archives need and they lack. Fails if one cannot be read. */
export async function readDatasets({ tree: { storage, layout }, runs }: ExportProject, out: ExportOutput) {
  const found = [];
  for (const id of new Set(runs.map(({ dataset }) => dataset))) {
    const key = buildPath('datasetMetadata', layout, { dataset_id: id });
    const metadata = await readDocument(storage, key);
    const title = textAt(metadata, 'dataset_title');
    if (title === null)
      throw new FormatError('no dataset_title', { path: storage.location(key), expected: 'a title' });
    const own = runs.filter(({ dataset }) => dataset === id);
    const facts = { id, title, ...describe(metadata, own) };
    const { description, released, authors } = facts;
    const wanted = { description, 'day of release': released, authors: authors[0] };
    for (const [name, value] of Object.entries(wanted))
      if (!value) out.lose(`dataset ${id}`, `no ${name}: fill it in`);
    found.push(facts);
  }
  return found;
}

function describe(metadata: JsonObject, runs: readonly ExportedRun[]) {
  const references = valueAt(metadata, 'cross_references');
  const texts = ['publications', 'related_database_entries', 'related_database_links', 'dataset_citations'];
  const cited = texts.map((key) => textAt(references, key) ?? '').join(', ');
  const raw = runs.flatMap(({ tiltSeries }) =>
    tiltSeries.map((series) => textAt(series.metadata, 'related_empiar_entry')),
  );
  const sample = ['organism', 'cell_component', 'cell_type', 'tissue', 'cell_strain'];
  const objects = runs.flatMap(({ annotations }) => annotations.map(({ objectName }) => objectName));
  const named = [...sample.map((key) => textAt(metadata, key, 'name') ?? ''), ...objects];
  return {
    runs,
    description: textAt(metadata, 'dataset_description') ?? '',
    authors: objectsAt(metadata, 'authors').map((author) => ({
      name: textAt(author, 'name') ?? '',
      orcid: textAt(author, 'ORCID'),
      email: textAt(author, 'email'),
      affiliation: textAt(author, 'affiliation_name'),
      isCorresponding: author.corresponding_author_status === true,
    })),
    /** Day of release as YYYY-MM-DD. */
    released: textAt(metadata, 'dates', 'release_date'),
    /** Without `doi:`. */
    dois: [...new Set(cited.match(new RegExp(`${doiPrefix}[^\\s,]+`, 'g')) ?? [])],
    /** Entries of EMPIAR and EMDB, such as `EMD-1234`. */
    entries: [...new Set([cited, ...raw].join(',').match(/EMPIAR-\d+|EMD-\d+/g) ?? [])],
    keywords: [
      'cryo-electron tomography',
      ...new Set(named.filter((name) => name !== '' && name !== 'not_reported')),
    ],
    funders: objectsAt(metadata, 'funding').flatMap((grant) => textAt(grant, 'funding_agency_name') ?? []),
  };
}

/** Returns volumes and annotations of a run with their addresses. Fails with a StorageError if the tree lacks one. */
export async function filesOfRun(run: ExportedRun, storage: Storage) {
  const volumes = [...run.tiltSeries, ...run.tomograms].flatMap(({ label, metadata }) =>
    ['mrc_file', 'omezarr_dir'].flatMap((key) => {
      const path = textAt(metadata, key);
      return path === null ? [] : [{ path, description: label }];
    }),
  );
  const { points, others } = annotationFiles(run);
  const annotations = [...points, ...others].map(({ annotation, shape, path }) => ({
    path,
    description: `${annotation.label}: ${shape} of ${annotation.objectName}`,
  }));
  const all = [...volumes, ...annotations];
  await Promise.all(all.map(({ path, description }) => kindOf(storage, path, description)));
  return all.map((file) => {
    const isZarr = file.path.endsWith('.zarr');
    const mediaType = isZarr ? 'application/vnd+zarr' : contentType(file.path);
    return { ...file, isZarr, mediaType, address: `${addressOf(storage, file.path)}${isZarr ? '/' : ''}` };
  });
}

/** Returns the address of a file of the tree, by default of the tree, as a URL: in a bucket, keys are not encoded. */
export function addressOf(storage: Storage, path = ''): string {
  const location = storage.location(path);
  return storage.flat ? location.replaceAll(/[^:/]+/g, encodeURIComponent) : pathToFileURL(location).href;
}
