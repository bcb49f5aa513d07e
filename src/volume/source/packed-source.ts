import type { RandomReader } from '../../storage/index.js';
import { type MrcHeader, mrcHeaderBytes, parseMrcHeader, refuseTruncated } from '../mrc/index.js';
import { readMrcHeader } from './mrc-source.js';
import type { Packing } from './packing.js';
import { createStagedFile, type StagedFile } from './staged-file.js';
import { unpack } from './unpack.js';

/** Most that deflate can shrink anything. */
const largestGzipRatio = 1032;

/** The header of a packed MRC; as much as that takes is unpacked. */
export async function readPackedHeader(
  reader: RandomReader,
  packing: Packing,
  path: string,
  signal?: AbortSignal,
): Promise<MrcHeader> {
  return parseMrcHeader(await unpackHead(reader, packing, path, signal), null, path);
}

/** A packed MRC, unpacked into a temporary file that holds no more than its header promises. */
export async function stagePackedMrc(
  reader: RandomReader,
  packing: Packing,
  path: string,
  options: { signal?: AbortSignal | undefined; directory?: string | undefined },
): Promise<{ header: MrcHeader; reader: RandomReader; staged: StagedFile }> {
  const { fields, dataOffset, dataBytes } = await readPackedHeader(reader, packing, path, options.signal);
  const promised = dataOffset + dataBytes;
  if (packing === 'gzip' && promised > reader.size * largestGzipRatio) {
    refuseTruncated(fields, promised, reader.size * largestGzipRatio, path);
  }
  const staged = await createStagedFile(promised, options.directory);
  try {
    let done = 0;
    const sink = (bytes: Uint8Array): boolean => {
      staged.write(done, bytes.subarray(0, promised - done));
      done += bytes.length;
      return done <= promised;
    };
    await unpack(reader, packing, path, sink, options.signal);
    if (done < promised) refuseTruncated(fields, promised, done, path);
    const unpacked = await staged.finish(null);
    const header = await readMrcHeader(unpacked, path);
    const surplus = `surplus bytes after the ${promised} that the header promises`;
    const warnings = done > promised ? [...header.warnings, surplus] : header.warnings;
    return { header: { ...header, warnings }, reader: unpacked, staged };
  } catch (error) {
    await staged.remove();
    throw error;
  }
}

async function unpackHead(
  reader: RandomReader,
  packing: Packing,
  path: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const head = new Uint8Array(mrcHeaderBytes);
  let done = 0;
  await unpack(
    reader,
    packing,
    path,
    (bytes) => {
      head.set(bytes.subarray(0, head.length - done), done);
      done = Math.min(head.length, done + bytes.length);
      return done < head.length;
    },
    signal,
  );
  return head.subarray(0, done);
}
