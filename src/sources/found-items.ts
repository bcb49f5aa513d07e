import type { ConfigEntry, ConfigSource } from '../config/index.js';
import { type EntityType, entities, identityOf } from '../entities/index.js';
import { IngestError } from '../errors/index.js';
import { parseAnyPath, pathTemplates, voxelSpacingName } from '../layout/index.js';
import { readDocument } from '../tree/index.js';
import type { Found } from './finders/found.js';
import { createItem, type Item } from './item.js';
import { referencedItem } from './referenced-item.js';
import type { SourceContext } from './source-context.js';

/** The item that one result of a source stands for; a metadata file of the output stands for what it describes. */
export async function singleItem(
  type: EntityType,
  entry: ConfigEntry,
  source: ConfigSource,
  found: Found,
  parent: Item | null,
  context: SourceContext,
): Promise<Item> {
  if (found.key?.endsWith('metadata.json')) return referenced(type, entry, source, found, parent, context);
  return createItem(type, publicName(type, found.name, source), parent, {
    origin: found.origin,
    files: found.key === null ? [] : [found.key],
    ...(found.literal === undefined ? {} : { literal: found.literal }),
    entry,
    source,
    id: publishedId(type, found, context),
  });
}

/** The identifier of what the output holds, by the directory that it lies in; null where nothing was found there. */
function publishedId(type: EntityType, { origin, key }: Found, { options }: SourceContext): number | null {
  const variable = identityOf(type)?.variable;
  if (origin !== 'output' || key === null || variable === undefined) return null;
  const place = parseAnyPath(key, options.layout);
  if (place === null || pathTemplates[place.template].entity !== type) return null;
  const id = place.variables[variable];
  return id === undefined ? null : Number(id);
}

/**
 * The item of all that a source found together; null when it found nothing. Fails with an IngestError when that is
 * the metadata files of several published items.
 */
export async function groupedItem(
  type: EntityType,
  entry: ConfigEntry,
  source: ConfigSource,
  found: readonly Found[],
  parent: Item | null,
  context: SourceContext,
): Promise<Item | null> {
  const [first] = found;
  if (first === undefined) return null;
  if (found.every(({ key }) => key?.endsWith('metadata.json'))) {
    if (found.length > 1) {
      throw new IngestError(`more than one published ${type} found`, {
        path: source.location.file,
        line: source.location.line,
        keyPath: source.location.keyPath,
        expected: 'one metadata file',
        found: found.map(({ key }) => key).join(', '),
      });
    }
    return referenced(type, entry, source, first, parent, context);
  }
  const files = found.flatMap(({ key }) => (key === null ? [] : [key]));
  const id = publishedId(type, first, context);
  return createItem(type, first.name, parent, { origin: first.origin, files, entry, source, id });
}

async function referenced(
  type: EntityType,
  entry: ConfigEntry,
  source: ConfigSource,
  found: Found,
  parent: Item | null,
  context: SourceContext,
): Promise<Item> {
  const storage = found.origin === 'output' ? context.output : context.input;
  const path = found.key ?? found.name;
  return referencedItem(
    type,
    { path, metadata: await readDocument(storage, path) },
    { entry, source, parent, found },
  );
}

/** A voxel spacing (Å) is named with three decimals; anything else as it was found. */
function publicName(type: EntityType, name: string, source: ConfigSource): string {
  if (entities[type].nameForm !== 'voxel-spacing') return name;
  const value = Number(name);
  if (name.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new IngestError('not a voxel spacing', {
      path: source.location.file,
      line: source.location.line,
      keyPath: source.location.keyPath,
      expected: 'a number above 0 (Å)',
      found: JSON.stringify(name),
    });
  }
  return voxelSpacingName(value);
}
