import { type ByteSource, lineBatches } from '../../../formats/byte-source/index.js';

const newline = 10;
const instanceId = /"instance_id": ?(\d+)/;

/** Lines of an ndjson file that hold something, counted piece by piece. */
export async function countLines(source: ByteSource): Promise<number> {
  let lines = 0;
  let isWithinLine = false;
  for await (const chunk of source.chunks()) {
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

/** Different instances of an ndjson file, gathered line by line. */
export async function countInstances(source: ByteSource): Promise<number> {
  const ids = new Set<string>();
  for await (const lines of lineBatches(source)) {
    for (const line of lines) {
      const id = instanceId.exec(line)?.[1];
      if (id !== undefined) ids.add(id);
    }
  }
  return ids.size;
}
