import type { JsonObject } from '../base/json-value.js';
import { baseName, parentKey } from '../storage/keys.js';
import { type EntityType, entities, hasDirectory } from '../tree/entities/entity-type.js';
import { buildPath, entityDirectory, type PathVariables } from '../tree/layout/build-path.js';
import type { Layout, PathTemplateName, Variable } from '../tree/layout/path-templates.js';
import type { ConfigEntry, ConfigSource } from './config/config.js';

/** Origin of an item: found in INPUT or OUTPUT, named by the configuration, or added by default. */
export type ItemOrigin = 'source' | 'output' | 'literal' | 'default';

/** A file of an annotation with the source that found it. */
export interface ItemInput {
  readonly source: ConfigSource;
  /** Key below INPUT. */
  readonly key: string;
}

/** An item of the deposition: a run, a tomogram, a set of alignment files. */
export interface Item {
  readonly type: EntityType;
  /** Name for templates and filters; that of a voxel spacing has three decimals. */
  readonly name: string;
  readonly origin: ItemOrigin;
  /** Keys of its files: below OUTPUT for origin `output`, else below INPUT. */
  readonly files: readonly string[];
  /** The source of each file, for types of grouping `with-sources`. */
  readonly inputs?: readonly ItemInput[];
  /** The image of a key photo's literal: path, URL or null. */
  readonly literal?: string | null;
  readonly parent: Item | null;
  readonly entry: ConfigEntry | null;
  readonly source: ConfigSource | null;
  /** Identifier within its container; null for types without identifiers. */
  readonly id: number | null;
  /** The metadata file in OUTPUT that a finder returned as the item, with its content. */
  readonly reference: { readonly path: string; readonly metadata: JsonObject } | null;
}

/** Creates an item with the given properties; the others are empty. */
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

/** Returns the nearest item of a type among an item and its parents, or null. */
export function ancestor(item: Item, type: EntityType): Item | null {
  for (let at: Item | null = item; at !== null; at = at.parent) if (at.type === type) return at;
  return null;
}

/** Describes an item for messages: `tomogram a.mrc of run TS_001`. */
export function describeItem(item: Item): string {
  const run = ancestor(item, 'run');
  const place = run === null || run === item ? '' : ` of run ${run.name}`;
  return `${item.type} ${shortName(item)}${place}`;
}

/** Returns the last segment of an item's name; multi-globs name items by their full path. */
export function shortName(item: Item): string {
  return baseName(item.name);
}

/** Returns the layout variables of an item: names and identifiers of the item and its parents. */
export function itemVariables(item: Item): PathVariables {
  const variables: Partial<Record<Variable, string>> = {};
  for (let at: Item | null = item; at !== null; at = at.parent) {
    const { nameVariable, identity } = entities[at.type];
    if (nameVariable !== undefined) variables[nameVariable] ??= at.name;
    if (identity !== undefined && at.id !== null) variables[identity.variable] ??= String(at.id);
  }
  return variables;
}

/** Returns the path of an item's file in OUTPUT; `more` adds variables that the item does not have. */
export function itemPath(item: Item, template: PathTemplateName, layout: Layout, more: PathVariables = {}) {
  return buildPath(template, layout, { ...itemVariables(item), ...more });
}

/** Returns the path of an item's metadata file in OUTPUT: of an item found there, the file beside it. */
export function itemMetadataPath(item: Item, template: PathTemplateName, layout: Layout): string {
  const { reference, origin, files } = item;
  if (reference !== null) return reference.path;
  const path = itemPath(item, template, layout);
  const [found] = files;
  return origin === 'output' && found?.includes('/') ? `${parentKey(found)}/${baseName(path)}` : path;
}

/** Returns the directory of an item in OUTPUT; null for types without one. */
export function itemDirectory(item: Item, layout: Layout): string | null {
  return hasDirectory(item.type) ? entityDirectory(item.type, layout, itemVariables(item)) : null;
}

/** Returns `stem` and `extension` of a source file's name for path templates. */
export function fileVariables(file: string): { stem: string; extension: string } {
  const name = baseName(file);
  const dot = name.lastIndexOf('.');
  return dot <= 0
    ? { stem: name, extension: '' }
    : { stem: name.slice(0, dot), extension: name.slice(dot + 1) };
}
