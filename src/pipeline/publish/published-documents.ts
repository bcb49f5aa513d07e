import { ifReadable } from '../../base/errors.js';
import type { JsonObject } from '../../base/json-value.js';
import { parentKey } from '../../storage/keys.js';
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

/** A metadata file of a run in the output. */
export interface PublishedDocument {
  /** Path below the tree's root. */
  readonly path: string;
  readonly kind: MetadataKind;
  readonly type: EntityType;
  readonly dataset: string | null;
  readonly value: JsonObject;
  /** Paths below the tree's root that the document names. */
  readonly targets: ReadonlySet<string>;
}

/** Returns the metadata file of a path with its content, or null if the layout has no metadata file there. */
export function publishedDocument(path: string, value: JsonObject, { dataset }: UnitPlace, layout: Layout) {
  const template = documentTemplate(path, layout);
  const document = template === null ? null : documentAt(template);
  if (template === null || document === null) return null;
  const { kind } = document;
  const targets = new Set(referencesOf(kind, value, dataset).map(({ target }) => target));
  return { path, kind, type: templateType(template), dataset, value, targets };
}

/** Returns the path template of a metadata file, or null for other paths. */
export function documentTemplate(path: string, layout: Layout): PathTemplateName | null {
  const parsed = parseAnyPath(path, layout);
  return parsed !== null && pathTemplates[parsed.template].role === 'metadata' ? parsed.template : null;
}

/**
 * True if a metadata file names the key, a path above it or a path below it. A metadata file without paths describes
 * the data of its type in its directory.
 */
export function isNamedBy({ path, kind, type, targets }: PublishedDocument, key: string, layout: Layout) {
  for (const target of targets) if (isRelated(target, key)) return true;
  if (kind === 'viz_config' || metadataPaths[kind].length > 0 || path === key) return false;
  const parsed = parseAnyPath(key, layout);
  return parsed !== null && templateType(parsed.template) === type && parentKey(path) === parentKey(key);
}

/** True if two paths are equal or one lies below the other. */
export function isRelated(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

/**
 * Returns the readable metadata files of a run, in either layout. Reads only directories that may hold one. Fails with
 * a StorageError if a directory cannot be read.
 */
export async function readRunDocuments(storage: Storage, place: UnitPlace, layout: Layout) {
  const found: PublishedDocument[] = [];
  const visit = async (directory: string, depth: number) => {
    for (const { name, kind } of await storage.readDirectory(directory)) {
      const path = `${directory}/${name}`;
      if (kind === 'file') {
        if (documentTemplate(path, layout) === null) continue;
        const document = await ifReadable(async () =>
          publishedDocument(path, await readDocument(storage, path), place, layout),
        );
        if (document !== null) found.push(document);
      } else if (documentDirectories.some((names) => isOnTheWay(names, depth, name))) {
        await visit(path, depth + 1);
      }
    }
  };
  await visit(place.directory, 0);
  return found;
}

/** Names of the directories between a run and its metadata files, from the path templates. */
const documentDirectories = Object.values(pathTemplates)
  .filter(({ role }) => role === 'metadata')
  .flatMap(({ path }) => layouts.map((layout) => path[layout].split('/').slice(2, -1)));

function isOnTheWay(names: readonly string[], depth: number, name: string): boolean {
  const component = names[depth];
  return component !== undefined && matchName(component, name) !== null;
}
