import { latin1 } from '../text/index.js';
import { crc32 } from './crc32.js';
import { viewOf } from './picture-format.js';

/** Bytes before the first chunk. */
export const signatureBytes = 8;
/** Length, name and checksum of a chunk. */
const frameBytes = 12;

export interface PngChunk {
  readonly name: string;
  readonly data: Uint8Array;
  /** All of it, with length, name and checksum. */
  readonly bytes: Uint8Array;
}

/** The chunks of a PNG up to `IEND`, or to where the file is cut short. Checksums are compared by `checksumDamage`. */
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

/** The first chunk whose checksum (ISO 3309, of its name and data) is not the one behind it; null where there is none. */
export function checksumDamage(
  chunks: readonly PngChunk[],
): { readonly expected: string; readonly found: string } | null {
  for (const { name, bytes } of chunks) {
    const stated = viewOf(bytes).getUint32(bytes.length - 4);
    const computed = crc32(bytes.subarray(4, -4));
    if (stated === computed) continue;
    return {
      expected: `the checksum ${hexadecimal(computed)} of its ${name} chunk`,
      found: hexadecimal(stated),
    };
  }
  return null;
}

function hexadecimal(value: number): string {
  return value.toString(16).padStart(8, '0');
}
