import type { ObjectInfo } from './storage.js';

/**
 * Compresses files by columns, which is denser than by rows: keys share their beginnings, times are often equal.
 * Returns a function that returns them.
 */
export async function packFiles(files: readonly ObjectInfo[]): Promise<() => readonly ObjectInfo[]> {
  const { deflateRawSync, inflateRawSync } = await import('node:zlib');
  const columns = [
    files.map(({ key }) => key),
    files.map(({ size }) => size),
    files.map(({ modified }) => modified),
    files.map(({ etag }) => etag ?? null),
  ];
  // Copied, because zlib's result is a view of a larger buffer.
  const bytes = new Uint8Array(deflateRawSync(JSON.stringify(columns), { level: 1 }));
  return () => {
    const [keys, sizes, times, etags] = JSON.parse(inflateRawSync(bytes).toString()) as [
      string[],
      number[],
      number[],
      (string | null)[],
    ];
    return keys.map((key, index) => {
      const etag = etags[index] ?? null;
      const info = { key, size: sizes[index] ?? 0, modified: times[index] ?? 0 };
      return etag === null ? info : { ...info, etag };
    });
  };
}
