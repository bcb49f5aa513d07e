import { CryoetError } from '../base/errors.js';
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
import { matchName, parseAnyPath } from './layout/parse-path.js';
import {
  type DirectoryEntity,
  directories,
  type PathTemplateName,
  pathTemplates,
} from './layout/path-templates.js';
import type { PublishedTree } from './open-tree.js';
import type { Asset } from './tree-file.js';
import { readDocument } from './tree-reader.js';

/** An item with an identifier that a tree holds. */
export interface PublishedItem {
  readonly id: number;
  /** Below the tree's root. */
  readonly directory: string;
  /** What its directory fills the path templates with. */
  readonly variables: PathVariables;
  /** Null where there is none: the leavings of an interrupted ingest. */
  readonly metadataPath: string | null;
  /** Null where there is no metadata file. */
  readonly metadata: JsonObject | 'unreadable' | null;
}

/**
 * Every item of a type whose path has the known values, with its metadata; ascending by directory; none for types
 * without identifiers. `onUnreadable` is given why metadata cannot be read. Fails with a StorageError when a directory
 * cannot be read.
 */
export async function readPublishedItems(
  tree: PublishedTree,
  type: EntityType,
  known: PathVariables,
  onUnreadable: (error: CryoetError) => void,
): Promise<PublishedItem[]> {
  const variable = identityOf(type)?.variable;
  if (variable === undefined || !hasDirectory(type)) return [];
  const items: PublishedItem[] = [];
  for (const { path: directory, variables } of await findDirectories(tree, type, known)) {
    const metadataPath = await findMetadata(tree, type, directory);
    const metadata = metadataPath === null ? null : await readMetadata(tree, metadataPath, onUnreadable);
    items.push({ id: Number(variables[variable]), directory, variables, metadataPath, metadata });
  }
  return items;
}

/**
 * The metadata file in an item's directory; null where there is none. One in the names of the other layout counts: its
 * item keeps the identifier, which another one would take otherwise.
 */
export async function findMetadata(
  tree: PublishedTree,
  type: EntityType,
  directory: string,
): Promise<string | null> {
  const template = metadataTemplate(type);
  const [file] = template === null ? [] : await findFiles(tree, directory, template);
  return file?.path ?? null;
}

async function readMetadata(
  { storage }: PublishedTree,
  path: string,
  onUnreadable: (error: CryoetError) => void,
): Promise<JsonObject | 'unreadable'> {
  try {
    return await readDocument(storage, path);
  } catch (error) {
    if (!(error instanceof CryoetError)) throw error;
    onUnreadable(error);
    return 'unreadable';
  }
}

/** A directory of a tree, and what its path says. */
interface FoundDirectory {
  readonly path: string;
  readonly variables: PathVariables;
}

/**
 * The directories of all entities of a type whose paths have the known values, ascending component by component. Only
 * those directories are read in which names are not known. Fails with a StorageError when one cannot be read.
 */
export async function findDirectories(
  { storage, layout }: PublishedTree,
  type: DirectoryEntity,
  known: PathVariables,
): Promise<FoundDirectory[]> {
  let found: FoundDirectory[] = [{ path: '', variables: known }];
  for (const component of directories[type][layout].split('/')) {
    const below: FoundDirectory[] = [];
    for (const { path, variables } of found) {
      if (isFilled(component, variables)) {
        below.push({ path: joinKey(path, fillTemplate(component, variables)), variables });
        continue;
      }
      for (const { name, kind } of await storage.readDirectory(path)) {
        const values = kind === 'directory' ? matchName(component, name) : null;
        if (values !== null)
          below.push({ path: joinKey(path, name), variables: { ...variables, ...values } });
      }
    }
    found = below;
  }
  return found;
}

function isFilled(component: string, variables: PathVariables): boolean {
  return [...component.matchAll(/\{(\w+)\}/g)].every(([, name]) => name !== undefined && name in variables);
}

/**
 * What lies right in a directory at a template, in the names of either layout: those of the tree's own come first, short
 * names before long ones. Fails with a StorageError when the directory cannot be read.
 */
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
 * What makes a published item the same one over ingests, as one text; null for types without identifiers. `spacing` is
 * the voxel spacing (Å, three decimals) that it lies below; `alignmentName` gives another name to the alignment at a path.
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
