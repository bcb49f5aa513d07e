import type { Layout, SlotName } from '../../layout/index.js';
import type { TreeReader, Unit } from '../../tree/index.js';
import type { DatasetContext, DepositionContext, ImageContext, JsonContext } from '../contexts/index.js';
import type { Need } from '../rule.js';
import { loadImage } from './image-file.js';
import { UnitLoader } from './unit-loader.js';

const photoMinimum = { width: 50, height: 50 };

interface Loaded {
  readonly metadata: JsonContext | null;
  readonly images: readonly ImageContext[];
}

/** What lies in a dataset outside its runs. */
export async function loadDataset(
  reader: TreeReader,
  unit: Unit,
  layout: Layout,
  needs: ReadonlySet<Need>,
  emptyDirectories: readonly string[],
  runs: readonly string[],
): Promise<DatasetContext> {
  const loaded = await load(new UnitLoader(reader, unit, layout, needs), 'datasetMetadata', 'datasetImage');
  return { ...describe(unit, layout, emptyDirectories, 'dataset'), ...loaded, runs };
}

/** What lies in the directory of a deposition. */
export async function loadDeposition(
  reader: TreeReader,
  unit: Unit,
  layout: Layout,
  needs: ReadonlySet<Need>,
  emptyDirectories: readonly string[],
): Promise<DepositionContext> {
  const loader = new UnitLoader(reader, unit, layout, needs);
  const loaded = await load(loader, 'depositionMetadata', 'depositionImage');
  return { ...describe(unit, layout, emptyDirectories, 'deposition'), ...loaded };
}

function describe(unit: Unit, layout: Layout, emptyDirectories: readonly string[], entity: string) {
  const { directory, dataset, run } = unit;
  return { path: directory, entity, dataset, run, layout, unit, emptyDirectories };
}

async function load(loader: UnitLoader, metadata: SlotName, photos: SlotName): Promise<Loaded> {
  const images: ImageContext[] = [];
  for (const file of loader.assets.of(photos)) {
    const place = loader.place(photos === 'datasetImage' ? 'dataset_keyphoto' : 'deposition_keyphoto');
    images.push(await loadImage(loader, file, place, photoMinimum));
  }
  return { metadata: await loader.json(metadata), images };
}
