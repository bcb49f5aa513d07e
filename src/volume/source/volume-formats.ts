import { closing, openOn, undoing } from '../../base/closing.js';
import { FormatError } from '../../base/errors.js';
import type { Storage } from '../../storage/storage.js';
import { packingBytes } from '../unpack.js';
import type { VolumeHeader } from '../volume.js';
import { amiraFormat } from './amira-format.js';
import { dmFormat } from './dm-format.js';
import { emFormat } from './em-format.js';
import { hdf5Format } from './hdf5-format.js';
import { mrcFormat } from './mrc-format.js';
import { sffFormat } from './sff-format.js';
import { tiffFormat } from './tiff-format.js';
import type { OpenOptions, OpenSource, VolumeCandidate, VolumeFormat, VolumeStart } from './volume-format.js';
import { zarrFormat } from './zarr-format.js';

/** All formats of volumes; the first that matches is used, and MRC for a file that no other matches. */
export const volumeFormats: readonly VolumeFormat[] = [
  zarrFormat,
  tiffFormat,
  dmFormat,
  emFormat,
  amiraFormat,
  hdf5Format,
  sffFormat,
  mrcFormat,
];

/**
 * Reads the header of a volume, and no samples unless the file is packed. Fails with a FormatError or
 * UnsupportedError that names the file.
 *
 * @example
 * const { format, shape } = await readVolumeHeader(createLocalStorage('/data'), 'TS_001/tomogram.mrc');
 */
export async function readVolumeHeader(storage: Storage, key: string): Promise<VolumeHeader> {
  const candidate = await findCandidate(storage, key);
  return closing(candidate.file ?? nothingOpen, () => readCandidateHeader(candidate));
}

/** Reads the header of an open candidate, like `readVolumeHeader`. */
export async function readCandidateHeader(candidate: VolumeCandidate): Promise<VolumeHeader> {
  return (await formatOf(candidate).read(candidate, {})).header;
}

/** Opens the volume at a key in the format that its first bytes show. Fails like the `read` of that format. */
export async function openSource(storage: Storage, key: string, options: OpenOptions): Promise<OpenSource> {
  const candidate = await findCandidate(storage, key);
  return openOn(candidate.file ?? nothingOpen, async () => {
    const found = await formatOf(candidate).read(candidate, options);
    return found.open();
  });
}

const nothingOpen = { close: async () => undefined };

/** Returns the format that a file or directory looks like; a file that no other format matches is an MRC. */
export function sniffVolume(start: VolumeStart): VolumeFormat | null {
  return volumeFormats.find(({ sniff }) => sniff(start)) ?? null;
}

function formatOf(candidate: VolumeCandidate): VolumeFormat {
  const format = sniffVolume(candidate);
  if (format !== null) return format;
  throw new FormatError('no format that volumes are read from', { path: candidate.location });
}

async function findCandidate(storage: Storage, key: string): Promise<VolumeCandidate> {
  const location = storage.location(key);
  if ((await storage.kind(key)) === 'directory') {
    return { storage, key, location, file: null, head: new Uint8Array(0) };
  }
  const file = await storage.open(key);
  const head = await undoing(file, 'close', () => file.read(0, packingBytes));
  return { storage, key, location, file, head };
}
