import { closing } from '../../base/closing.js';
import { joinBytes } from '../../base/collections.js';
import type { RandomReader, Storage } from '../../storage/storage.js';
import { mrcHeaderBytes } from '../mrc/header.js';
import { parseMrcHeader, truncated } from '../mrc/read-header.js';
import { type Packing, packingBytes, packingOf, unpack } from '../unpack.js';
import type { VolumeHeader } from '../volume.js';
import type { OpenOptions } from './volume-format.js';
import { readVolumeHeader } from './volume-formats.js';

const gzipTrailerBytes = 8;

/**
 * Reads the header of a volume and as much of the file as shows whether it is complete: of a packed MRC its end, or,
 * if that does not decide, all of it. Fails like reading the volume, except for damage within its samples.
 */
export async function checkVolume(
  storage: Storage,
  key: string,
  options: Pick<OpenOptions, 'signal'> = {},
): Promise<VolumeHeader> {
  const header = await readVolumeHeader(storage, key);
  if (header.format !== 'mrc') return header;
  return closing(await storage.open(key), async (reader) => {
    const packing = packingOf(await reader.read(0, packingBytes));
    if (packing !== null) await checkPacked(reader, packing, storage.location(key), options.signal);
    return header;
  });
}

async function checkPacked(
  reader: RandomReader,
  packing: Packing,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  let start: Uint8Array = new Uint8Array();
  let promised = Number.POSITIVE_INFINITY;
  let fields: Parameters<typeof truncated>[0] | null = null;
  let done = 0;
  const stated = packing === 'gzip' ? await statedSize(reader) : null;
  const sink = (bytes: Uint8Array): boolean => {
    if (fields === null) {
      start = joinBytes([start, bytes]);
      if (start.length >= mrcHeaderBytes) {
        const parsed = parseMrcHeader(start.subarray(0, mrcHeaderBytes), null, path);
        fields = parsed.fields;
        promised = parsed.dataOffset + parsed.dataBytes;
      }
    }
    done += bytes.length;
    if (fields !== null && stated === promised % 2 ** 32) return false;
    return done <= promised;
  };
  await unpack(reader, packing, path, sink, { signal });
  if (fields !== null && done < promised && stated !== promised % 2 ** 32) {
    throw truncated(fields, promised, done, path);
  }
}

/** Returns the unpacked bytes modulo 2³² by the trailer of a gzip file (RFC 1952); anything if that is truncated. */
async function statedSize(reader: RandomReader): Promise<number | null> {
  if (reader.size < gzipTrailerBytes) return null;
  const trailer = await reader.read(reader.size - gzipTrailerBytes, gzipTrailerBytes);
  return new DataView(trailer.buffer, trailer.byteOffset, trailer.byteLength).getUint32(4, true);
}
