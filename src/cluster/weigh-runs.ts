import pLimit from 'p-limit';
import { describeError } from '../base/messages.js';
import type { ConfigEntry, ConfigSource } from '../deposition/config/config.js';
import { itemsOfEntry } from '../deposition/find-items.js';
import type { Item } from '../deposition/item.js';
import { describeKnownRun, type KnownRun, type SourceContext } from '../deposition/source-context.js';
import { annotationShapes } from '../tree/entities/annotation-shapes.js';
import { childTypes, type EntityType, entities, type SectionName } from '../tree/entities/entity-type.js';

/** A run with an estimate of its work. */
export interface WeighedRun extends KnownRun {
  /** Bytes of its source files. A file that several runs share counts in equal shares. */
  readonly bytes: number;
  /** Estimated seconds of processor time. */
  readonly seconds: number;
}

/** Runs whose files are searched at the same time. */
const atATime = 16;

/**
 * Estimates the work of the runs that `passes` selects, in the order of an ingest. Warns about runs whose search for
 * files failed. Fails if the search for depositions, datasets or runs fails.
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
    const whose = failed.length === 1 ? 'a run' : `${failed.length} runs`;
    const why = `run ${first.run.run}: ${describeError(first.error)}`;
    context.warn(`the work of ${whose} is not known in full: ${why}`, null);
  }
  return weighed.map((run) => withShares(run, sharers));
}

/** The work of a run. Files that other runs may use too are kept separately until all runs are known. */
type RunFiles = Awaited<ReturnType<typeof weigh>>;

async function weigh(run: Item, dataset: string, sharers: Map<string, number>, context: SourceContext) {
  let [bytes, seconds] = [0, secondsPerItem];
  let error: unknown = null;
  const shared: { key: string; bytes: number; rate: number }[] = [];
  // A failed search fails again when the run is ingested.
  const below = itemsBelow(run, context, (thrown) => {
    error ??= thrown;
  });
  for await (const item of below) {
    seconds += item.type === 'tomogram' ? secondsPerItem + secondsPerTomogram : secondsPerItem;
    if (item.origin !== 'source') continue;
    for (const { key, source } of item.inputs ?? item.files.map((key) => ({ key, source: item.source }))) {
      const rate = secondsPerByte[workKindOf(item.type, source)];
      const size = await sizeOf(key, context);
      // A table or gain without the run's name in its path usually belongs to several runs.
      if (key.includes(run.name)) {
        bytes += size;
        seconds += size * rate;
      } else {
        sharers.set(key, (sharers.get(key) ?? 0) + 1);
        shared.push({ key, bytes: size, rate });
      }
    }
  }
  context.forget(run);
  context.inputListings.nextRound();
  return { run: describeKnownRun(run, dataset, context.config), bytes, seconds, shared, error };
}

/** Returns the bytes of a file, or of all files below a directory, as an OME-Zarr volume is one. */
async function sizeOf(key: string, { inputListings, input }: SourceContext): Promise<number> {
  const size = await inputListings.size(key);
  if (size !== null) return size;
  let sum = 0;
  for await (const file of input.list(key)) sum += file.size;
  return sum;
}

/** Adds to the work of a run its shares of the files that other runs use too. */
function withShares({ run, shared, ...own }: RunFiles, sharers: ReadonlyMap<string, number>): WeighedRun {
  let { bytes, seconds } = own;
  for (const file of shared) {
    const share = file.bytes / (sharers.get(file.key) ?? 1);
    bytes += share;
    seconds += share * file.rate;
  }
  return { ...run, bytes: Math.round(bytes), seconds: roundSeconds(seconds) };
}

/** Rounds to milliseconds, so that sums of the same times are equal on every machine. */
export function roundSeconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

/**
 * Processor time, in seconds, per byte of a source file by what is made of it, including what viewers load. Measured:
 * docs/performance.md, the tables of volumes, masks and points. The time of an item and of a tomogram (pictures, viewer
 * configuration) comes from runs with negligible volumes.
 */
const secondsPerByte = {
  volume: 3.4e-9,
  mask: 8.2e-8,
  points: 1.2e-7,
  mesh: 1e-7,
  copy: 3e-9,
};
const secondsPerItem = 0.008;
const secondsPerTomogram = 0.18;

/** Returns what is made from the files that a source finds for items of a type. */
function workKindOf(type: EntityType, source: ConfigSource | null): keyof typeof secondsPerByte {
  if (source?.finder.kind === 'annotation') {
    const { kind } = annotationShapes[source.finder.shape].content;
    return kind === 'caption' ? 'copy' : kind;
  }
  return entities[type].volume === undefined ? 'copy' : 'volume';
}

/** Identifier for path templates in the output; the real one is known only when the run is ingested. */
const standIn = 100;

/**
 * Yields the items below a parent that INPUT has sources for; those that the walk identifies by name once. A failed
 * search, whose error `failed` gets, counts as nothing found.
 */
async function* itemsBelow(
  parent: Item,
  context: SourceContext,
  failed: (error: unknown) => void,
): AsyncGenerator<Item> {
  for (const type of [...childTypes(parent.type, 'early'), ...childTypes(parent.type, 'usual')]) {
    const items: Item[] = [];
    for (const entry of context.config.sections[entities[type].section.name as SectionName]) {
      try {
        for (const item of await itemsOfEntry(type, inInput(entry), parent, context))
          items.push({ ...item, id: item.id ?? standIn });
      } catch (error) {
        failed(error);
      }
    }
    const isByName = entities[type].walk?.isLevel === true;
    for (const item of isByName ? new Map(items.map((each) => [each.name, each])).values() : items) {
      yield item;
      yield* itemsBelow(item, context, failed);
    }
  }
}

/** Returns an entry with only those of its sources that search INPUT. */
function inInput(entry: ConfigEntry): ConfigEntry {
  const sources = entry.sources.filter(looksIntoInput);
  return sources.length === entry.sources.length ? entry : { ...entry, sources };
}

/** True if a source searches INPUT, not the output. */
export function looksIntoInput({ finder }: ConfigSource): boolean {
  return finder.kind !== 'destination_glob' && finder.kind !== 'destination_filter';
}
