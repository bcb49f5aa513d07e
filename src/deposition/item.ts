import type { JsonObject } from '../base/json-value.js';
import { type EntityType, entities, hasDirectory } from '../tree/entities/entity-type.js';
import { buildPath, entityDirectory, type PathVariables } from '../tree/layout/build-path.js';
import type { Layout, PathTemplateName, Variable } from '../tree/layout/path-templates.js';
import type { ConfigEntry, ConfigSource } from './config/config.js';

/** The layout variables that the names and identifiers of an item and its parents give. */
export function itemVariables(item: Item): PathVariables {
  const variables: Partial<Record<Variable, string>> = {};
  for (let at: Item | null = item; at !== null; at = at.parent) {
    const { nameVariable, identity } = entities[at.type];
    if (nameVariable !== undefined) variables[nameVariable] ??= at.name;
    if (identity !== undefined && at.id !== null) variables[identity.variable] ??= String(at.id);
  }
  return variables;
}

/** The path of one of an item's pathTemplates; `more` adds variables that the item itself does not give. */
export function itemPath(
  item: Item,
  template: PathTemplateName,
  layout: Layout,
  more: PathVariables = {},
): string {
  return buildPath(template, layout, { ...itemVariables(item), ...more });
}

/** An item's metadata file in the output; of one that was found there, the file beside what was found. */
export function itemMetadataPath(item: Item, template: PathTemplateName, layout: Layout): string {
  const { reference, origin, files } = item;
  if (reference !== null) return reference.path;
  const path = itemPath(item, template, layout);
  const [found] = files;
  return origin === 'output' && found?.includes('/')
    ? `${found.slice(0, found.lastIndexOf('/'))}/${baseName(path)}`
    : path;
}

/** The directory in the output that belongs to an item of a type that has one. */
export function itemDirectory(item: Item, layout: Layout): string | null {
  return hasDirectory(item.type) ? entityDirectory(item.type, layout, itemVariables(item)) : null;
}

/** `stem` and `extension` of a source file's name, as the layout's templates want them. */
export function fileVariables(file: string): { stem: string; extension: string } {
  const name = baseName(file);
  const dot = name.lastIndexOf('.');
  return dot <= 0
    ? { stem: name, extension: '' }
    : { stem: name.slice(0, dot), extension: name.slice(dot + 1) };
}

/** The last name of a key. */
export function baseName(path: string): string {
  return path.split('/').at(-1) ?? path;
}

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
