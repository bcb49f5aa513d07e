import { latin1 } from '../text/index.js';
import { viewOf } from './picture-format.js';

const signatureBytes = 8;
/** Length, name and checksum of a chunk. */
const frameBytes = 12;

export interface PngChunk {
  readonly name: string;
  readonly data: Uint8Array;
}

/** The chunks of a PNG up to `IEND`, or to where the file is cut short. Checksums are not compared. */
export function pngChunks(content: Uint8Array): PngChunk[] {
  const view = viewOf(content);
  const chunks: PngChunk[] = [];
  for (let at = signatureBytes; at + frameBytes <= content.length; ) {
    const end = at + frameBytes + view.getUint32(at);
    if (end > content.length) break;
    const name = latin1(content.subarray(at + 4, at + 8));
    chunks.push({ name, data: content.subarray(at + 8, end - 4) });
    if (name === 'IEND') break;
    at = end;
  }
  return chunks;
}
