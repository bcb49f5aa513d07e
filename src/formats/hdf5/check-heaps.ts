import { FormatError } from '../../errors/index.js';

const signature = [0x47, 0x43, 0x4f, 0x4c];
const headerBytes = 16;

/**
 * Fails with a FormatError where an object of a global heap takes no bytes: the library would look at it for ever. Heaps hold
 * strings of any length. HDF5 File Format Specification 3.0, III.E: a collection has the signature `GCOL`, version 1, three zeros and
 * its size; each object its index, references, four zeros, size and data, and the one of index 0 is what is free. The library counts
 * sizes in 32 bits, and those of damaged files wrap round.
 */
export function checkHeaps(bytes: Uint8Array, path: string): void {
  if (!hasKnownLengths(bytes)) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = (at: number) => view.getUint32(at, true);
  for (let heap = find(bytes, 0); heap !== -1; heap = find(bytes, heap + 1)) {
    if (heap + headerBytes > bytes.length || bytes[heap + 4] !== 1) continue;
    const end = Math.min(bytes.length, heap + size(heap + 8));
    for (let at = heap + headerBytes; at + headerBytes <= end; ) {
      const isFree = view.getUint16(at, true) === 0;
      const padded = ((size(at + 8) + 7) >>> 0) & ~7;
      const taken = isFree ? size(at + 8) : (headerBytes + padded) >>> 0;
      if (taken === 0) {
        const facts = { path, offset: at, expected: 'an object of some bytes', found: 'none' };
        throw new FormatError('a heap of the HDF5 file is damaged', facts);
      }
      at += taken;
    }
  }
}

/** Whether lengths have 4 or 8 bytes, as the superblock says; objects of heaps begin alike then. */
function hasKnownLengths(bytes: Uint8Array): boolean {
  const found = bytes[(bytes[8] ?? 0) < 2 ? 14 : 10];
  return found === 4 || found === 8;
}

function find(bytes: Uint8Array, from: number): number {
  const [first = 0] = signature;
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (signature.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}
