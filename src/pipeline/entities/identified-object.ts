import { parse } from 'csv-parse/sync';
import { FormatError } from '../../errors/index.js';
import { decodeText } from '../../formats/text/index.js';
import { formatJson, type JsonObject, type JsonValue } from '../../json/index.js';
import type { IngestContext } from '../context.js';
import type { Entity } from '../entity.js';
import { fullPath } from '../finders/full-path.js';
import { ancestor, type Item } from '../item.js';
import { itemPath } from '../item-paths.js';
import { sourceFile, storageOf } from '../source-files.js';

const runColumn = 'run_name';
const identifier = 100;

/** The objects that depositors identified in a run, from one table for the whole deposition. */
export const identifiedObject: Entity = {
  type: 'identified_object',
  section: 'identified_objects',
  children: [],
  grouping: 'each',
  defaults: [],
  async outputs(item, context) {
    const { key } = await sourceFile(item, context);
    return [{ slot: 'identifiedObjects', path: objectsPath(item, context), from: key, bytes: null }];
  },
  async importData(item, context) {
    const { records } = await readObjects(item, context);
    if (records.length === 0) {
      return { bytesWritten: 0, skipped: true, notes: [`no rows for run ${runName(item)}`] };
    }
    const bytes = new TextEncoder().encode(formatJson(records));
    await context.output.put(objectsPath(item, context), bytes);
    return { bytesWritten: bytes.length };
  },
  metadataPath: (item, context) => itemPath(item, 'identifiedObjectsMetadata', context.options.layout),
  async metadata(item, context): Promise<JsonObject | null> {
    const { columns, records, key } = await readObjects(item, context);
    if (records.length === 0) return null;
    return {
      object_count: records.length,
      columns,
      file_format: 'json',
      source_file: fullPath(storageOf(item, context), key),
      identifier,
    };
  },
};

async function readObjects(
  item: Item,
  context: IngestContext,
): Promise<{ key: string; columns: string[]; records: JsonObject[] }> {
  const { key } = await sourceFile(item, context);
  const storage = storageOf(item, context);
  const path = storage.location(key);
  const [header = [], ...rows] = parseTable(decodeText(await storage.get(key), path), path);
  const runIndex = header.indexOf(runColumn);
  if (runIndex < 0) {
    throw new FormatError('the identified objects name no runs', {
      path,
      line: 1,
      expected: `a column ${runColumn}`,
      found: header.join(', '),
    });
  }
  const columns = header.filter((_, index) => index !== runIndex);
  const records = rows
    .filter((row) => row[runIndex] === runName(item))
    .map((row) => {
      const cells = row.filter((_, index) => index !== runIndex);
      return Object.fromEntries(columns.map((column, index) => [column, cellValue(cells[index])]));
    });
  return { key, columns, records };
}

function parseTable(text: string, path: string): string[][] {
  try {
    return parse(text, { bom: true, skip_empty_lines: true }) as string[][];
  } catch (cause) {
    const line = (cause as { lines?: number }).lines;
    throw new FormatError('not a table of identified objects', {
      path,
      ...(line === undefined ? {} : { line }),
      expected: 'comma separated rows of equal length',
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

/** An empty cell is null; all else stays text. */
function cellValue(cell: string | undefined): JsonValue {
  return cell === undefined || cell === '' ? null : cell;
}

function runName(item: Item): string {
  return ancestor(item, 'run')?.name ?? '';
}

function objectsPath(item: Item, context: IngestContext): string {
  return itemPath(item, 'identifiedObjects', context.options.layout);
}
