import type { ObjectInfo, RandomReader, Storage } from '../../../src/storage/storage.js';

/** A bucket whose objects are made when they are read, and what was asked of it. */
export interface MadeStorage {
  readonly storage: Storage;
  readonly listings: readonly string[];
  /** How often each key was opened or read. */
  readonly reads: ReadonlyMap<string, number>;
}

/** A bucket of these keys, ascending; `contentOf` makes what is read. */
export function madeStorage(keys: readonly string[], contentOf: (key: string) => Uint8Array): MadeStorage {
  const listings: string[] = [];
  const reads = new Map<string, number>();
  const read = (key: string) => {
    reads.set(key, (reads.get(key) ?? 0) + 1);
    return contentOf(key);
  };
  const refuse = async (): Promise<never> => {
    throw new Error('nothing is written');
  };
  const storage: Storage = {
    url: 's3://made',
    flat: true,
    location: (key) => `s3://made/${key}`,
    async *list(prefix): AsyncGenerator<ObjectInfo> {
      listings.push(prefix);
      for (const key of keys) yield { key, size: 1_000_000, modified: 0 };
    },
    async open(key): Promise<RandomReader> {
      const bytes = read(key);
      return {
        size: bytes.length,
        localPath: null,
        read: async (offset, length) => bytes.subarray(offset, offset + length),
        close: async () => undefined,
      };
    },
    get: async (key) => read(key),
    stat: async (key) => ({ key, size: 1_000_000, modified: 0 }),
    kind: async () => 'file',
    readDirectory: async () => [],
    put: refuse,
    createExclusive: refuse,
    createFile: refuse,
    stageDirectory: refuse,
    copyFrom: refuse,
    delete: refuse,
    deleteDirectory: refuse,
    removeLeftovers: refuse,
    close: async () => undefined,
  };
  return { storage, listings, reads };
}
