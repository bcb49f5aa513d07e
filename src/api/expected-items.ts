import { defined } from '../base/collections.js';
import type { ItemRecord } from '../pipeline/walk/events.js';
import type { Storage } from '../storage/storage.js';
import { detectLayout } from '../tree/open-tree.js';
import type { ExpectedItems } from '../validate/validate.js';
import { planItems } from './ingest.js';
import type { AccessOptions } from './locations.js';

/** A deposition, and the datasets and runs of the tree that it is compared with. */
interface ExpectedRequest {
  readonly config: string;
  readonly input: string;
  readonly storage: Storage;
  readonly options: AccessOptions;
  readonly signal: AbortSignal | undefined;
  /** True if a dataset, or a run of it, is compared. */
  takes(dataset: string, run: string | null): boolean;
}

/**
 * Returns the items that a configuration finds in an input, with the files that the tree lacks. It plans an ingest
 * into the tree, which writes nothing. For a dataset or run that is missing altogether, its items are not listed.
 * Fails as an ingest does that cannot begin.
 */
export async function expectedItems(request: ExpectedRequest): Promise<ExpectedItems> {
  const { config, input, storage, options, signal, takes } = request;
  const layout = await detectLayout(storage, ['']);
  const report = await planItems({
    config,
    input,
    output: storage.url,
    options: { ...options, layout, precompute: false },
    ...defined({ signal }),
  });
  const contexts: ExpectedItems['contexts'][number][] = [];
  const absent = new Set<string>();
  let unplanned = 0;
  const byDepth = report.items.toSorted((a, b) => depthOf(a) - depthOf(b));
  for (const item of byDepth) {
    const { type, name, dataset, run, status } = item;
    if (dataset === null || !takes(dataset, run)) continue;
    if (status === 'failed') unplanned += 1;
    const runPath = run === null ? dataset : `${dataset}/${run}`;
    if (absent.has(dataset) || absent.has(runPath)) continue;
    const isPlace = type === 'dataset' || type === 'run';
    const isAbsent = isPlace && (await storage.kind(runPath)) === null;
    if (isAbsent) absent.add(runPath);
    const missing = isAbsent ? [runPath] : await missingOf(item, storage);
    contexts.push({ path: runPath, entity: type, dataset, run, name, isAbsent, missing });
  }
  const notes =
    unplanned === 0
      ? []
      : [`${unplanned} items that ${config} cannot take from ${input}: cryoet ingest --dry-run says why`];
  return { contexts, notChecked: notes };
}

/** Returns the paths of an item if none of them exists: an ingest may omit some formats. */
async function missingOf({ status, outputs, metadata }: ItemRecord, storage: Storage): Promise<string[]> {
  if (status !== 'planned') return [];
  const data = outputs.map(({ path }) => path);
  const paths = data.length > 0 || metadata === null ? data : [metadata];
  for (const path of paths) if ((await storage.kind(path)) !== null) return [];
  return paths;
}

/** Sorts datasets before their runs, and runs before their items. */
function depthOf({ type }: ItemRecord): number {
  return type === 'dataset' ? 0 : type === 'run' ? 1 : 2;
}
