import { FormatError } from '../base/errors.js';
import { type JsonObject, objectsAt, textAt, valueAt } from '../base/json-value.js';
import { fillTemplate } from '../tree/layout/build-path.js';
import { pathTemplates } from '../tree/layout/path-templates.js';
import { readDocument } from '../tree/tree-reader.js';
import type { ExportProject } from './export-format.js';
import type { ExportOutput } from './export-output.js';
import { annotationFiles, type ExportedRun } from './exported-run.js';

/** A person who made the data. */
export interface DatasetAuthor {
  readonly name: string;
  readonly orcid: string | null;
  readonly email: string | null;
  readonly affiliation: string | null;
  readonly isCorresponding: boolean;
}

/** A dataset of the tree, for formats of archives. */
export interface DatasetFacts {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly authors: readonly DatasetAuthor[];
  /** Day of release as YYYY-MM-DD; null if unknown. */
  readonly released: string | null;
  /** DOIs of publications, without `doi:`. */
  readonly dois: readonly string[];
  /** Entries of databases, such as `EMD-1234` and `EMPIAR-10988`. */
  readonly entries: readonly string[];
  readonly keywords: readonly string[];
  /** Agencies that paid. */
  readonly funders: readonly string[];
  readonly runs: readonly ExportedRun[];
}

/**
 * Reads the metadata of the datasets of the selected runs. Reports what archives ask for and the metadata lack. Fails with a
 * StorageError or FormatError if they cannot be read.
 */
export async function readDatasets(
  { tree: { storage, layout }, runs }: ExportProject,
  out: ExportOutput,
): Promise<DatasetFacts[]> {
  const found: DatasetFacts[] = [];
  for (const id of new Set(runs.map(({ dataset }) => dataset))) {
    const key = fillTemplate(pathTemplates.datasetMetadata.path[layout], { dataset_id: id });
    const metadata = await readDocument(storage, key);
    const title = textAt(metadata, 'dataset_title');
    if (title === null)
      throw new FormatError('no dataset_title', { path: storage.location(key), expected: 'a title' });
    const facts = {
      id,
      title,
      ...describe(
        metadata,
        runs.filter(({ dataset }) => dataset === id),
      ),
    };
    const lacking = {
      description: facts.description,
      'day of release': facts.released,
      authors: facts.authors[0],
    };
    for (const [name, value] of Object.entries(lacking))
      if (!value) out.lose(`dataset ${id}`, `no ${name}: fill it in`);
    found.push(facts);
  }
  return found;
}

function describe(metadata: JsonObject, runs: readonly ExportedRun[]): Omit<DatasetFacts, 'id' | 'title'> {
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
    released: textAt(metadata, 'dates', 'release_date'),
    dois: [...new Set(cited.match(/10\.[0-9]{4,9}\/[^\s,]+/g) ?? [])],
    entries: [...new Set([cited, ...raw].join(',').match(/EMPIAR-\d+|EMD-\d+|PDB-\w+/g) ?? [])],
    keywords: [
      'cryo-electron tomography',
      ...new Set(named.filter((name) => name !== '' && name !== 'not_reported')),
    ],
    funders: objectsAt(metadata, 'funding').flatMap((grant) => textAt(grant, 'funding_agency_name') ?? []),
  };
}

/** A file or OME-Zarr of the tree, for lists of files. */
export interface TreeItemFile {
  /** Path below the root of the tree. */
  readonly path: string;
  readonly description: string;
  readonly mediaType: string;
  readonly isZarr: boolean;
}

/** Media types by extension; MRC has none. */
const mediaTypes = new Map([
  ['zarr', 'application/vnd+zarr'],
  ['ndjson', 'application/x-ndjson'],
  ['glb', 'model/gltf-binary'],
  ['json', 'application/json'],
]);

/** Returns the volumes and annotations of a run. */
export function filesOfRun(run: ExportedRun): TreeItemFile[] {
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
  return [...volumes, ...annotations].map((file) => {
    const extension = file.path.slice(file.path.lastIndexOf('.') + 1);
    const mediaType = mediaTypes.get(extension) ?? 'application/octet-stream';
    return { ...file, mediaType, isZarr: extension === 'zarr' };
  });
}
