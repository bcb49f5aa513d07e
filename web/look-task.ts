import { getOrMake } from '../src/base/collections.js';
import { StorageError } from '../src/base/errors.js';
import { checkStateOf } from '../src/report/validation/check-state-of.js';
import { urlPath } from '../src/tree/layout/build-path.js';
import { parseAnyPath } from '../src/tree/layout/parse-path.js';
import type { TreeIssue } from '../src/validate/finding.js';
import type { ValidationReport } from '../src/validate/report.js';
import { datasetHeader, facetFields, type PageLinks, runCard } from '../src/view/index-page.js';
import { runSections } from '../src/view/run-page.js';
import { viewerUrl, viewerUrlAt, volumeUrl } from '../src/view/tree-answers.js';
import {
  type IndexedDataset,
  type IndexedTomogram,
  layoutOf,
  readRunContents,
  readTreeIndex,
  tomogramsOf,
} from '../src/view/tree-contents.js';
import type { Answers, Questions, ShownFinding, Task } from './messages.js';
import type { PageTree } from './page-tree.js';

function linksOf(tree: PageTree, base: string | null): PageLinks {
  return {
    runUrl: (dataset, run) => `#run/${urlPath(`${dataset}/${run}`)}`,
    fileUrl: (path) => tree.addressOf(path),
    viewerUrl: (tomogram) => (base === null ? null : viewerUrl(tomogram, base)),
  };
}

/** Indexes of trees, which are read once. */
const indexes = new WeakMap<PageTree, readonly IndexedDataset[]>();

async function indexOf(tree: PageTree, { signal, progress }: Task): Promise<readonly IndexedDataset[]> {
  const published = { storage: tree.storage, layout: await layoutOf(tree.storage) };
  let done = 0;
  const index = await readTreeIndex(published, (run) => {
    signal.throwIfAborted();
    progress({ done, of: tree.facts.runs, text: run });
    done += 1;
    return true;
  });
  indexes.set(tree, index);
  return index;
}

/** Renders the datasets of a tree, with a card for each run, as `cryoet view` does. */
export async function readIndex(
  tree: PageTree,
  { report, base }: { readonly report: ValidationReport | null; readonly base: string | null },
  task: Task,
): Promise<Answers['index']> {
  const check = report === null ? null : checkStateOf(report);
  const links = linksOf(tree, base);
  const index = indexes.get(tree) ?? (await indexOf(tree, task));
  return {
    facets: facetFields(index.flatMap(({ runs }) => runs)),
    datasets: index.map((dataset) => ({
      header: datasetHeader(dataset),
      cards: dataset.runs.map((run) => runCard(dataset.id, run, links, check)),
    })),
  };
}

/** Renders the page of a run, as `cryoet view` does. Fails with a StorageError if there is no such run. */
export async function readRun(
  tree: PageTree,
  { dataset, run, base }: Questions['run'],
  report: ValidationReport | null,
): Promise<Answers['run']> {
  const published = { storage: tree.storage, layout: await layoutOf(tree.storage) };
  const contents = await readRunContents(published, dataset, run);
  if (contents === null) throw new StorageError('missing', 'no such run', { path: `${dataset}/${run}` });
  const links = {
    ...linksOf(tree, base),
    indexUrl: '#',
    volumeUrl: (path: string, name: string) => (base === null ? null : volumeUrl(path, name, base)),
  };
  const check = report === null ? null : checkStateOf(report);
  return runSections({ dataset, run, contents, check, links });
}

/**
 * Adds to findings at a voxel the address of the viewer, if a tomogram of their voxel spacing has a viewer
 * configuration. Fails with a StorageError if a directory cannot be read.
 */
export async function withViewers(
  tree: PageTree,
  findings: readonly TreeIssue[],
  base: string | null,
): Promise<ShownFinding[]> {
  const published = { storage: tree.storage, layout: await layoutOf(tree.storage) };
  const known = new Map<string, Promise<readonly IndexedTomogram[]>>();
  return Promise.all(
    findings.map(async (finding) => {
      const { dataset, run, voxel, path } = finding;
      if (base === null || voxel === undefined || dataset === null || run === null) return finding;
      const tomograms = await getOrMake(known, `${dataset}/${run}`, () =>
        tomogramsOf(published, { dataset_id: dataset, run_name: run }),
      );
      const spacing = parseAnyPath(path, published.layout)?.variables.voxel_spacing;
      const shown = tomograms.find(({ voxelSpacing }) => voxelSpacing === spacing);
      return shown === undefined
        ? finding
        : { ...finding, viewer: viewerUrlAt(viewerUrl(shown, base), voxel) };
    }),
  );
}
