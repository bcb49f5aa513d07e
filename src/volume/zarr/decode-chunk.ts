import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { registry } from 'zarrita';
import { FormatError, UnsupportedError } from '../../errors/index.js';
import { decodeFrame, type Kernels, readBloscHeader } from '../kernels/index.js';
import { claimedSize } from './claimed-size.js';
import type { ArrayMetadata } from './parse-array-metadata.js';

const inflateAsync = promisify(inflate);
const gunzipAsync = promisify(gunzip);

/** What the flags of a Blosc frame say of LZ4: codec 1 in the upper three bits. */
const lz4Codec = 1;

/**
 * The samples of one chunk of `size` bytes; at least the first `wanted` bytes where it is packed in blocks. Fails with a FormatError that names `path` for damaged chunks and
 * those of another size, and with an UnsupportedError for codecs that are not known.
 */
export async function decodeChunk(
  bytes: Uint8Array,
  compressor: ArrayMetadata['compressor'],
  size: number,
  path: string,
  kernels: Kernels,
  wanted = size,
): Promise<Uint8Array> {
  let decoded: Uint8Array;
  try {
    decoded = compressor === null ? bytes : await decode(bytes, compressor, size, kernels, wanted);
  } catch (cause) {
    if (cause instanceof UnsupportedError)
      throw new UnsupportedError(cause.message, { ...cause.facts, path });
    throw new FormatError('a damaged chunk', {
      path,
      expected: `${size} bytes of ${compressor?.id} data`,
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
  const least = compressor?.id === 'blosc' ? wanted : size;
  if (decoded.length >= least && decoded.length <= size) return decoded;
  throw new FormatError('a chunk of another size than the array says', {
    path,
    expected: `${size} bytes`,
    found: `${decoded.length} bytes`,
  });
}

async function decode(
  bytes: Uint8Array,
  compressor: NonNullable<ArrayMetadata['compressor']>,
  size: number,
  kernels: Kernels,
  wanted: number,
): Promise<Uint8Array> {
  switch (compressor.id) {
    case 'zlib':
      return inflateAsync(bytes, { maxOutputLength: size + 1 });
    case 'gzip':
      return gunzipAsync(bytes, { maxOutputLength: size + 1 });
    case 'blosc':
      return decodeBlosc(bytes, size, kernels, wanted);
    case 'zstd':
    case 'lz4':
      checkClaim(claimedSize(compressor.id, bytes) ?? 0, size);
      return decodeWith(compressor.id, bytes);
    default:
      throw new UnsupportedError('this codec cannot be read', {
        expected: 'blosc, zstd, zlib, gzip, lz4 or none',
        found: compressor.id,
      });
  }
}

async function decodeBlosc(
  bytes: Uint8Array,
  size: number,
  kernels: Kernels,
  wanted: number,
): Promise<Uint8Array> {
  const { contentBytes, frameBytes, flags } = readBloscHeader(bytes);
  if (contentBytes !== size) throw new FormatError(`its frame says ${contentBytes} bytes`);
  if (frameBytes !== bytes.length) {
    throw new FormatError(`its frame says it has ${frameBytes} bytes, there are ${bytes.length}`);
  }
  return flags >> 5 === lz4Codec ? decodeFrame(kernels, bytes, size, wanted) : decodeWith('blosc', bytes);
}

/** The codecs take as much memory as a frame claims to need before they look at its content. */
function checkClaim(claimed: number, size: number): void {
  if (claimed > size) throw new FormatError(`its frame says ${claimed} bytes`);
}

async function decodeWith(id: string, bytes: Uint8Array): Promise<Uint8Array> {
  const codec = await registry.get(id)?.();
  if (codec === undefined) throw new UnsupportedError(`no codec ${id} is at hand`);
  const decoded: unknown = await codec.fromConfig({ id }, unusedMetadata).decode(bytes);
  if (decoded instanceof Uint8Array) return decoded;
  throw new FormatError('the codec gave no bytes');
}

const unusedMetadata = { dataType: 'uint8' as const, shape: [], codecs: [], fillValue: null };
