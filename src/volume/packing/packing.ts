/** How a file is packed. */
export type Packing = 'gzip' | 'bzip2';

/** Bytes of a file's beginning that `packingOf` looks at. */
export const packingBytes = 216;

/** How a file is packed, told by its first bytes and not by its name; null for an MRC as it is. */
export function packingOf(head: Uint8Array): Packing | null {
  const text = String.fromCharCode(...head.subarray(0, packingBytes));
  if (text.startsWith('MAP', 208)) return null;
  if (text.startsWith('\x1f\x8b')) return 'gzip';
  return /^BZh[1-9]/.test(text) ? 'bzip2' : null;
}
