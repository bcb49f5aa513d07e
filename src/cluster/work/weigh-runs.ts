import pLimit from 'p-limit';
import { describeError } from '../../errors/index.js';
import type { Item } from '../../sources/item.js';
import { describeKnownRun, type KnownRun } from '../../sources/known-runs.js';
import type { SourceContext } from '../../sources/source-context.js';
import { estimateSeconds, type WorkKind } from './run-work.js';
import { findSourceFiles } from './source-files.js';

/** A run with what is known of its work. */
export interface WeighedRun extends KnownRun {
  /** Bytes of its source files; of files that several runs share, its share. */
  readonly bytes: number;
  /** Estimated seconds of processor time. */
  readonly seconds: number;
}

/** Runs looked at at the same time. */
const atATime = 16;

/**
 * The runs of a deposition that `passes` lets through, in the order in which an ingest comes to them, with their work. Fails
 * with what a search for depositions, datasets or runs fails with.
 */
export async function weighRuns(
  context: SourceContext,
  passes: (type: Item['type'], name: string) => boolean = () => true,
): Promise<WeighedRun[]> {
  const limit = pLimit(atATime);
  const sharers = new Map<string, number>();
  const weighing: Promise<RunFiles>[] = [];
  const find = async (type: Item['type'], parent: Item | null) =>
    (await context.find(type, parent)).filter(({ name }) => passes(type, name));
  for (const deposition of await find('deposition', null)) {
    for (const dataset of await find('dataset', deposition)) {
      for (const run of await find('run', dataset)) {
        weighing.push(limit(() => weigh(run, dataset.name, sharers, context)));
      }
    }
  }
  const weighed = await Promise.all(weighing);
  const failed = weighed.filter(({ error }) => error !== null);
  const [first] = failed;
  if (first !== undefined) {
    context.warn(
      `the work of ${failed.length === 1 ? 'a run' : `${failed.length} runs`} is not known in full: run ${first.run.run}: ${describeError(first.error)}`,
      null,
    );
  }
  return weighed.map((run) => sum(run, sharers));
}

/** A run with its bytes; files that other runs may have too are kept apart until all runs are known. */
interface RunFiles {
  readonly run: KnownRun;
  readonly bytes: Record<WorkKind, number>;
  readonly shared: readonly { readonly key: string; readonly kind: WorkKind; readonly bytes: number }[];
  readonly items: number;
  readonly tomograms: number;
  readonly error: unknown;
}

async function weigh(
  run: Item,
  dataset: string,
  sharers: Map<string, number>,
  context: SourceContext,
): Promise<RunFiles> {
  const { files, items, tomograms, error } = await findSourceFiles(run, context);
  const bytes = { volume: 0, mask: 0, points: 0, mesh: 0, copy: 0 };
  const shared: { key: string; kind: WorkKind; bytes: number }[] = [];
  for (const { key, kind } of files) {
    const size = await sizeOf(key, context);
    // Tables are often of all runs; so are gains.
    if (key.includes(run.name)) bytes[kind] += size;
    else {
      sharers.set(key, (sharers.get(key) ?? 0) + 1);
      shared.push({ key, kind, bytes: size });
    }
  }
  context.forget(run);
  context.inputListings.nextRound();
  return { run: describeKnownRun(run, dataset, context.config), bytes, shared, items, tomograms, error };
}

/** Bytes of a file, or of all below a directory, which is a volume too. */
async function sizeOf(key: string, { inputListings, input }: SourceContext): Promise<number> {
  const size = await inputListings.size(key);
  if (size !== null) return size;
  let sum = 0;
  for await (const file of input.list(key)) sum += file.size;
  return sum;
}

function sum({ run, bytes, shared, items, tomograms }: RunFiles, sharers: Map<string, number>): WeighedRun {
  const all = { ...bytes };
  for (const file of shared) all[file.kind] += file.bytes / (sharers.get(file.key) ?? 1);
  return {
    ...run,
    bytes: Math.round(Object.values(all).reduce((total, each) => total + each, 0)),
    seconds: Math.round(estimateSeconds({ bytes: all, items, tomograms }) * 1000) / 1000,
  };
}
