import { closing, openOn, undoing } from '../../base/closing.js';
import type { Storage } from '../../storage/storage.js';
import { packingBytes } from '../unpack.js';
import type { VolumeHeader } from '../volume.js';
import { ZarrArray } from '../zarr/zarr-array.js';
import { amiraFormat } from './amira-format.js';
import { dmFormat } from './dm-format.js';
import { emFormat } from './em-format.js';
import { hdf5Format } from './hdf5-format.js';
import { mrcFormat } from './mrc-format.js';
import { sffFormat } from './sff-format.js';
import { tiffFormat } from './tiff-format.js';
import type { OpenOptions, OpenSource, VolumeFile, VolumeFormat } from './volume-format.js';
import { readZarr } from './zarr-format.js';

/** The formats of volumes in one file, besides MRC; the first that matches is used. */
const volumeFormats: readonly VolumeFormat[] = [
  tiffFormat,
  dmFormat,
  emFormat,
  amiraFormat,
  hdf5Format,
  sffFormat,
];

/**
 * Reads the header of a volume, and no samples unless the file is packed. Fails with a FormatError or
 * UnsupportedError that names the file.
 *
 * @example
 * const { format, shape } = await readVolumeHeader(createLocalStorage('/data'), 'TS_001/tomogram.mrc');
 */
export async function readVolumeHeader(storage: Storage, key: string): Promise<VolumeHeader> {
  if (await isDirectory(storage, key)) return (await readZarr(storage, key)).header;
  const volume = await openFile(storage, key);
  return closing(volume.file, () => readFileHeader(volume));
}

/** Reads the header of an open file, like `readVolumeHeader`. */
export async function readFileHeader(volume: VolumeFile): Promise<VolumeHeader> {
  return (await sniffVolume(volume.head, volume.file.size).read(volume, {})).header;
}

/** Opens the volume at a key in the format that its first bytes show. Fails like the `read` of that format. */
export async function openSource(storage: Storage, key: string, options: OpenOptions): Promise<OpenSource> {
  if (await isDirectory(storage, key)) return (await readZarr(storage, key)).open();
  const volume = await openFile(storage, key);
  const format = sniffVolume(volume.head, volume.file.size);
  return openOn(volume.file, async () => {
    const source = await (await format.read(volume, options)).open();
    // Samples that stay in their file are verified once they were read.
    const isCopied = !(source.samples instanceof ZarrArray) && source.samples.reader !== volume.file;
    if (isCopied) await undoing(source, 'close', async () => volume.file.verify?.());
    return source;
  });
}

async function isDirectory(storage: Storage, key: string): Promise<boolean> {
  return (await storage.kind(key)) === 'directory';
}

async function openFile(storage: Storage, key: string): Promise<VolumeFile> {
  const file = await storage.open(key);
  const head = await undoing(file, 'close', () => file.read(0, packingBytes));
  return { file, head, path: storage.location(key) };
}

/** Returns the format that a file of `size` bytes looks like; MRC if it looks like no other. */
export function sniffVolume(head: Uint8Array, size: number): Omit<VolumeFormat, 'sniff'> {
  return volumeFormats.find((format) => format.sniff(head, size)) ?? mrcFormat;
}
