import { FormatError } from '../base/errors.js';
import { type JsonObject, numberAt, objectsAt, textAt, valueAt } from '../base/json-value.js';
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
  /** ROR identifier of the affiliation. */
  readonly ror: string | null;
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
  /** Agencies that paid, with the number of the grant. */
  readonly funding: readonly { readonly agency: string; readonly grant: string | null }[];
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
    const own = runs.filter(({ dataset }) => dataset === id);
    const facts = { id, title, runs: own, ...describe(metadata, own) };
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

function describe(
  metadata: JsonObject,
  runs: readonly ExportedRun[],
): Omit<DatasetFacts, 'id' | 'title' | 'runs'> {
  const references = valueAt(metadata, 'cross_references');
  const texts = ['publications', 'related_database_entries', 'related_database_links', 'dataset_citations'];
  const cited = texts.map((key) => textAt(references, key) ?? '').join(', ');
  const raw = runs.flatMap(({ tiltSeries }) =>
    tiltSeries.map(({ metadata }) => textAt(metadata, 'related_empiar_entry')),
  );
  const named = ['organism', 'cell_component', 'cell_type', 'tissue', 'cell_strain'].map((key) =>
    textAt(metadata, key, 'name'),
  );
  const objects = runs.flatMap(({ annotations }) => annotations.map(({ objectName }) => objectName));
  const isKnown = (name: string | null): name is string =>
    name !== null && name !== '' && name !== 'not_reported';
  return {
    description: textAt(metadata, 'dataset_description') ?? '',
    authors: objectsAt(metadata, 'authors').map((author) => ({
      name: textAt(author, 'name') ?? '',
      orcid: textAt(author, 'ORCID'),
      email: textAt(author, 'email'),
      affiliation: textAt(author, 'affiliation_name'),
      ror: textAt(author, 'affiliation_identifier'),
      isCorresponding: author.corresponding_author_status === true,
    })),
    released: textAt(metadata, 'dates', 'release_date'),
    dois: [...new Set(cited.match(/10\.[0-9]{4,9}\/[^\s,]+/g) ?? [])],
    entries: [...new Set([cited, ...raw].join(',').match(/EMPIAR-\d+|EMD-\d+|PDB-\w+/g) ?? [])],
    keywords: [...new Set(['cryo-electron tomography', ...[...named, ...objects].filter(isKnown)])],
    funding: objectsAt(metadata, 'funding').flatMap((grant) => {
      const agency = textAt(grant, 'funding_agency_name');
      return agency === null ? [] : [{ agency, grant: textAt(grant, 'grant_id') }];
    }),
  };
}

/** A file or OME-Zarr of the tree, for lists of files. */
export interface TreeItemFile {
  /** Path below the root of the tree. */
  readonly path: string;
  readonly description: string;
  /** Media type of the file, or of the files of an OME-Zarr. */
  readonly mediaType: string;
  readonly isZarr: boolean;
}

/** Media types by extension; MRC has none that is registered. */
const mediaTypes: Readonly<Record<string, string>> = {
  mrc: 'application/octet-stream',
  zarr: 'application/vnd+zarr',
  ndjson: 'application/x-ndjson',
  glb: 'model/gltf-binary',
  json: 'application/json',
};

/** Returns the volumes and annotations of a run. */
export function filesOfRun(run: ExportedRun): TreeItemFile[] {
  const volumes = [
    ...run.tiltSeries.map((item) => ({ item, what: 'Tilt series' })),
    ...run.tomograms.map((item) => ({ item, what: `Tomogram, ${item.spacing} Å` })),
  ].flatMap(({ item, what }) =>
    ['mrc_file', 'omezarr_dir'].flatMap((key) => {
      const path = textAt(item.metadata, key);
      return path === null ? [] : [{ path, what: `${what}, run ${run.name}` }];
    }),
  );
  const { points, others } = annotationFiles(run);
  const annotations = [...points, ...others].map(({ annotation, shape, path }) => ({
    path,
    what: `${annotation.objectName}: ${shape}, ${annotation.spacing} Å, run ${run.name}`,
  }));
  return [...volumes, ...annotations].map(({ path, what }) => {
    const extension = path.slice(path.lastIndexOf('.') + 1);
    const mediaType = mediaTypes[extension] ?? 'application/octet-stream';
    return { path, description: what, mediaType, isZarr: extension === 'zarr' };
  });
}

/** Returns the voxels of a volume along x and y, and its pixel size in Å; null for what is unknown. */
export function imageSize(metadata: JsonObject, spacing: string) {
  const [width, height] = ['x', 'y'].map((axis) => numberAt(metadata, 'size', axis));
  return { width: width ?? null, height: height ?? null, pixelSize: numberAt(metadata, spacing) };
}
