import { IngestError, StorageError } from '../errors/index.js';
import { missingFile, type Storage } from '../storage/index.js';
import { describeItem, type Item } from './item.js';
import type { SourceContext } from './source-context.js';

/** The storage an item's files lie in. */
export function storageOf(item: Item, context: SourceContext): Storage {
  return item.origin === 'output' ? context.output : context.input;
}

/** The one file an item was found as; fails with an IngestError when it is a directory or missing. */
export async function sourceFile(
  item: Item,
  context: SourceContext,
): Promise<{ key: string; bytes: number }> {
  const [key] = item.files;
  if (key === undefined) {
    throw new IngestError('no source file', {
      entity: describeItem(item),
      expected: 'one file',
      found: 'none',
    });
  }
  return { key, bytes: await fileSize(item, key, context) };
}

/** Bytes of one of an item's files; fails with an IngestError when it is a directory or missing. */
export async function fileSize(item: Item, key: string, context: SourceContext): Promise<number> {
  const size = await context.fileSize(item, key);
  if (size !== null) return size;
  const storage = storageOf(item, context);
  const isDirectory = (await storage.readDirectory(key)).length > 0;
  throw new IngestError('not a file', {
    path: storage.location(key),
    entity: describeItem(item),
    expected: 'a file',
    found: isDirectory ? 'a directory' : await whatIsThere(storage, key),
    hint: 'narrow the pattern so that it lists files only',
  });
}

/** What is listed and cannot be opened, a link for one, as opening it tells. */
async function whatIsThere(storage: Storage, key: string): Promise<string> {
  if (storage.flat) return 'nothing';
  try {
    await (await storage.open(key)).close();
  } catch (error) {
    if (error instanceof StorageError && error.message !== missingFile) return error.message;
  }
  return 'nothing';
}
