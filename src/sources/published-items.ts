import {
  ancestorTypes,
  type EntityType,
  entities,
  hasDirectory,
  identityOf,
  metadataTemplate,
} from '../entities/index.js';
import { describeError } from '../errors/index.js';
import type { JsonObject } from '../json/index.js';
import {
  collectionDirectory,
  directories,
  directoryName,
  entityDirectory,
  type Layout,
  otherLayout,
  parsePath,
  type SlotVariables,
} from '../layout/index.js';
import { readDocument } from '../tree/index.js';
import { ancestor, type Item } from './item.js';
import { itemVariables } from './item-paths.js';
import type { SourceContext } from './source-context.js';

/** A numbered item that the output already holds. */
export interface PublishedItem {
  readonly id: number;
  /** Directory below OUTPUT. */
  readonly directory: string;
  /** What its directory fills the path templates with. */
  readonly variables: SlotVariables;
  /** Metadata file, below OUTPUT; null where there is none: the leavings of an interrupted ingest. */
  readonly metadataPath: string | null;
  /** Null where there is no metadata file. */
  readonly metadata: JsonObject | 'unreadable' | null;
}

/**
 * Every numbered directory of a type in the output, within the container of its identifiers that an item is part of, with
 * its metadata; ascending by directory.
 */
export async function readPublishedItems(
  type: EntityType,
  within: Item,
  context: SourceContext,
): Promise<PublishedItem[]> {
  const items: PublishedItem[] = [];
  for (const found of await numberedDirectories(type, within, context)) {
    const metadataPath = await publishedMetadataPath(type, found.directory, context);
    const metadata = metadataPath === null ? null : await readMetadata(metadataPath, context);
    items.push({ ...found, metadataPath, metadata });
  }
  return items;
}

/** The directories of a type's items that the output holds within a container, whatever is in them. */
export async function numberedDirectories(
  type: EntityType,
  within: Item,
  context: SourceContext,
): Promise<Pick<PublishedItem, 'id' | 'directory' | 'variables'>[]> {
  const identity = identityOf(type);
  const container = identity === null ? null : ancestor(within, identity.container);
  if (identity === null || container === null || !hasDirectory(type)) return [];
  const template = directories[type][context.options.layout];
  const known = Object.entries(itemVariables(container)).filter(([name]) => template.includes(`{${name}}`));
  let places: SlotVariables[] = [Object.fromEntries(known)];
  const levels = [...ancestorTypes(type), type];
  for (const level of levels.slice(levels.indexOf(identity.container) + 1)) {
    if (!hasDirectory(level)) continue;
    const variable = entities[level].identity?.variable ?? entities[level].nameVariable;
    if (variable === undefined) continue;
    const inside: SlotVariables[] = [];
    for (const variables of places) {
      const collection = collectionDirectory(level, context.options.layout, variables);
      for (const { name, kind } of await context.output.readDirectory(collection)) {
        const value = kind === 'directory' ? directoryName(level, name) : null;
        if (value !== null) inside.push({ ...variables, [variable]: value });
      }
    }
    places = inside;
  }
  return places.map((variables) => ({
    id: Number(variables[identity.variable]),
    directory: entityDirectory(type, context.options.layout, variables),
    variables,
  }));
}

/**
 * The metadata file in the directory of an item of the output; null where there is none. One that was published in the
 * other layout counts: the item keeps its identifier, which another one would take otherwise.
 */
export async function publishedMetadataPath(
  type: EntityType,
  directory: string,
  { output, options }: SourceContext,
): Promise<string | null> {
  const template = metadataTemplate(type);
  const entries = await output.readDirectory(directory);
  const paths = entries
    .filter(({ kind }) => kind === 'file')
    .map(({ name }) => `${directory}/${name}`)
    // Of an annotation that was renamed, the names of all other files begin with the shortest.
    .sort((a, b) => a.length - b.length);
  const inLayout = (layout: Layout) => paths.find((path) => parsePath(path, layout)?.slot === template);
  return inLayout(options.layout) ?? inLayout(otherLayout(options.layout)) ?? null;
}

async function readMetadata(path: string, context: SourceContext): Promise<PublishedItem['metadata']> {
  try {
    return await readDocument(context.output, path);
  } catch (error) {
    context.warn(
      `${describeError(error)}: its identifier is kept, but what it identified is not known`,
      null,
    );
    return 'unreadable';
  }
}
