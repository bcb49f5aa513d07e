import { StorageError } from '../errors/index.js';
import type { ObjectInfo, Storage } from '../storage/index.js';
import type { Item } from './item.js';
import type { SourceContext } from './source-context.js';
import { storageOf } from './source-files.js';

/** What tells one version of an item's files from another. */
export interface SourceStamps {
  /** Looks at the files of an item as they are now, unless that was done before. */
  note(item: Item, context: SourceContext): Promise<void>;
  /** Fails with a StorageError when one of them is not as it was when it was noted. */
  check(item: Item, context: SourceContext): Promise<void>;
}

/** Stamps of one ingest, none at first. */
export function createSourceStamps(): SourceStamps {
  const known = new WeakMap<Item, Promise<readonly string[]>>();
  const noted = (item: Item, context: SourceContext) => {
    const stamps = known.get(item) ?? stampsOf(item, context);
    known.set(item, stamps);
    return stamps;
  };
  return {
    async note(item, context) {
      await noted(item, context);
    },
    async check(item, context) {
      // One reading of an object tells by itself when it was replaced; of several, only the first knows how it was.
      if (storageOf(item, context).flat && !known.has(item)) return;
      const before = await noted(item, context);
      for (const [index, stamp] of (await stampsOf(item, context)).entries()) {
        if (stamp === before[index]) continue;
        throw new StorageError('failed', 'changed while it was read', {
          path: storageOf(item, context).location(item.files[index] ?? ''),
          expected: `as it was: ${before[index]}`,
          found: stamp,
          hint: 'ingest again once the source is at rest',
        });
      }
    },
  };
}

async function stampsOf(item: Item, context: SourceContext): Promise<string[]> {
  const storage = storageOf(item, context);
  if (item.origin !== 'source') return [];
  const stamps: string[] = [];
  for (const key of item.files) stamps.push(await stampOf(storage, key));
  return stamps;
}

async function stampOf(storage: Storage, key: string): Promise<string> {
  const file = await storage.stat(key);
  if (file !== null) return describe(1, file);
  let [files, size, modified] = [0, 0, 0];
  for await (const found of storage.list(key)) {
    files += 1;
    size += found.size;
    modified = Math.max(modified, found.modified);
  }
  return files === 0 ? 'nothing' : describe(files, { size, modified });
}

function describe(
  files: number,
  { size, modified, fileNumber, etag }: Omit<ObjectInfo, 'key' | 'leaves'>,
): string {
  const number = fileNumber === undefined ? '' : `, file number ${fileNumber}`;
  const tag = etag === undefined ? '' : `, ETag ${etag}`;
  const time = `${new Date(modified).toISOString().slice(0, -1)}${(modified % 1).toFixed(4).slice(2)}Z`;
  return `${files === 1 ? '' : `${files} files, `}${size} bytes of ${time}${number}${tag}`;
}
