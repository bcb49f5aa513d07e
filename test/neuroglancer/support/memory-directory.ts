import type { PieceDirectory } from '../../../src/neuroglancer/pieces.js';
import type { PrecomputedFiles } from '../../../src/neuroglancer/precomputed-reader.js';
import type { Spill } from '../../../src/neuroglancer/write-shards.js';
import { gunzip } from '../../../src/storage/gzip.js';

/** A file of a precomputed directory. */
export interface PrecomputedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Files written to a directory. */
export async function filesOf(
  write: (directory: PieceDirectory) => Promise<unknown>,
): Promise<PrecomputedFile[]> {
  const directory = memoryDirectory();
  await write(directory);
  return [...directory.files].map(([path, bytes]) => ({ path, bytes }));
}

/** Returns files in memory for a reader. */
export function memoryFiles(files: ReadonlyMap<string, Uint8Array>): PrecomputedFiles {
  const bytesOf = (inside: string) => files.get(inside) ?? new Uint8Array();
  return {
    sizes: new Map([...files].map(([inside, { length }]) => [inside, length])),
    gunzip,
    location: (inside) => inside,
    get: async (inside) => bytesOf(inside),
    open: async (inside) => ({
      size: bytesOf(inside).length,
      read: async (offset, length) => bytesOf(inside).slice(offset, offset + length),
      close: async () => undefined,
    }),
  };
}

/** A directory in memory; a file exists once it is complete. */
export function memoryDirectory(): PieceDirectory & { readonly files: ReadonlyMap<string, Buffer> } {
  const files = new Map<string, Buffer>();
  return {
    files,
    async put(path, bytes) {
      files.set(path, Buffer.from(bytes));
    },
    async createFile(path, size) {
      const pieces: { offset: number; bytes: Buffer }[] = [];
      return {
        async write(offset, bytes) {
          pieces.push({ offset, bytes: Buffer.from(bytes) });
        },
        async commit() {
          const whole = Buffer.alloc(
            Math.max(0, ...pieces.map(({ offset, bytes }) => offset + bytes.length)),
          );
          for (const { offset, bytes } of pieces) whole.set(bytes, offset);
          if (size !== null && size !== whole.length) throw new Error(`${path} was to have ${size} bytes`);
          files.set(path, whole);
          return {};
        },
        async abort() {
          pieces.length = 0;
        },
      };
    },
  };
}

/** A spill file in memory, which counts the bytes written to it. */
export function memorySpill(): Spill & { readonly parts: readonly number[] } {
  const parts: number[] = [];
  let content = Buffer.alloc(0);
  return {
    parts,
    async take(bytes) {
      const offset = content.length;
      content = Buffer.concat([content, Buffer.alloc(bytes)]);
      parts.push(bytes);
      return offset;
    },
    async write(offset, bytes) {
      content.set(bytes, offset);
    },
    async readInto(offset, bytes) {
      bytes.set(content.subarray(offset, offset + bytes.length));
    },
  };
}
