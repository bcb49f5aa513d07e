import pLimit from 'p-limit';
import { FormatError, UnsupportedError } from '../../errors/index.js';
import type { Item } from '../../sources/item.js';
import { fileVariables } from '../../sources/item-paths.js';
import { storageOf } from '../../sources/source-files.js';
import type { Storage } from '../../storage/index.js';
import { mrcHeaderBytes, parseMrcHeader } from '../../volume/mrc/index.js';
import { packingOf } from '../../volume/packing/index.js';
import { sniffVolume } from '../../volume/source/index.js';
import type { IngestContext } from '../context.js';

/** A run has many frames, and a bucket takes its time for each. */
const atATime = 4;

const tiffExtensions: ReadonlySet<string> = new Set(['tif', 'tiff', 'eer']);
const mrcExtensions: ReadonlySet<string> = new Set(['mrc', 'mrcs', 'st', 'rec']);

/**
 * Looks at the beginning of images that are copied as they are. Fails with a FormatError for one that is empty, an MRC
 * file that is none or is shorter than its header says, and a TIFF or EER file that does not begin like one. Of a bucket only
 * MRC files are read: a listing tells which are empty, and each of the others would cost a request.
 */
export async function checkImages(item: Item, context: IngestContext): Promise<void> {
  const storage = storageOf(item, context);
  const limit = pLimit(atATime);
  const checks = await Promise.allSettled(
    item.files.map((file) =>
      limit(async () => {
        context.signal.throwIfAborted();
        const isMrc = mrcExtensions.has(extensionOf(file));
        if (!storage.flat || isMrc) await checkImage(storage, file);
        else if ((await context.fileSize(item, file)) === 0) throw empty(storage.location(file));
      }),
    ),
  );
  const failed = checks.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

async function checkImage(storage: Storage, file: string): Promise<void> {
  const path = storage.location(file);
  const reader = await storage.open(file);
  try {
    const { size } = reader;
    if (size === 0) throw empty(path);
    const extension = extensionOf(file);
    if (!mrcExtensions.has(extension) && !tiffExtensions.has(extension)) return;
    const head = await reader.read(0, mrcHeaderBytes);
    if (tiffExtensions.has(extension)) refuseOtherThanTiff(head, size, path);
    else if (packingOf(head) === null) parseMrcHeader(head, size, path);
  } catch (error) {
    // Samples that are not read are copied all the same.
    if (!(error instanceof UnsupportedError)) throw error;
  } finally {
    await reader.close();
  }
}

function refuseOtherThanTiff(head: Uint8Array, size: number, path: string): void {
  if (sniffVolume({ file: { size }, head })?.name === 'TIFF') return;
  throw new FormatError('not a TIFF file', {
    path,
    offset: 0,
    expected: 'II or MM and a version',
    found: size < 8 ? `a file of ${size} bytes` : 'other bytes',
  });
}

function empty(path: string): FormatError {
  return new FormatError('the file is empty', { path, expected: 'an image', found: '0 bytes' });
}

function extensionOf(file: string): string {
  return fileVariables(file).extension.toLowerCase();
}
