import { closing } from '../../base/closing.js';
import type { RandomReader, Storage } from '../../storage/storage.js';
import { isMrcHeader, type MrcHeader } from '../mrc/header.js';
import { truncated } from '../mrc/read-header.js';
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
  if (!isMrcHeader(header)) return header;
  return closing(await storage.open(key), async (reader) => {
    const packing = packingOf(await reader.read(0, packingBytes));
    if (packing !== null) await checkPacked(reader, packing, header, storage.location(key), options);
    return header;
  });
}

async function checkPacked(
  reader: RandomReader,
  packing: Packing,
  { fields, dataOffset, dataBytes }: MrcHeader,
  path: string,
  { signal }: Pick<OpenOptions, 'signal'>,
): Promise<void> {
  const promised = dataOffset + dataBytes;
  if (packing === 'gzip' && (await statedSize(reader)) === promised % 2 ** 32) return;
  let done = 0;
  const sink = (bytes: Uint8Array): boolean => {
    done += bytes.length;
    return done <= promised;
  };
  await unpack(reader, packing, path, sink, { signal });
  if (done < promised) throw truncated(fields, promised, done, path);
}

/** Returns the unpacked bytes modulo 2³² by the trailer of a gzip file (RFC 1952); anything if that is truncated. */
async function statedSize(reader: RandomReader): Promise<number | null> {
  if (reader.size < gzipTrailerBytes) return null;
  const trailer = await reader.read(reader.size - gzipTrailerBytes, gzipTrailerBytes);
  return new DataView(trailer.buffer, trailer.byteOffset, trailer.byteLength).getUint32(4, true);
}
