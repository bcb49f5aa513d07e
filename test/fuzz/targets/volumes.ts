import { readDm4 } from '../../../src/formats/dm4.js';
import { readTiff } from '../../../src/formats/tiff.js';
import type { Region } from '../../../src/volume/chunk-grid.js';
import { KernelPool } from '../../../src/volume/kernels/load-kernels.js';
import { openVolume } from '../../../src/volume/source/open-volume.js';
import { readVolumeHeader } from '../../../src/volume/source/volume-formats.js';
import { bytesOf, type OddFile } from '../../differential/odd-file.js';
import { oddGzip } from '../../differential/odd-gzip.js';
import { oddMrc } from '../../differential/odd-mrc.js';
import { oddZarr } from '../../differential/odd-zarr.js';
import { rangeOf } from '../../formats/support/range-of.js';
import { dm4WithImage } from '../../support/write-dm4.js';
import { greyPage, writeTiff } from '../../support/write-tiff.js';
import { mapStorage } from '../map-storage.js';
import { contentOf, type InputFiles, single, type Target } from '../target.js';

/** Voxels along each axis of the blocks that are read. */
const block = 16;

const pool = new KernelPool();

/** Opens a volume as every command does, and reads a block at its start and one at its end. */
export async function readVolume(files: InputFiles, name: string): Promise<void> {
  const storage = mapStorage(files, name);
  await readVolumeHeader(storage, name);
  const volume = await openVolume(storage, name, { kernels: pool });
  try {
    const { shape } = volume.header;
    const extent = shape.map((count) => Math.min(count, block)) as unknown as Region['extent'];
    const last = shape.map((count, axis) => count - (extent[axis] ?? 0)) as unknown as Region['origin'];
    await volume.readBlock({ origin: [0, 0, 0], extent });
    await volume.readBlock({ origin: last, extent });
  } finally {
    await volume.close();
  }
}

/** The text `hi` and some zeros, packed by bzip2. */
const bzip2 = Buffer.from(
  '425a68393141592653599a89b422000000010000602000210082b1772453850909a89b4220',
  'hex',
);

const small = (files: readonly OddFile[]) => files.filter((file) => bytesOf(file).length < 65_536);

export const volumeTargets: readonly Target[] = [
  {
    name: 'mrc',
    seeds: async () => small(oddMrc()).map((file) => single(bytesOf(file))),
    read: (files) => readVolume(files, 'a.mrc'),
  },
  {
    name: 'packed-mrc',
    seeds: async () => [...small(oddGzip()).map((file) => single(bytesOf(file))), single(bzip2)],
    read: (files) => readVolume(files, 'a.mrc'),
  },
  {
    name: 'zarr',
    seeds: async () => (await oddZarr()).map(({ files }) => files).filter((files) => files.size > 0),
    read: (files) => readVolume(files, 'a.zarr'),
  },
  {
    name: 'dm4',
    seeds: async () => [
      single(dm4WithImage({ dataType: 7, tagType: 3, samples: [1, 2, 3, 4, 5, 6], dimensions: [3, 2] })),
      single(
        dm4WithImage({ dataType: 2, tagType: 6, samples: [1, 2, 3, 4], dimensions: [2, 2], units: 'µm' }),
      ),
    ],
    read: (files) => readDm4(rangeOf(contentOf(files)), 'a.dm4'),
  },
  {
    name: 'tiff-header',
    seeds: async () =>
      [true, false].flatMap((littleEndian) =>
        [true, false].map((big) =>
          single(writeTiff([greyPage(4, 3, { 270: 'description' }), greyPage(4, 3)], { littleEndian, big })),
        ),
      ),
    read: (files) => readTiff(rangeOf(contentOf(files)), 'a.tif'),
  },
];
