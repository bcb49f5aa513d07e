import type { ConfigEntry, ConfigSource } from '../config/index.js';
import type { EntityType } from '../entities/index.js';
import type { JsonObject } from '../json/index.js';

/** Where an item was found: in the deposited source, in the output, named by the config, or by default. */
export type ItemOrigin = 'source' | 'output' | 'literal' | 'default';

/** A file that one source of an annotation gave. */
export interface ItemInput {
  readonly source: ConfigSource;
  /** Key below INPUT. */
  readonly key: string;
}

/** One thing of the deposition: a run, a tomogram, a set of alignment files. */
export interface Item {
  readonly type: EntityType;
  /** Name that templates and filters see; a voxel spacing's has three decimals. */
  readonly name: string;
  readonly origin: ItemOrigin;
  /** Keys of the files it is made of: below INPUT for origin `source`, below OUTPUT for `output`. */
  readonly files: readonly string[];
  /** For entities that are grouped by inputs: which source gave which of the files. */
  readonly inputs?: readonly ItemInput[];
  /** What a key photo's literal says: path, URL or null. */
  readonly literal?: string | null;
  readonly parent: Item | null;
  readonly entry: ConfigEntry | null;
  readonly source: ConfigSource | null;
  /** Identifier within its container, for entities that have one. */
  readonly id: number | null;
  /** The metadata file in the output that a finder gave as the item, with what it says. */
  readonly reference: { readonly path: string; readonly metadata: JsonObject } | null;
}

/** An item of which nothing is known but what is given. */
export function createItem(
  type: EntityType,
  name: string,
  parent: Item | null,
  known: Partial<Omit<Item, 'type' | 'name' | 'parent'>> = {},
): Item {
  return {
    type,
    name,
    origin: 'default',
    files: [],
    parent,
    entry: null,
    source: null,
    id: null,
    reference: null,
    ...known,
  };
}

/** The nearest item of a type among an item and its parents, or null. */
export function ancestor(item: Item, type: EntityType): Item | null {
  for (let at: Item | null = item; at !== null; at = at.parent) if (at.type === type) return at;
  return null;
}

/** An item as messages name it: `tomogram TS_001 (run TS_001)`. */
export function describeItem(item: Item): string {
  const run = ancestor(item, 'run');
  const place = run === null || run === item ? '' : ` of run ${run.name}`;
  return `${item.type} ${shortName(item)}${place}`;
}

/** The last component of a name: multi-globs name items by their full path. */
export function shortName(item: Item): string {
  return item.name.split('/').at(-1) ?? item.name;
}
