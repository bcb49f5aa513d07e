import { inTurn } from '../base/collections.js';
import { type CryoetError, ifReadable } from '../base/errors.js';
import type { JsonObject } from '../base/json-value.js';
import { joinKey } from '../storage/keys.js';
import {
  type EntityType,
  hasDirectory,
  identityKey,
  identityOf,
  metadataTemplate,
} from './entities/entity-type.js';
import { fillTemplate, type PathVariables } from './layout/build-path.js';
import { originalOf, withdrawnPath } from './layout/own-files.js';
import { matchName, parseAnyPath } from './layout/parse-path.js';
import {
  type DirectoryEntity,
  directories,
  type PathTemplateName,
  pathTemplates,
} from './layout/path-templates.js';
import type { PublishedTree } from './open-tree.js';
import type { Asset } from './tree-file.js';
import { hasVariables } from './tree-file.js';
import { readDocument } from './tree-reader.js';

export interface PublishedItem {
  readonly id: number;
  /** Directory below the root of the tree. */
  readonly directory: string;
  readonly variables: PathVariables;
  /** Null for a directory without metadata, which an interrupted ingest left. */
  readonly metadataPath: string | null;
  readonly metadata: JsonObject | 'unreadable' | null;
}

/**
 * Returns every item of a type whose path has the known variables, with its metadata, ascending by directory; none
 * for types without identifiers. Calls `onUnreadable` for metadata that cannot be read. Fails with a StorageError if
 * a directory cannot be read.
 */
export async function readPublishedItems(
  tree: PublishedTree,
  type: EntityType,
  known: PathVariables,
  onUnreadable?: (error: CryoetError) => void,
): Promise<PublishedItem[]> {
  const variable = identityOf(type)?.variable;
  if (variable === undefined || !hasDirectory(type)) return [];
  return inTurn(await findDirectories(tree, type, known), async ({ path: directory, variables }) => {
    const metadataPath = await findMetadata(tree, type, directory);
    const metadata = metadataPath === null ? null : await readMetadata(tree, metadataPath, onUnreadable);
    return { id: Number(variables[variable]), directory, variables, metadataPath, metadata };
  });
}

/**
 * Returns the items of a type in a run whose path has the known variables and whose metadata an interrupted ingest has
 * withdrawn, with these metadata; `run` is the directory of the run.
 */
export async function readWithdrawnItems(
  { storage, layout }: PublishedTree,
  type: EntityType,
  known: PathVariables,
  run: string,
): Promise<Pick<PublishedItem, 'id' | 'variables' | 'metadata'>[]> {
  const variable = identityOf(type)?.variable;
  const items: Pick<PublishedItem, 'id' | 'variables' | 'metadata'>[] = [];
  if (variable === undefined) return items;
  for await (const { key } of storage.list(withdrawnPath(run))) {
    const { path = '', isReduced } = originalOf(key) ?? {};
    const parsed = parseAnyPath(path, layout);
    if (parsed === null || isReduced === true || parsed.template !== metadataTemplate(type)) continue;
    if (!hasVariables(parsed, known)) continue;
    const metadata = await readMetadata({ storage, layout }, key);
    items.push({ id: Number(parsed.variables[variable]), variables: parsed.variables, metadata });
  }
  return items;
}

/** Returns the metadata file in an item's directory, also under its name in the other layout; null without. */
export async function findMetadata(tree: PublishedTree, type: EntityType, directory: string) {
  const template = metadataTemplate(type);
  const [file] = template === null ? [] : await findFiles(tree, directory, template);
  return file?.path ?? null;
}

async function readMetadata({ storage }: PublishedTree, path: string, note?: (error: CryoetError) => void) {
  return (await ifReadable(() => readDocument(storage, path), note)) ?? 'unreadable';
}

/**
 * Returns the directories of all entities of a type whose paths have the known variables, ascending component by
 * component. Directories are listed only where a name is unknown. Fails with a StorageError if one cannot be read.
 */
export async function findDirectories(
  { storage, layout }: PublishedTree,
  type: DirectoryEntity,
  known: PathVariables,
): Promise<Pick<Asset, 'path' | 'variables'>[]> {
  let found: Pick<Asset, 'path' | 'variables'>[] = [{ path: '', variables: known }];
  for (const component of directories[type][layout].split('/')) {
    const names = [...component.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const below = await inTurn(found, async ({ path, variables }) => {
      if (names.every((name) => name in variables))
        return [{ path: joinKey(path, fillTemplate(component, variables)), variables }];
      return (await storage.readDirectory(path)).flatMap(({ name, kind }) => {
        const values = kind === 'directory' ? matchName(component, name) : null;
        return values === null ? [] : [{ path: joinKey(path, name), variables: { ...variables, ...values } }];
      });
    });
    found = below.flat();
  }
  return found;
}

/** Returns the files of a template in a directory, the tree's layout first. Fails with a StorageError. */
export async function findFiles(
  { storage, layout }: PublishedTree,
  directory: string,
  template: PathTemplateName,
): Promise<Pick<Asset, 'path' | 'variables' | 'layout'>[]> {
  const wanted = pathTemplates[template].kind === 'file' ? 'file' : 'directory';
  const entries = await storage.readDirectory(directory);
  return entries
    .flatMap(({ name, kind }) => {
      const path = `${directory}/${name}`;
      const parsed = kind === wanted ? parseAnyPath(path, layout) : null;
      return parsed?.template === template && parsed.inside === '' ? [{ path, ...parsed }] : [];
    })
    .sort(
      (a, b) => Number(b.layout === layout) - Number(a.layout === layout) || a.path.length - b.path.length,
    );
}

/**
 * Returns the identity of a published item as one text, equal for the same item in different ingests; null for types
 * without identifiers. `spacing` is the voxel spacing (Å, three decimals) above the item. `alignmentName` can replace
 * the path of an alignment by another name.
 */
export function publishedIdentity(
  type: EntityType,
  metadata: JsonObject,
  spacing: string | null,
  alignmentName = (path: string): string => path,
): string | null {
  const identity = identityOf(type);
  if (identity === null) return null;
  return identityKey(identity.fields, (field) => {
    if (field === 'voxel_spacing') return spacing;
    const value = metadata[field];
    return field === 'alignment_metadata_path' && typeof value === 'string' ? alignmentName(value) : value;
  });
}
