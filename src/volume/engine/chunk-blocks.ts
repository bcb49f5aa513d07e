import {
  type BloscHeader,
  bloscHeaderBytes,
  type FrameContent,
  frameFlags,
  framePreludeBytes,
  readBloscHeader,
} from '../kernels/blosc-frame.js';
import type { OpenWaiting } from './waiting-file.js';

/** Stored blocks of a chunk's frame, one after the other. */
export interface StoredBlocks {
  /** Offset in `bytes` of each block that was read. */
  readonly offsets: readonly number[];
  readonly bytes: Uint8Array;
}

/** Returns the position in its frame where a block begins, by the head of the frame. */
export function startOfBlock(head: Uint8Array, block: number): number {
  return new DataView(head.buffer, head.byteOffset).getUint32(bloscHeaderBytes + 4 * block, true);
}

/** The frame of a chunk in a file, of which single blocks are read. */
export interface ChunkBlocks {
  /** Reads some blocks into a buffer; consecutive ones with one call of the system. Fails if they overlap by far. */
  read(blocks: readonly number[], allocate: (bytes: number) => Uint8Array): StoredBlocks;
  bytesRead(): number;
  close(): void;
}

/** Opens a chunk's frame; null without a file. Fails unless it is LZ4 blocks of this content, as long as it says. */
export function openChunkBlocks(open: OpenWaiting, path: string, content: FrameContent): ChunkBlocks | null {
  const file = open(path, false);
  if (file === null) return null;
  try {
    const prelude = new Uint8Array(framePreludeBytes(content));
    file.read(prelude, 0);
    if (!isExpected(readBloscHeader(prelude), content, file.size))
      throw new Error(`${path} is laid out otherwise`);
    let bytesRead = prelude.length;
    return {
      read(blocks, allocate) {
        const offsets: number[] = [];
        const ranges: { start: number; end: number }[] = [];
        let length = 0;
        for (const block of blocks) {
          const [start, end] = boundsOfBlock(prelude, block, file.size);
          const last = ranges.at(-1);
          if (last?.end === start) last.end = end;
          else ranges.push({ start, end });
          offsets.push(length);
          length += end - start;
        }
        // Blocks that lie in one another could take a thousand times the file.
        if (length > file.size) throw new Error(`${path} has blocks that overlap`);
        const bytes = allocate(length);
        let at = 0;
        for (const { start, end } of ranges) {
          file.read(bytes.subarray(at, at + end - start), start);
          at += end - start;
        }
        bytesRead += length;
        return { offsets, bytes };
      },
      bytesRead: () => bytesRead,
      close: () => file.close(),
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Returns where a block begins in its frame, and where it ends: where the next one begins, or the frame ends. */
function boundsOfBlock(prelude: Uint8Array, block: number, frameBytes: number): [number, number] {
  const view = new DataView(prelude.buffer, bloscHeaderBytes);
  const start = startOfBlock(prelude, block);
  let end = Math.max(start, frameBytes);
  for (let at = 0; at < view.byteLength; at += 4) {
    const other = view.getUint32(at, true);
    if (other > start && other < end) end = other;
  }
  return [start, end];
}

function isExpected(header: BloscHeader, content: FrameContent, size: number): boolean {
  return (
    header.flags === frameFlags(content) &&
    header.typeSize === content.typeSize &&
    header.contentBytes === content.contentBytes &&
    header.blockBytes === content.blockBytes &&
    header.frameBytes === size
  );
}
