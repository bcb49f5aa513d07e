import { CryoetError } from '../../base/errors.js';
import type { JsonObject } from '../../base/json-value.js';
import type { Storage } from '../../storage/storage.js';
import { documentAt, type MetadataKind, metadataPaths } from '../../tree/entities/documents.js';
import { type EntityType, templateType } from '../../tree/entities/entity-type.js';
import { matchName, parseAnyPath } from '../../tree/layout/parse-path.js';
import {
  type Layout,
  layouts,
  type PathTemplateName,
  pathTemplates,
} from '../../tree/layout/path-templates.js';
import { referencesOf } from '../../tree/references.js';
import { readDocument } from '../../tree/tree-reader.js';
import type { UnitPlace } from '../../tree/units.js';

/** A metadata file of a run, as it is in the output. */
export interface PublishedDocument {
  /** Below the tree's root. */
  readonly path: string;
  readonly kind: MetadataKind;
  readonly type: EntityType;
  readonly dataset: string | null;
  readonly value: JsonObject;
  /** Paths below the tree's root that it names. */
  readonly targets: ReadonlySet<string>;
}

/** The metadata file of a path, with what it says; null where the layout has none there. */
export function publishedDocument(
  path: string,
  value: JsonObject,
  { dataset }: UnitPlace,
  layout: Layout,
): PublishedDocument | null {
  const template = documentTemplate(path, layout);
  const document = template === null ? null : documentAt(template);
  if (template === null || document === null) return null;
  const { kind } = document;
  const targets = new Set(referencesOf(kind, value, dataset).map(({ target }) => target));
  return { path, kind, type: templateType(template), dataset, value, targets };
}

/** The template of a metadata file; null for every other path. */
export function documentTemplate(path: string, layout: Layout): PathTemplateName | null {
  const parsed = parseAnyPath(path, layout);
  return parsed !== null && pathTemplates[parsed.template].role === 'metadata' ? parsed.template : null;
}

/**
 * Whether a metadata file names what lies at a key, above or below it. One that names no paths at all describes the data of
 * its type beside it.
 */
export function isNamedBy(
  { path, kind, type, targets }: PublishedDocument,
  key: string,
  layout: Layout,
): boolean {
  for (const target of targets) if (isRelated(target, key)) return true;
  if (kind === 'viz_config' || metadataPaths[kind].length > 0 || path === key) return false;
  const parsed = parseAnyPath(key, layout);
  return parsed !== null && templateType(parsed.template) === type && directoryOf(path) === directoryOf(key);
}

/** Whether two paths are one, or one lies below the other. */
export function isRelated(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

/**
 * The metadata files of a run that can be read, in the names of either layout. Only directories are read that may hold one;
 * fails with a StorageError when one of them cannot be.
 */
export async function readRunDocuments(
  storage: Storage,
  place: UnitPlace,
  layout: Layout,
): Promise<PublishedDocument[]> {
  const found: PublishedDocument[] = [];
  const visit = async (directory: string, depth: number) => {
    for (const { name, kind } of await storage.readDirectory(directory)) {
      const path = `${directory}/${name}`;
      if (kind === 'file') {
        if (documentTemplate(path, layout) === null) continue;
        const document = await read(storage, path, place, layout);
        if (document !== null) found.push(document);
      } else if (documentDirectories.some((names) => isOnTheWay(names, depth, name))) {
        await visit(path, depth + 1);
      }
    }
  };
  await visit(place.directory, 0);
  return found;
}

/** Names of the directories between a run's and its metadata files, as the templates have them. */
const documentDirectories = Object.values(pathTemplates)
  .filter(({ role }) => role === 'metadata')
  .flatMap(({ path }) => layouts.map((layout) => path[layout].split('/').slice(2, -1)));

function isOnTheWay(names: readonly string[], depth: number, name: string): boolean {
  const component = names[depth];
  return component !== undefined && matchName(component, name) !== null;
}

async function read(
  storage: Storage,
  path: string,
  place: UnitPlace,
  layout: Layout,
): Promise<PublishedDocument | null> {
  try {
    return publishedDocument(path, await readDocument(storage, path), place, layout);
  } catch (error) {
    if (error instanceof CryoetError) return null;
    throw error;
  }
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
