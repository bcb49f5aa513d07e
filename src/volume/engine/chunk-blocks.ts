import { joinBytes } from '../../base/collections.js';
import {
  type BloscHeader,
  bloscHeaderBytes,
  type FrameContent,
  frameFlags,
  framePreludeBytes,
  readBloscHeader,
} from '../kernels/blosc-frame.js';
import type { OpenWaiting, WaitingFile } from './waiting-file.js';

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
  /** Reads some blocks; consecutive ones with one call of the system. */
  read(blocks: readonly number[]): StoredBlocks;
  bytesRead(): number;
  close(): void;
}

/**
 * Opens the frame of a chunk; null if there is no file. Fails if it is not a frame of LZ4 blocks of this content, or its
 * length differs from its header.
 */
export function openChunkBlocks(open: OpenWaiting, path: string, content: FrameContent): ChunkBlocks | null {
  const file = open(path, false);
  if (file === null) return null;
  try {
    const prelude = readAt(file, 0, framePreludeBytes(content));
    if (!isExpected(readBloscHeader(prelude), content, file.size))
      throw new Error(`${path} is laid out otherwise`);
    const starts = Array.from({ length: (prelude.length - bloscHeaderBytes) / 4 }, (_, block) =>
      startOfBlock(prelude, block),
    );
    const bounds = [...starts, file.size].sort((a, b) => a - b);
    const endOf = new Map(bounds.map((bound, index) => [bound, bounds[index + 1] ?? bound]));
    let bytesRead = prelude.length;
    return {
      read(blocks) {
        const offsets: number[] = [];
        const parts: Uint8Array[] = [];
        let [start, end, length] = [0, 0, 0];
        const flush = () => {
          if (end > start) parts.push(readAt(file, start, end - start));
          length += end - start;
        };
        for (const block of blocks) {
          const from = starts[block] ?? 0;
          if (from !== end) {
            flush();
            start = from;
          }
          offsets.push(length + from - start);
          end = endOf.get(from) ?? from;
        }
        flush();
        bytesRead += length;
        return { offsets, bytes: parts.length === 1 ? (parts[0] as Uint8Array) : joinBytes(parts) };
      },
      bytesRead: () => bytesRead,
      close: () => file.close(),
    };
  } catch (error) {
    file.close();
    throw error;
  }
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

/** Reads bytes from a position. Fails with an Error if the file ends before them. */
function readAt(file: WaitingFile, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  file.read(bytes, offset);
  return bytes;
}
