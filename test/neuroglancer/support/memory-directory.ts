import type { PieceDirectory } from '../../../src/neuroglancer/points/index.js';
import type { Spill } from '../../../src/neuroglancer/sharding/index.js';

/** A directory in memory; its files are there once they are complete. */
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
        },
        async abort() {
          pieces.length = 0;
        },
      };
    },
  };
}

/** A spill in memory, which tells how much it was given. */
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
