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

/** The formats that volumes are read from; a file that no other takes is held to be an MRC. */
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

/** What a volume's header tells; of its samples nothing is read but what a packed file makes necessary. */
export async function readVolumeHeader(storage: Storage, key: string): Promise<VolumeHeader> {
  const candidate = await findCandidate(storage, key);
  try {
    return await readCandidateHeader(candidate);
  } finally {
    await candidate.file?.close();
  }
}

/** As `readVolumeHeader`, of what is open already. */
export async function readCandidateHeader(candidate: VolumeCandidate): Promise<VolumeHeader> {
  return formatOf(candidate).readHeader(candidate);
}

/** Opens what lies at a key in the format that its first bytes tell. Fails as that format's `open` does. */
export async function openSource(storage: Storage, key: string, options: OpenOptions): Promise<OpenSource> {
  const candidate = await findCandidate(storage, key);
  try {
    const source = await formatOf(candidate).open(candidate, options);
    return {
      ...source,
      async close() {
        await candidate.file?.close();
        await source.close();
      },
    };
  } catch (error) {
    await candidate.file?.close();
    throw error;
  }
}

/** The format that a file begins like, a file that no other takes being held to be an MRC. */
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
  try {
    return { storage, key, location, file, head: await file.read(0, packingBytes) };
  } catch (error) {
    await file.close();
    throw error;
  }
}
