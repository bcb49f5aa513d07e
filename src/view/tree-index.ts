import { decodeJson, type JsonObject } from '../json/index.js';
import { layouts, parsePath } from '../layout/index.js';
import { compareCodePoints, type Storage } from '../storage/index.js';

/** A tomogram that the viewer can open. */
export interface IndexedTomogram {
  readonly id: string;
  /** Å, as its directory says. */
  readonly voxelSpacing: string;
  /** Viewer state, below the tree's root. */
  readonly state: string;
  /** Key image, below the tree's root; null when there is none. */
  readonly image: string | null;
}

export interface IndexedRun {
  readonly name: string;
  readonly tomograms: readonly IndexedTomogram[];
}

export interface IndexedDataset {
  readonly id: string;
  readonly title: string | null;
  readonly runs: readonly IndexedRun[];
}

/** Metadata files are small; anything beyond this is something else. */
const metadataLimit = 16 * 1024 * 1024;

/** The datasets of a tree, with the runs whose names pass and the tomograms that have a viewer state. */
export async function readTreeIndex(
  storage: Storage,
  passes: (run: string) => boolean,
): Promise<IndexedDataset[]> {
  const datasets: IndexedDataset[] = [];
  for (const id of await directories(storage, '')) {
    const metadata = `${id}/dataset_metadata.json`;
    if ((await storage.stat(metadata)) === null) continue;
    const runs: IndexedRun[] = [];
    for (const name of await directories(storage, id)) {
      if (!passes(name) || (await storage.stat(`${id}/${name}/run_metadata.json`)) === null) continue;
      runs.push({ name, tomograms: await tomogramsOf(storage, `${id}/${name}`) });
    }
    datasets.push({ id, title: await titleOf(storage, metadata), runs });
  }
  return datasets;
}

async function tomogramsOf(storage: Storage, run: string): Promise<IndexedTomogram[]> {
  const tomograms: IndexedTomogram[] = [];
  for (const spacing of await directories(storage, `${run}/Reconstructions`)) {
    const place = `${run}/Reconstructions/${spacing}`;
    for (const { name, kind } of await storage.readDirectory(`${place}/NeuroglancerPrecompute`)) {
      const state = `${place}/NeuroglancerPrecompute/${name}`;
      const id = kind === 'file' ? stateOf(state) : null;
      if (id === null) continue;
      const image = `${place}/Images/${id}/key-photo-snapshot.png`;
      tomograms.push({
        id,
        voxelSpacing: spacing.replace(/^VoxelSpacing/, ''),
        state,
        image: (await storage.stat(image)) === null ? null : image,
      });
    }
  }
  return tomograms;
}

/** The tomogram that a viewer state shows; null for a path that is none in any layout. */
function stateOf(path: string): string | null {
  for (const layout of layouts) {
    const parsed = parsePath(path, layout);
    if (parsed?.slot === 'vizConfig') return parsed.variables.tomogram_id ?? null;
  }
  return null;
}

async function directories(storage: Storage, key: string): Promise<string[]> {
  const entries = await storage.readDirectory(key);
  return entries
    .filter(({ kind }) => kind === 'directory')
    .map(({ name }) => name)
    .sort(compareCodePoints);
}

async function titleOf(storage: Storage, key: string): Promise<string | null> {
  try {
    const metadata = decodeJson(await storage.get(key, metadataLimit), key) as JsonObject;
    return typeof metadata.dataset_title === 'string' ? metadata.dataset_title : null;
  } catch {
    // The page names a dataset without its title; telling what is wrong with it is validate's part.
    return null;
  }
}
