import { promisify } from 'node:util';
import { deflate } from 'node:zlib';

const deflateInThread = promisify(deflate);

/** The zlib stream of the rows of a PNG, made in a thread of Node.js; fast rather than small. */
export function compressRows(rows: Uint8Array): Promise<Uint8Array> {
  return deflateInThread(rows, { level: 3 });
}
