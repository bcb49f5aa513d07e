import { Crc64 } from '../../digest/crc64.js';

/** The CRC-64/NVME of bytes, which S3 computes and keeps for whole objects itself (CRC64NVME). */
export function checksumOf(bytes: Uint8Array): bigint {
  const crc = Crc64.shared();
  return crc.finish(crc.remainder(bytes), bytes.length);
}

/** The checksum of pieces one after the other; null where that of one is not known. */
export function joinChecksums(
  pieces: readonly { readonly bytes: number; readonly crc64: bigint | null }[],
): bigint | null {
  const crc = Crc64.shared();
  let joined: bigint | null = 0n;
  for (const { bytes, crc64 } of pieces) {
    joined = joined === null || crc64 === null ? null : crc.shift(joined, bytes) ^ crc64;
  }
  return joined;
}

/** A checksum as requests have it: eight bytes, the highest first, in base64. */
export function encodeChecksum(checksum: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(checksum);
  return bytes.toString('base64');
}

/** A checksum of an answer; null where there is none. */
export function decodeChecksum(text: string | undefined): bigint | null {
  const bytes = Buffer.from(text ?? '', 'base64');
  return bytes.length === 8 ? bytes.readBigUInt64BE() : null;
}
