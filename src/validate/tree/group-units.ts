import type { Layout } from '../../layout/index.js';
import type { ObjectInfo } from '../../storage/index.js';
import { classifyFile, type TreeFile } from './tree-file.js';
import { type Unit, unitOfPath } from './unit.js';

/**
 * Units of a listing that comes ascending by key: a run or deposition as soon as its last file went by, a dataset
 * after its runs. Holds the files of one run and of one dataset's own directory at a time.
 */
export async function* groupUnits(listing: AsyncIterable<ObjectInfo>, layout: Layout): AsyncGenerator<Unit> {
  let inner: Building | null = null;
  let dataset: Building | null = null;
  const root: Building = { head: unitOfPath(''), files: [] };
  for await (const info of listing) {
    const head = unitOfPath(info.key);
    if (inner !== null && inner.head.directory !== head.directory) {
      yield finish(inner);
      inner = null;
    }
    if (dataset !== null && dataset.head.dataset !== head.dataset) {
      yield finish(dataset);
      dataset = null;
    }
    const file = classifyFile(info, layout);
    if (head.kind === 'root') {
      root.files.push(file);
      continue;
    }
    if (head.dataset !== null) dataset ??= { head: datasetHead(head.dataset), files: [] };
    if (head.kind === 'dataset') dataset?.files.push(file);
    else {
      inner ??= { head, files: [] };
      inner.files.push(file);
    }
  }
  for (const building of [inner, dataset, root]) if (building !== null) yield finish(building);
}

interface Building {
  readonly head: Omit<Unit, 'files'>;
  readonly files: TreeFile[];
}

function datasetHead(dataset: string): Omit<Unit, 'files'> {
  return { kind: 'dataset', directory: dataset, dataset, run: null };
}

function finish({ head, files }: Building): Unit {
  return { ...head, files };
}
