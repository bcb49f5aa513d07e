import { CryoetError } from '../base/errors.js';
import type { JsonObject } from '../base/json-value.js';
import { parentKey } from '../storage/keys.js';
import type { Storage } from '../storage/storage.js';
import { fillTemplate, type PathVariables } from '../tree/layout/build-path.js';
import { type PathTemplateName, pathTemplates } from '../tree/layout/path-templates.js';
import type { PublishedTree } from '../tree/open-tree.js';
import { findDirectories, findFiles, readPublishedItems } from '../tree/published-items.js';
import { readDocument } from '../tree/tree-reader.js';
import { listDatasets, listRuns } from '../tree/units.js';

/** A tomogram that the viewer can open. */
export interface IndexedTomogram {
  readonly id: string;
  /** Å, as its directory says. */
  readonly voxelSpacing: string;
  /** Viewer configuration, below the tree's root. */
  readonly state: string;
  /** Key image, below the tree's root; null when there is none. */
  readonly image: string | null;
}

export interface IndexedRun {
  readonly name: string;
  readonly tomograms: readonly IndexedTomogram[];
  /** Of a run without such tomograms. */
  readonly tiltSeries: readonly IndexedTiltSeries[];
}

/** A tilt series that stands for its run. */
export interface IndexedTiltSeries {
  readonly id: number;
  readonly metadata: JsonObject | null;
}

export interface IndexedDataset {
  readonly id: string;
  readonly title: string | null;
  readonly runs: readonly IndexedRun[];
}

/** The datasets of a tree, with the runs whose names pass and the tomograms that have a viewer configuration. */
export async function readTreeIndex(
  storage: Storage,
  passes: (run: string) => boolean,
): Promise<IndexedDataset[]> {
  // What is looked for is called the same in both layouts, or found by either name.
  const tree: PublishedTree = { storage, layout: 'documented' };
  const datasets: IndexedDataset[] = [];
  for (const id of await listDatasets(storage)) {
    const metadata = pathOf('datasetMetadata', { dataset_id: id });
    if ((await storage.stat(metadata)) === null) continue;
    const runs: IndexedRun[] = [];
    for (const name of await listRuns(storage, id)) {
      const variables = { dataset_id: id, run_name: name };
      if (!passes(name) || (await storage.stat(pathOf('runMetadata', variables))) === null) continue;
      const tomograms = await tomogramsOf(tree, variables);
      const tiltSeries = tomograms.length > 0 ? [] : await tiltSeriesOf(tree, variables);
      runs.push({ name, tomograms, tiltSeries });
    }
    datasets.push({ id, title: await titleOf(storage, metadata), runs });
  }
  return datasets;
}

/** The tomograms of a run that have a viewer configuration. */
export async function tomogramsOf(tree: PublishedTree, run: PathVariables): Promise<IndexedTomogram[]> {
  const tomograms: IndexedTomogram[] = [];
  for (const { variables: spacing } of await findDirectories(tree, 'voxel_spacing', run)) {
    const states = fillTemplate(parentKey(pathTemplates.vizConfig.path.documented), spacing);
    for (const { path, variables } of await findFiles(tree, states, 'vizConfig')) {
      const image = pathOf('keyImage', { ...variables, image: 'snapshot' });
      tomograms.push({
        id: variables.tomogram_id ?? '',
        voxelSpacing: variables.voxel_spacing ?? '',
        state: path,
        image: (await tree.storage.stat(image)) === null ? null : image,
      });
    }
  }
  return tomograms;
}

async function tiltSeriesOf(tree: PublishedTree, run: PathVariables): Promise<IndexedTiltSeries[]> {
  const items = await readPublishedItems(tree, 'tiltseries', run, () => {});
  return items.map(({ id, metadata }) => ({ id, metadata: metadata === 'unreadable' ? null : metadata }));
}

function pathOf(template: PathTemplateName, variables: PathVariables): string {
  return fillTemplate(pathTemplates[template].path.documented, variables);
}

async function titleOf(storage: Storage, key: string): Promise<string | null> {
  try {
    const { dataset_title: title } = await readDocument(storage, key);
    return typeof title === 'string' ? title : null;
  } catch (error) {
    if (!(error instanceof CryoetError)) throw error;
    // The page names a dataset without its title; telling what is wrong with it is validate's part.
    return null;
  }
}
