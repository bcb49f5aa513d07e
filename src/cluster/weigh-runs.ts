import pLimit from 'p-limit';
import { describeError } from '../base/messages.js';
import type { ConfigEntry, ConfigSource } from '../deposition/config/config.js';
import type { Item } from '../deposition/item.js';
import { itemsOfEntry } from '../deposition/items-of-entry.js';
import { describeKnownRun, type KnownRun, type SourceContext } from '../deposition/source-context.js';
import { type AnnotationShape, annotationShapes } from '../tree/entities/annotation-shapes.js';
import { childTypes, type EntityType, entities, type SectionName } from '../tree/entities/entity-type.js';

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

/** Kinds of work that source files make. */
const workKinds = ['volume', 'mask', 'points', 'mesh', 'copy'] as const;
type WorkKind = (typeof workKinds)[number];

/** What the source files of a run are, and how much of each. */
interface RunWork {
  /** Bytes by kind. */
  readonly bytes: Readonly<Record<WorkKind, number>>;
  readonly items: number;
  /** Tomograms, each of which has pictures and a viewer configuration. */
  readonly tomograms: number;
}

/**
 * Seconds of processor time that bytes of a source take, with what viewers load of it: docs/performance.md, the tables of
 * volumes, masks and points. The pictures of a tomogram and the rest of an item are those of runs without volumes to speak of.
 */
const secondsPerByte: Readonly<Record<WorkKind, number>> = {
  volume: 3.4e-9,
  mask: 8.2e-8,
  points: 1.2e-7,
  mesh: 1e-7,
  copy: 3e-9,
};
const secondsPerItem = 0.008;
const secondsPerTomogram = 0.18;

/** Estimated seconds of processor time of a run. */
function estimateSeconds({ bytes, items, tomograms }: RunWork): number {
  const ofBytes = workKinds.reduce((sum, kind) => sum + bytes[kind] * secondsPerByte[kind], 0);
  return ofBytes + items * secondsPerItem + tomograms * secondsPerTomogram;
}

/** What is done with the files that a source finds for items of a type. */
function workKindOf(type: EntityType, source: ConfigSource | null): WorkKind {
  if (source?.finder.kind === 'annotation') return shapeKind(source.finder.shape);
  return volumeTypes.has(type) ? 'volume' : 'copy';
}

const volumeTypes: ReadonlySet<EntityType> = new Set(['tiltseries', 'tomogram']);

function shapeKind(shape: AnnotationShape): WorkKind {
  const { kind } = annotationShapes[shape].content;
  return kind === 'caption' ? 'copy' : kind;
}

/** A source file of a run. */
interface SourceFile {
  readonly key: string;
  readonly kind: WorkKind;
}

/** The source files of a run, and how many items they make. */
interface SourceFiles {
  readonly files: readonly SourceFile[];
  readonly items: number;
  readonly tomograms: number;
  /** What went wrong with a search first; null where nothing did. */
  readonly error: unknown;
}

/**
 * Looks for the files that the items of a run are made from. What the output holds is no work; a search that fails counts
 * nothing: it fails when the run is ingested too.
 */
async function findSourceFiles(run: Item, context: SourceContext): Promise<SourceFiles> {
  const found = { files: [] as SourceFile[], items: 1, tomograms: 0, error: null as unknown };
  await collect(run, found, context);
  return found;
}

/** An identifier as good as the one that an ingest would give, for places in the output that templates may name. */
const standIn = 100;

interface Found {
  files: SourceFile[];
  items: number;
  tomograms: number;
  error: unknown;
}

async function collect(parent: Item, found: Found, context: SourceContext): Promise<void> {
  const types = [...childTypes(parent.type, 'early'), ...childTypes(parent.type, 'usual')];
  for (const type of types) {
    for (const item of await itemsBelow(type, parent, found, context)) {
      count(item, found);
      await collect(item, found, context);
    }
  }
}

function count(item: Item, found: Found): void {
  found.items += 1;
  if (item.type === 'tomogram') found.tomograms += 1;
  if (item.origin !== 'source') return;
  const inputs = item.inputs ?? item.files.map((key) => ({ key, source: item.source }));
  for (const { key, source } of inputs) found.files.push({ key, kind: workKindOf(item.type, source) });
}

/** Items that are known by their names are there once, whatever finds them. */
async function itemsBelow(
  type: EntityType,
  parent: Item,
  found: Found,
  context: SourceContext,
): Promise<Item[]> {
  const items: Item[] = [];
  for (const entry of context.config.sections[entities[type].section.name as SectionName]) {
    try {
      for (const item of await itemsOfEntry(type, inInput(entry), parent, context)) {
        items.push({ ...item, id: item.id ?? standIn });
      }
    } catch (error) {
      found.error ??= error;
    }
  }
  if (entities[type].walk?.isLevel !== true) return items;
  return [...new Map(items.map((item) => [item.name, item])).values()];
}

/** An entry with those of its sources that look into INPUT. */
function inInput(entry: ConfigEntry): ConfigEntry {
  const sources = entry.sources.filter(looksIntoInput);
  return sources.length === entry.sources.length ? entry : { ...entry, sources };
}

/** Whether a source finds what it finds without the output. */
export function looksIntoInput({ finder }: ConfigSource): boolean {
  return finder.kind !== 'destination_glob' && finder.kind !== 'destination_filter';
}
