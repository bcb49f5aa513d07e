import { createHash } from 'node:crypto';
import type { GetObjectCommandOutput, HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { Crc64, crc64Digest } from '../crc64.js';
import type { Digest } from '../digest-algorithm.js';
import { createHasher } from '../hash-file.js';
import type { Written } from '../storage.js';

/** Returns the CRC-64/NVME of bytes. S3 computes it too and stores it for whole objects (CRC64NVME). */
export function checksumOf(bytes: Uint8Array): bigint {
  const crc = Crc64.shared();
  return crc.finish(crc.remainder(bytes), bytes.length);
}

/** Returns the checksum of consecutive pieces, or null if that of one is unknown. */
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

/** Encodes a checksum for a request: eight bytes, big-endian, in base64. */
export function encodeChecksum(checksum: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(checksum);
  return bytes.toString('base64');
}

/** Decodes the checksum in a response; null if there is none. */
export function decodeChecksum(text: string | undefined): bigint | null {
  const bytes = decodeWhole(text, 8);
  return bytes === null ? null : bytes.readBigUInt64BE();
}

/** Returns the digests of a whole object that the server stores, without digests of part checksums. */
export function storedDigests({ ChecksumCRC64NVME, ChecksumSHA256 }: HeadObjectCommandOutput): Digest[] {
  const crc64 = decodeChecksum(ChecksumCRC64NVME);
  const sha256 = decodeWhole(ChecksumSHA256, 32);
  return [
    ...(crc64 === null ? [] : [crc64Digest(crc64)]),
    ...(sha256 === null ? [] : [`sha256:${sha256.toString('hex')}` as const]),
  ];
}

/** True if an entity tag is the MD5 of the bytes: of objects of one request, not encrypted by a KMS key. */
export function isTagOf(etag: string | undefined, bytes: Uint8Array): boolean {
  const tag = entityTag(etag);
  if (tag === undefined || !/^[0-9a-f]{32}$/.test(tag)) return false;
  try {
    return createHash('md5').update(bytes).digest('hex') === tag;
  } catch {
    // OpenSSL in FIPS mode has no MD5.
    return false;
  }
}

/** True if an entity tag has the form of an MD5 and no key encrypts the object: it is one in stores with such tags. */
export function isMd5Tag({ ETag, ...facts }: GetObjectCommandOutput): boolean {
  const { ServerSideEncryption: key, SSECustomerAlgorithm: own } = facts;
  const isEncrypted = own !== undefined || key?.startsWith('aws:') === true;
  return !isEncrypted && /^[0-9a-f]{32}$/.test(entityTag(ETag) ?? '');
}

/** True if a response has the checksum of a whole object, with which the SDK compares the body. */
export function hasChecksum(response: GetObjectCommandOutput): boolean {
  const { ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256 } = response;
  const checksums = [ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256];
  return checksums.some((checksum) => checksum !== undefined && !/-\d+$/.test(checksum));
}

/**
 * Returns an entity tag without quotes, which only some responses have. Undefined if a response has none or an empty
 * one, as the response to a repeated CompleteMultipartUpload.
 */
export function entityTag(text: string | undefined): string | undefined {
  return text?.replaceAll('"', '') || undefined;
}

/** Returns the facts of an uploaded object. */
export function written(etag: string | undefined, crc64: bigint | null): Written {
  const tag = entityTag(etag);
  return { ...(crc64 === null ? {} : { crc64 }), ...(tag === undefined ? {} : { etag: tag }) };
}

/** CRC64NVME for the SDK, which checks objects that it reads. Ten times as fast as its own. */
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

/** Decodes `length` bytes in base64. Null for other texts, such as checksums of part checksums (`…-3`). */
function decodeWhole(text: string | undefined, length: number): Buffer | null {
  if (text === undefined || !/^[\w+/]+=*$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length ? bytes : null;
}
