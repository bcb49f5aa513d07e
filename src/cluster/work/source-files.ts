import type { ConfigEntry, ConfigSource } from '../../config/index.js';
import { childTypes, type EntityType, entities, type SectionName } from '../../entities/index.js';
import type { Item } from '../../sources/item.js';
import { itemsOfEntry } from '../../sources/items-of-entry.js';
import type { SourceContext } from '../../sources/source-context.js';
import { type WorkKind, workKindOf } from './run-work.js';

/** A source file of a run. */
export interface SourceFile {
  readonly key: string;
  readonly kind: WorkKind;
}

/** The source files of a run, and how many items they make. */
export interface SourceFiles {
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
export async function findSourceFiles(run: Item, context: SourceContext): Promise<SourceFiles> {
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
