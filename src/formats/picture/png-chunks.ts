import { latin1 } from '../text/index.js';
import { viewOf } from './picture-format.js';

const signatureBytes = 8;
/** Length, name and checksum of a chunk. */
const frameBytes = 12;

export interface PngChunk {
  readonly name: string;
  readonly data: Uint8Array;
  /** All of it, with length, name and checksum. */
  readonly bytes: Uint8Array;
}

/** The chunks of a PNG up to `IEND`, or to where the file is cut short. Checksums are not compared. */
export function pngChunks(content: Uint8Array): PngChunk[] {
  const view = viewOf(content);
  const chunks: PngChunk[] = [];
  for (let at = signatureBytes; at + frameBytes <= content.length; ) {
    const end = at + frameBytes + view.getUint32(at);
    if (end > content.length) break;
    const bytes = content.subarray(at, end);
    const name = latin1(bytes.subarray(4, 8));
    chunks.push({ name, data: bytes.subarray(8, -4), bytes });
    if (name === 'IEND') break;
    at = end;
  }
  return chunks;
}
