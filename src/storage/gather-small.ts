import { type FileWriter, WriterState, type Written } from './storage.js';

/** Files up to so many bytes are gathered in memory, which costs less than writing them piece by piece. */
export const smallFileBytes = 384 * 1024;

/** The destination of a gathered file. */
interface GatheredTarget {
  readonly location: string;
  /** Writes a small file in one call. */
  put(bytes: Uint8Array): Promise<Written>;
  /** Creates a file that exceeds `smallFileBytes`. */
  create(): Promise<FileWriter>;
}

/**
 * Returns a writer that keeps a small file in memory until `commit`, and forwards a larger one as it comes. Fails with
 * a StorageError if it is used after its end.
 */
export function gatherSmall(target: GatheredTarget): FileWriter {
  let pieces: Parameters<FileWriter['write']>[] = [];
  let held = 0;
  let writer: Promise<FileWriter> | null = null;
  const state = new WriterState(target.location);
  const spill = async () => {
    const created = await target.create();
    const before = pieces;
    pieces = [];
    try {
      for (const piece of before) await created.write(...piece);
    } catch (error) {
      // The caller cannot abort it: it has no reference to it yet.
      await created.abort().catch(() => undefined);
      throw error;
    }
    return created;
  };
  return {
    async write(offset, bytes, remainder) {
      state.check();
      held += bytes.length;
      if (writer === null && held <= smallFileBytes && offset + bytes.length <= smallFileBytes) {
        // The caller may reuse its buffer once this returns. `slice` of a Buffer would not copy it.
        pieces.push([offset, new Uint8Array(bytes), remainder]);
        return;
      }
      writer ??= spill();
      await (await writer).write(offset, bytes, remainder);
    },
    async commit() {
      state.commit();
      if (writer !== null) return (await writer).commit();
      const whole = new Uint8Array(Math.max(0, ...pieces.map(([offset, bytes]) => offset + bytes.length)));
      for (const [offset, bytes] of pieces) whole.set(bytes, offset);
      pieces = [];
      return target.put(whole);
    },
    async abort() {
      state.abort();
      pieces = [];
      await (await writer?.catch(() => null))?.abort();
    },
  };
}
