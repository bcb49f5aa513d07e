import { isOwnFile, type Layout } from '../layout/index.js';
import type { ObjectInfo } from '../storage/index.js';
import { classifyFile, type TreeFile } from './tree-file.js';
import { datasetPlace, rootPlace, type Unit, type UnitPlace, unitOfPath } from './unit.js';

/**
 * Units of a listing that comes ascending by key: a run or deposition as soon as its last file went by, a dataset
 * after its runs. The tool's own files are left out. Holds the files of one run and of one dataset's own directory at a time.
 */
export async function* groupUnits(listing: AsyncIterable<ObjectInfo>, layout: Layout): AsyncGenerator<Unit> {
  let inner: Building | null = null;
  let dataset: Building | null = null;
  const root = begin(rootPlace);
  for await (const info of listing) {
    if (inner?.place.kind === 'run' && info.key.startsWith(`${inner.place.directory}/`)) {
      inner.files.push(classifyFile(info, layout));
      continue;
    }
    if (isOwnFile(info.key)) continue;
    const place = unitOfPath(info.key);
    if (inner !== null && inner.place.directory !== place.directory) {
      yield finish(inner);
      inner = null;
    }
    if (dataset !== null && dataset.place.dataset !== place.dataset) {
      yield finish(dataset);
      dataset = null;
    }
    const file = classifyFile(info, layout);
    if (place.kind === 'root') {
      root.files.push(file);
      continue;
    }
    if (place.dataset !== null) dataset ??= begin(datasetPlace(place.dataset));
    if (place.kind === 'dataset') dataset?.files.push(file);
    else {
      inner ??= begin(place);
      inner.files.push(file);
    }
  }
  for (const building of [inner, dataset, root]) if (building !== null) yield finish(building);
}

interface Building {
  readonly place: UnitPlace;
  readonly files: TreeFile[];
}

function begin(place: UnitPlace): Building {
  return { place, files: [] };
}

function finish({ place, files }: Building): Unit {
  return { ...place, files };
}
