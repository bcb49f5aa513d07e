import type { AsyncReadable } from 'zarrita';

/** Files in memory below a key, as zarrita reads them. */
export function zarritaStore(files: ReadonlyMap<string, Uint8Array>, root: string): AsyncReadable {
  const read = (key: string) => files.get(`${root}${key}`);
  return {
    get: async (key) => read(key),
    getRange: async (key, range) => {
      const bytes = read(key);
      if (bytes === undefined) return undefined;
      if ('suffixLength' in range) return bytes.slice(-range.suffixLength);
      return bytes.slice(range.offset, range.offset + range.length);
    },
  };
}
