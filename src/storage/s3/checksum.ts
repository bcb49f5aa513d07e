import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { Crc64 } from '../crc64.js';
import type { Digest } from '../digest-algorithm.js';
import { crc64Digest, createHasher } from '../hash-file.js';
import type { Written } from '../storage.js';

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
  const bytes = decodeWhole(text, 8);
  return bytes === null ? null : bytes.readBigUInt64BE();
}

/** Digests of a whole object that the server keeps; none of those that are made of the checksums of parts. */
export function storedDigests({ ChecksumCRC64NVME, ChecksumSHA256 }: HeadObjectCommandOutput): Digest[] {
  const crc64 = decodeChecksum(ChecksumCRC64NVME);
  const sha256 = decodeWhole(ChecksumSHA256, 32);
  return [
    ...(crc64 === null ? [] : [crc64Digest(crc64)]),
    ...(sha256 === null ? [] : [`sha256:${sha256.toString('hex')}` as const]),
  ];
}

/**
 * An entity tag without the quotes that some answers of a server have around it and others do not; undefined where an answer has
 * none, or an empty one, as that to an upload in parts that was completed before.
 */
export function entityTag(text: string | undefined): string | undefined {
  return text?.replaceAll('"', '') || undefined;
}

/** What an upload tells of its object. */
export function written(etag: string | undefined, crc64: bigint | null): Written {
  const tag = entityTag(etag);
  return { ...(crc64 === null ? {} : { crc64 }), ...(tag === undefined ? {} : { etag: tag }) };
}

/** CRC64NVME for the SDK, which holds whole objects that it reads to their stored checksums; its own is ten times as slow. */
export class Crc64Checksum {
  #hasher = createHasher('crc64nvme');

  update(bytes: Uint8Array): void {
    this.#hasher.update(bytes);
  }

  async digest(): Promise<Uint8Array> {
    return Buffer.from(this.#hasher.finish().split(':')[1] ?? '', 'hex');
  }

  reset(): void {
    this.#hasher = createHasher('crc64nvme');
  }
}

/** So many bytes in base64; null of others, and of what has `-` and a number of parts behind it. */
function decodeWhole(text: string | undefined, length: number): Buffer | null {
  if (text === undefined || !/^[\w+/]+=*$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length ? bytes : null;
}
