import { UsageError } from '../../errors/index.js';
import { isZarrDocument } from '../../sources/sniff/index.js';
import {
  openStorage,
  partialDirectoryMarker,
  type Storage,
  type StorageOptions,
} from '../../storage/index.js';
import { closing } from '../closing.js';
import type { OpenLocation } from '../open-location.js';
import { placeOf } from '../place-of.js';
import { splitLocation } from '../split-location.js';

/** Where a volume is written, and as what. */
export interface Target {
  readonly storage: Storage;
  readonly key: string;
  readonly format: 'mrc' | 'zarr';
}

const mrcExtensions = ['mrc', 'map', 'rec', 'st', 'mrcs'];

/**
 * Opens what a volume is written to, told by its name. Fails with a UsageError where the name tells nothing, is that of the
 * input or of a part of it, or exists already; with `overwrite` only where something other than a volume of that format would be
 * lost.
 */
export async function openTarget(
  input: OpenLocation,
  output: string,
  overwrite: boolean,
  options: StorageOptions,
): Promise<Target> {
  const path = output.replace(/(?<=.)\/+$/, '');
  const format = formatOf(path);
  const { parent, name } = splitLocation(path);
  // Nobody writes to a bucket without credentials.
  const writable = { ...options, noSignRequest: false };
  // Looked at before it is made: a directory would stay in the input.
  const unmade = await openStorage(parent, writable);
  await closing(unmade, () => refuseInput(input, { storage: unmade, key: name }, path));
  const storage = await openStorage(parent, { ...writable, check: 'output' });
  const target = { storage, key: name, format };
  try {
    await refuseLoss(target, path, overwrite);
    return target;
  } catch (error) {
    await storage.close();
    throw error;
  }
}

function formatOf(path: string): Target['format'] {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  if (extension === 'zarr') return 'zarr';
  if (mrcExtensions.includes(extension)) return 'mrc';
  throw new UsageError('cannot tell the format from the name of OUT', {
    path,
    expected: `.zarr, or ${mrcExtensions.map((name) => `.${name}`).join(', ')}`,
    found: extension === '' ? 'no extension' : `.${extension}`,
  });
}

/** What is written would be read, or what is read written over. */
async function refuseInput(input: OpenLocation, { storage, key }: OpenLocation, path: string): Promise<void> {
  if (input.storage.flat !== storage.flat) return;
  const [from, to] = [await placeOf(input.storage, input.key), await placeOf(storage, key)];
  if (from === to) throw new UsageError('OUT is the same as IN', { path, expected: 'another name' });
  if (to.startsWith(`${from}/`)) throw new UsageError('OUT lies in IN', { path, expected: 'another place' });
  if (from.startsWith(`${to}/`)) throw new UsageError('IN lies in OUT', { path, expected: 'another name' });
}

async function refuseLoss({ storage, key, format }: Target, path: string, overwrite: boolean): Promise<void> {
  const kind = await storage.kind(key);
  if (kind === null) return;
  if (!overwrite) throw new UsageError('OUT already exists', { path, hint: '--overwrite replaces it' });
  const isSame = format === 'mrc' ? kind === 'file' : kind === 'directory' && (await isZarr(storage, key));
  if (isSame) return;
  throw new UsageError(`OUT exists and is not ${format === 'mrc' ? 'a file' : 'an OME-Zarr'}`, {
    path,
    hint: 'move it away, or choose another name',
  });
}

/** Whether a directory holds an OME-Zarr, or what a conversion that was killed left of one in a bucket. */
async function isZarr(storage: Storage, key: string): Promise<boolean> {
  const entries = await storage.readDirectory(key);
  return (
    entries.length === 0 ||
    entries.some(({ name }) => isZarrDocument(name) || name === partialDirectoryMarker)
  );
}
