import { encodeJson } from '../../base/json-text.js';
import type { JsonObject } from '../../base/json-value.js';
import { fullPath } from '../../deposition/finders/find-by-source.js';
import { ancestor, type Item, itemPath } from '../../deposition/item.js';
import { sourceFile, storageOf } from '../../deposition/source-files.js';
import { baseName, joinKey } from '../../storage/keys.js';
import type { Storage } from '../../storage/storage.js';
import type { IngestContext } from '../context.js';
import type { SourceCheck } from '../import-result.js';
import type { Importer } from '../importer.js';

const identifier = 100;

/** The objects that depositors identified in a run, from one table for the whole deposition. */
export const identifiedObject: Importer = {
  async outputs(item, context) {
    const { key } = await sourceFile(item, context);
    return [{ path: objectsPath(item, context), from: key, bytes: null }];
  },
  async check(item, context) {
    const objects = await readObjects(item, context);
    return objects.records.length === 0 ? nothingOf(objects, item, context) : {};
  },
  settings: async (item) => runName(item),
  async importData(item, context) {
    const objects = await readObjects(item, context);
    const { records } = objects;
    if (records.length === 0) return { bytesWritten: 0, ...nothingOf(objects, item, context) };
    const bytes = encodeJson([...records]);
    await context.output.put(objectsPath(item, context), bytes);
    return { bytesWritten: bytes.length };
  },
  async metadata(item, context): Promise<JsonObject | null> {
    const { columns, records, key } = await readObjects(item, context);
    if (records.length === 0) return null;
    return {
      object_count: records.length,
      columns: [...columns],
      file_format: 'json',
      source_file: publicPath(storageOf(item, context), key),
      identifier,
    };
  },
};

/**
 * Returns the path of a source with the bucket, or with INPUT as it was named; of an absolute INPUT only its last name,
 * since the directories above it are those of one machine.
 */
function publicPath(storage: Storage, key: string): string {
  const { url } = storage;
  return url.startsWith('/') ? joinKey(baseName(url.replace(/\/+$/, '')), key) : fullPath(storage, key);
}

async function readObjects(item: Item, context: IngestContext) {
  const { key } = await sourceFile(item, context);
  const { columns, byRun } = await context.objectTable(item);
  return { key, columns, records: byRun.get(runName(item)) ?? [], isEmpty: byRun.size === 0 };
}

/** Returns why a run gets no objects: a table without any row is probably an unfinished one. */
function nothingOf(
  { key, isEmpty }: Awaited<ReturnType<typeof readObjects>>,
  item: Item,
  context: IngestContext,
): SourceCheck {
  const note = `no rows for run ${runName(item)}`;
  if (!isEmpty) return { skipped: true, notes: [note] };
  const location = storageOf(item, context).location(key);
  const text = `${location}: the table has no rows; there is nothing to publish`;
  return { skipped: true, warnings: [{ text, of: 'empty' }] };
}

function runName(item: Item): string {
  return ancestor(item, 'run')?.name ?? '';
}

function objectsPath(item: Item, context: IngestContext): string {
  return itemPath(item, 'identifiedObjects', context.options.layout);
}
