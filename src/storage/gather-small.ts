import { StorageError } from '../base/errors.js';
import type { FileWriter, Written } from './storage.js';

/** Files up to so many bytes are small: gathering one costs less than the calls that write it piece by piece. */
export const smallFileBytes = 384 * 1024;

/** Where a gathered file goes. */
export interface GatheredTarget {
  readonly location: string;
  /** Takes a small file whole. */
  put(bytes: Uint8Array): Promise<Written>;
  /** Begins a file that is not small. */
  create(): Promise<FileWriter>;
}

/** A writer that holds a small file in memory until its commit, and writes a larger one as it comes. */
export function gatherSmall(target: GatheredTarget): FileWriter {
  let pieces: {
    readonly offset: number;
    readonly bytes: Uint8Array;
    readonly remainder: bigint | undefined;
  }[] = [];
  let held = 0;
  let writer: Promise<FileWriter> | null = null;
  let isOver = false;
  const spill = async () => {
    const created = await target.create();
    const before = pieces;
    pieces = [];
    try {
      for (const { offset, bytes, remainder } of before) await created.write(offset, bytes, remainder);
    } catch (error) {
      // Nobody else knows of it yet.
      await created.abort().catch(() => undefined);
      throw error;
    }
    return created;
  };
  return {
    async write(offset, bytes, remainder) {
      if (isOver) throw new StorageError('failed', 'written to after its end', { path: target.location });
      held += bytes.length;
      if (writer === null && held <= smallFileBytes && offset + bytes.length <= smallFileBytes) {
        // The caller may fill its memory with something else once this returns; `slice` of a Buffer would not copy it.
        pieces.push({ offset, bytes: new Uint8Array(bytes), remainder });
        return;
      }
      writer ??= spill();
      await (await writer).write(offset, bytes, remainder);
    },
    async commit() {
      if (isOver) throw new StorageError('failed', 'committed after its end', { path: target.location });
      isOver = true;
      if (writer !== null) return (await writer).commit();
      const whole = new Uint8Array(Math.max(0, ...pieces.map(({ offset, bytes }) => offset + bytes.length)));
      for (const { offset, bytes } of pieces) whole.set(bytes, offset);
      pieces = [];
      return target.put(whole);
    },
    async abort() {
      isOver = true;
      pieces = [];
      await (await writer?.catch(() => null))?.abort();
    },
  };
}
