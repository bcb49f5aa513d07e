import { FormatError } from '../../errors/index.js';

const checksumBytes = 4;
/** CRC-32C (Castagnoli), reflected polynomial. */
const polynomial = 0x82f63b78;
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? polynomial : 0);
  return value;
});

/** The bytes before the CRC-32C that ends them (zarr v3's codec `crc32c`). Fails with a FormatError when it differs. */
export function checkedBytes(bytes: Uint8Array, path: string): Uint8Array {
  const content = bytes.subarray(0, Math.max(0, bytes.length - checksumBytes));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const stated = bytes.length < checksumBytes ? null : view.getUint32(content.length, true);
  const found = crc32c(content);
  if (stated === found) return content;
  throw new FormatError('the checksum differs', {
    path,
    expected: stated === null ? 'a checksum of 4 bytes' : stated.toString(16).padStart(8, '0'),
    found: stated === null ? `${bytes.length} bytes` : found.toString(16).padStart(8, '0'),
  });
}

/** CRC-32C of bytes (RFC 3720, appendix B.4). */
export function crc32c(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] as number);
  return (value ^ 0xffffffff) >>> 0;
}
