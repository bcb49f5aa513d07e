import { entities, hasDirectory } from '../entities/index.js';
import {
  buildPath,
  entityDirectory,
  type Layout,
  type PathTemplateName,
  type PathVariables,
  type Variable,
} from '../layout/index.js';
import type { Item } from './item.js';

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
