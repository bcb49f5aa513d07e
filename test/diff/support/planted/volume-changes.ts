import { makeMrc } from '../../../volume/support/make-mrc.js';
import { annotations, maskLevels, tomogramLevels } from '../make-tree.js';
import { type MadeLevel, putZarr } from '../make-zarr.js';
import { at, editBytes, editText, keep, type PlantedChange, tomogramMrc, zarr } from './plant.js';

/** Changes of volumes and of their storage. */
export const volumeChanges: readonly PlantedChange[] = [
  {
    name: 'one voxel of level 0 by 1e-3',
    plant: zarr((levels) => {
      (at(levels, 0)[(3 * 10 + 9) * 13 + 12] as number) += 1e-3;
    }),
    expected: ['tomogram 100: science voxels at level 0'],
    status: 1,
  },
  {
    name: 'level 1 binned with another edge rule',
    plant: zarr((levels) => {
      for (let row = 0; row < 3 * 5; row++) (at(levels, 1)[row * 7 + 6] as number) /= 2;
    }),
    expected: ['tomogram 100: science voxels at level 1'],
    status: 1,
  },
  {
    name: 'other chunks, codec and separator',
    plant: zarr(keep, { chunk: [6, 5, 13], codec: 'gzip', separator: '.' }),
    expected: ['level 0', 'level 1'].flatMap((level) => [
      `tomogram 100: storage chunks at ${level} chunks`,
      `tomogram 100: storage codec at ${level} compressor`,
      `tomogram 100: storage separator at ${level} dimension_separator`,
    ]),
    status: 0,
  },
  {
    name: 'no compression',
    plant: zarr(keep, { codec: 'none' }),
    expected: ['level 0', 'level 1'].map((level) => `tomogram 100: storage codec at ${level} compressor`),
    status: 0,
  },
  {
    name: 'a voxel in a zarr stored otherwise',
    plant: zarr((levels) => at(levels, 0).fill(5, 77, 78), { chunk: [2, 16, 16], codec: 'none' }),
    expected: [
      'tomogram 100: science voxels at level 0',
      ...['level 0', 'level 1'].flatMap((level) => [
        `tomogram 100: storage chunks at ${level} chunks`,
        `tomogram 100: storage codec at ${level} compressor`,
      ]),
    ],
    status: 1,
  },
  {
    name: 'a chunk that is gone',
    plant: ({ files, path }) => void files.delete(`${path('tomogramZarr')}/0/1/0/0`),
    expected: ['tomogram 100: science voxels at level 0'],
    status: 1,
  },
  {
    name: 'chunks of fill value that are written out',
    plant: ({ files, kernels, path }) =>
      putZarr(files, path('annotationZarr', annotations.mask), kernels, 'int8', emptyCorner(maskLevels()), {
        leavesOutEmpty: false,
      }),
    expected: [
      'annotation 102: science voxels at level 0',
      'annotation 102: science mask at level 0',
      'annotation 102: science label-changed at level 0, label 1',
    ],
    status: 1,
  },
  {
    name: 'bytes behind the samples of the MRC',
    plant: editBytes(tomogramMrc, (bytes) => Buffer.concat([bytes, new Uint8Array(2_000_000)])),
    expected: ['tomogram 100: storage surplus-bytes'],
    status: 0,
  },
  {
    name: 'a stray file, and a chunk outside the grid',
    plant: ({ files, path }) => {
      files.set(`${path('tomogramZarr')}/notes.txt`, new Uint8Array(3));
      files.set(`${path('tomogramZarr')}/0/99/0/0`, new Uint8Array(3));
    },
    expected: ['tomogram 100: storage surplus-files'],
    status: 0,
  },
  {
    name: 'metadata of zarr v3 beside those of v2, in the group and in a level',
    plant: ({ files, path }) => {
      for (const directory of ['', '/1'])
        files.set(`${path('tomogramZarr')}${directory}/zarr.json`, new Uint8Array(3));
    },
    expected: ['tomogram 100: storage surplus-files'],
    status: 0,
  },
  {
    name: 'a damaged chunk',
    plant: editBytes(
      ({ path }) => `${path('tomogramZarr')}/0/0/0/0`,
      (bytes) => bytes.fill(255, 4, 8),
    ),
    expected: ['tomogram 100: science unreadable'],
    status: 2,
  },
  {
    name: 'a truncated chunk',
    plant: editBytes(
      ({ path }) => `${path('tomogramZarr')}/0/0/0/0`,
      (bytes) => bytes.slice(0, 100),
    ),
    expected: ['tomogram 100: science unreadable'],
    status: 2,
  },
  {
    name: 'a NaN',
    plant: zarr((levels) => at(levels, 0).fill(Number.NaN, 500, 501)),
    expected: ['tomogram 100: science voxels at level 0'],
    status: 1,
  },
  {
    name: 'a level that is gone',
    plant: ({ files, path }) => {
      for (const key of [...files.keys()])
        if (key.startsWith(`${path('tomogramZarr')}/1/`)) files.delete(key);
    },
    expected: ['tomogram 100: science levels at level 1'],
    status: 1,
  },
  {
    name: 'the scale of a level',
    plant: editText(
      ({ path }) => `${path('tomogramZarr')}/.zattrs`,
      (text) => text.replace('[20,20,20]', '[21,21,21]'),
    ),
    expected: [
      'tomogram 100: science value at .zattrs multiscales[0].datasets[1].coordinateTransformations[0].scale',
    ],
    status: 1,
  },
  {
    name: 'samples as float64',
    plant: ({ files, kernels, path }) =>
      putZarr(files, path('tomogramZarr'), kernels, 'float64', tomogramLevels()),
    expected: ['level 0', 'level 1'].map((level) => `tomogram 100: storage sample-type at ${level} dtype`),
    status: 0,
  },
  {
    name: 'float64 samples that float32 cannot tell from the old ones',
    plant: ({ files, kernels, path }) => {
      const levels = tomogramLevels();
      (at(levels, 0)[9] as number) += 1e-12;
      putZarr(files, path('tomogramZarr'), kernels, 'float64', levels);
    },
    expected: [
      'tomogram 100: science voxels at level 0',
      ...['level 0', 'level 1'].map((level) => `tomogram 100: storage sample-type at ${level} dtype`),
    ],
    status: 1,
  },
  {
    name: 'one voxel of the MRC',
    plant: editBytes(tomogramMrc, (bytes) => {
      new DataView(bytes.buffer).setFloat32(1024 + 4 * ((2 * 10 + 3) * 13 + 5), 99, true);
      return bytes;
    }),
    expected: ['tomogram 100: science voxels at samples'],
    status: 1,
  },
  {
    name: 'the voxel size of the MRC',
    plant: editBytes(tomogramMrc, (bytes) => {
      new DataView(bytes.buffer).setFloat32(40, 131, true);
      return bytes;
    }),
    expected: ['tomogram 100: science header-field at header cella'],
    status: 1,
  },
  {
    name: 'the time of the label of the MRC',
    plant: editBytes(tomogramMrc, (bytes) => {
      new DataView(bytes.buffer).setInt32(220, 1, true);
      bytes.set(Buffer.from('Validated                2025-02-03 10:11:12'), 224);
      return bytes;
    }),
    expected: ['tomogram 100: metadata labels at header labels'],
    status: 1,
  },
  {
    name: 'a truncated MRC',
    plant: editBytes(tomogramMrc, (bytes) => bytes.slice(0, -4)),
    expected: ['tomogram 100: science unreadable'],
    status: 2,
  },
  {
    name: 'an MRC in another byte order',
    plant: ({ files, path }) => {
      const [{ shape, values }] = tomogramLevels() as [MadeLevel];
      files.set(
        path('tomogramMrc'),
        makeMrc({ shape, littleEndian: false, value: (index) => values[index] as number }),
      );
    },
    expected: [
      'tomogram 100: storage sample-type at header mode',
      'tomogram 100: storage header-field at header machineStamp',
    ],
    status: 0,
  },
  {
    name: 'an MRC with a plane less',
    plant: ({ files, path }) => {
      const [{ values }] = tomogramLevels() as [MadeLevel];
      files.set(
        path('tomogramMrc'),
        makeMrc({ shape: [5, 10, 13], value: (index) => values[index] as number }),
      );
    },
    expected: [
      'tomogram 100: science shape at header nz, ny, nx',
      'tomogram 100: metadata header-field at header mz',
      'tomogram 100: science header-field at header cella',
    ],
    status: 1,
  },
  {
    name: 'a sample of the gain reference',
    plant: ({ files, path }) =>
      void files.set(
        path('gain', { extension: 'mrc' }),
        makeMrc({ shape: [1, 5, 7], value: (index) => (index === 8 ? 0 : index) }),
      ),
    expected: ['gain: science voxels at samples'],
    status: 1,
  },
];

function emptyCorner(levels: MadeLevel[]): MadeLevel[] {
  const [{ values }] = levels as [MadeLevel];
  for (let z = 0; z < 4; z++) {
    for (let y = 0; y < 8; y++) values.fill(0, (z * 10 + y) * 13, (z * 10 + y) * 13 + 8);
  }
  return levels;
}
