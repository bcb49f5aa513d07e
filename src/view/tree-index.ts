import { compareNaturally, inTurn } from '../base/collections.js';
import { ifReadable } from '../base/errors.js';
import { type JsonObject, textAt } from '../base/json-value.js';
import { madeAhead } from '../formats/byte-source.js';
import { parentKey } from '../storage/keys.js';
import type { Storage } from '../storage/storage.js';
import { fillTemplate, type PathVariables } from '../tree/layout/build-path.js';
import { type Layout, layouts, type PathTemplateName, pathTemplates } from '../tree/layout/path-templates.js';
import { detectLayout, type PublishedTree } from '../tree/open-tree.js';
import {
  findDirectories,
  findFiles,
  type PublishedItem,
  readPublishedItems,
} from '../tree/published-items.js';
import { readDocument } from '../tree/tree-reader.js';
import { listDatasets, listRuns } from '../tree/units.js';

export interface IndexedTomogram {
  readonly id: string;
  /** Voxel spacing of its directory, in Å with three decimals. */
  readonly voxelSpacing: string;
  /** Path of the viewer configuration below the root of the tree. */
  readonly state: string;
  /** Path of the key image below the root of the tree; null if there is none. */
  readonly image: string | null;
  /** Processing, such as `denoised`; absent if it is not stated or was not read. */
  readonly processing?: string;
}

export type IndexedRun = NonNullable<Awaited<ReturnType<typeof readRun>>>;

export interface IndexedDataset {
  readonly id: string;
  readonly title: string | null;
  /** Null if they cannot be read. */
  readonly metadata: JsonObject | null;
  /** In natural order of their names: `TS_2` before `TS_10`. */
  readonly runs: readonly IndexedRun[];
}

/** Returns the layout of a tree; the first one if a directory cannot be read, which is reported where it is shown. */
export async function layoutOf(storage: Storage): Promise<Layout> {
  return (await ifReadable(() => detectLayout(storage, ['']))) ?? layouts[0];
}

/** Runs that are read while another is: a bucket takes many requests for each. */
const runsAhead = 8;

/** Reads the datasets of a tree with the runs that pass. Fails with a StorageError. */
export async function readTreeIndex(tree: PublishedTree, passes: (run: string) => boolean) {
  const { storage } = tree;
  const datasets: IndexedDataset[] = [];
  for (const id of await listDatasets(storage)) {
    const metadata = pathOf(tree, 'datasetMetadata', { dataset_id: id });
    if ((await storage.stat(metadata)) === null) continue;
    const runs: IndexedRun[] = [];
    const names = (await listRuns(storage, id)).sort(compareNaturally);
    const read = async (name: string) => (passes(name) ? readRun(tree, id, name) : null);
    for await (const run of madeAhead(names, runsAhead, read)) if (run !== null) runs.push(run);
    // The page shows the dataset without metadata that cannot be read; validation reports the fault.
    const known = await ifReadable(() => readDocument(storage, metadata));
    datasets.push({ id, title: textAt(known, 'dataset_title'), metadata: known, runs });
  }
  return datasets;
}

/** Reads a run; null if it has no metadata file. */
async function readRun(tree: PublishedTree, dataset: string, name: string) {
  const variables = { dataset_id: dataset, run_name: name };
  if ((await tree.storage.stat(pathOf(tree, 'runMetadata', variables))) === null) return null;
  const items = await readPublishedItems(tree, 'tomogram', variables);
  const [viewed, facets] = await Promise.all([
    tomogramsOf(tree, variables),
    readFacets(tree, variables, items),
  ]);
  const tomograms = viewed.map((tomogram): IndexedTomogram => {
    const { id, voxelSpacing } = tomogram;
    const item = items.find(
      (each) => each.id === Number(id) && each.variables.voxel_spacing === voxelSpacing,
    );
    const processing = item && processingOf(item);
    return { ...tomogram, ...(processing && { processing }) };
  });
  return {
    name,
    tomograms,
    /** For a run without tomograms to view. */
    tiltSeries: tomograms.length > 0 ? [] : await tiltSeriesOf(tree, variables),
    facets,
  };
}

/** Returns the tomograms of a run that have a viewer configuration. */
export async function tomogramsOf(tree: PublishedTree, run: PathVariables): Promise<IndexedTomogram[]> {
  const spacings = await findDirectories(tree, 'voxel_spacing', run);
  const states = await inTurn(spacings, ({ variables }) =>
    findFiles(
      tree,
      fillTemplate(parentKey(pathTemplates.vizConfig.path[tree.layout]), variables),
      'vizConfig',
    ),
  );
  const tomograms = await inTurn(states.flat(), async ({ path, variables }) => {
    const image = pathOf(tree, 'keyImage', { ...variables, image: 'snapshot' });
    return {
      id: variables.tomogram_id ?? '',
      voxelSpacing: variables.voxel_spacing ?? '',
      state: path,
      image: (await tree.storage.stat(image)) === null ? null : image,
    };
  });
  return tomograms.sort((a, b) => Number(a.voxelSpacing) - Number(b.voxelSpacing));
}

async function tiltSeriesOf(tree: PublishedTree, run: PathVariables) {
  const items = await readPublishedItems(tree, 'tiltseries', run);
  return items.map(({ id, metadata }) => ({ id, metadata: metadata === 'unreadable' ? null : metadata }));
}

function pathOf({ layout }: PublishedTree, template: PathTemplateName, variables: PathVariables): string {
  return fillTemplate(pathTemplates[template].path[layout], variables);
}

/** Returns the processing that metadata of a tomogram state; null if they state none. */
function processingOf({ metadata }: PublishedItem): string | null {
  return metadata === 'unreadable' ? null : textAt(metadata, 'processing');
}

/**
 * Returns the values of each property by which pages filter runs, as they show them. Fails with a StorageError if a
 * directory cannot be read.
 */
async function readFacets(tree: PublishedTree, run: PathVariables, tomograms: readonly PublishedItem[]) {
  const annotations = await findDirectories(tree, 'annotation', run);
  const files = await Promise.all(annotations.map(({ path }) => findFiles(tree, path, 'annotationMetadata')));
  return {
    spacing: distinct(tomograms.map(({ variables }) => `${variables.voxel_spacing ?? ''} Å`)),
    processing: distinct(tomograms.map(processingOf)),
    // Keys of annotations end with their version.
    object: distinct(
      files.flat().map(({ variables }) => variables.annotation_key?.replace(/-\d+(?:\.\d+)*$/, '') ?? null),
    ),
  };
}

/** Returns different values in natural order. */
export function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))].sort(compareNaturally);
}
