import type { ByteSource } from '../../../formats/byte-source/index.js';
import { type LineReader, readPublishedPoints } from '../../../formats/points/index.js';

const newline = 10;

/** Lines of an ndjson file that hold something, counted piece by piece. */
export async function countLines(source: ByteSource): Promise<number> {
  let lines = 0;
  let isWithinLine = false;
  for await (const { buffer, byteOffset, byteLength } of source.chunks()) {
    const chunk = Buffer.from(buffer, byteOffset, byteLength);
    for (let start = 0; start < chunk.length; ) {
      const end = chunk.indexOf(newline, start);
      if (end < 0) {
        isWithinLine = true;
        break;
      }
      if (isWithinLine || end > start) lines++;
      isWithinLine = false;
      start = end + 1;
    }
  }
  return lines + (isWithinLine ? 1 : 0);
}

/** Different instances of an ndjson file, gathered line by line. Fails with a FormatError at a line that is not a point. */
export async function countInstances(source: ByteSource, reader: LineReader | null = null): Promise<number> {
  const ids = new Set<number>();
  for await (const points of readPublishedPoints(source, undefined, reader)) {
    for (const { instance } of points) if (instance !== null) ids.add(instance);
  }
  return ids.size;
}
