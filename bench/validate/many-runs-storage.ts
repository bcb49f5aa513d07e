import { StorageError } from '../../src/base/errors.js';
import type { ObjectInfo, Storage } from '../../src/storage/storage.js';

const dataset = '10001';
const depositionPath = 'DepositionMetadata/10000/deposition_metadata.json';
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const stamp = { deposition_id: 10000, last_updated_at: 1 };
const people = {
  authors: [{ name: 'A', primary_author_status: true, corresponding_author_status: true }],
  dates: { deposition_date: '2025-01-02', last_modified_date: '2025-01-02', release_date: '2025-01-02' },
};
const alignment = {
  alignment_type: 'GLOBAL',
  per_section_alignment_parameters: [],
  files: [],
  volume_dimension: null,
  ...stamp,
};

function annotation(run: string) {
  const directory = `${dataset}/${run}/Reconstructions/VoxelSpacing13.480/Annotations/100`;
  return {
    annotation_ingest_id: 'point-1',
    annotation_method: 'Manual',
    annotation_object: { name: 'point', id: 'GO:0022626' },
    method_type: 'manual',
    version: 1,
    object_count: 1,
    files: [
      {
        format: 'ndjson',
        path: `${directory}/point-1.0_point.ndjson`,
        shape: 'Point',
        is_visualization_default: false,
      },
    ],
    alignment_metadata_path: `${dataset}/${run}/Alignments/100/alignment_metadata.json`,
    ...people,
    ...stamp,
  };
}

/** Files of every run, ascending. */
const contents: readonly (readonly [path: string, make: (run: string) => Uint8Array])[] = [
  ['Alignments/100/alignment_metadata.json', () => encode(alignment)],
  ['Reconstructions/VoxelSpacing13.480/Annotations/100/point-1.0.json', (run) => encode(annotation(run))],
  [
    'Reconstructions/VoxelSpacing13.480/Annotations/100/point-1.0_point.ndjson',
    () => encode({ type: 'point', location: { x: 1, y: 2, z: 3 } }),
  ],
  ['run_metadata.json', (run) => encode({ run_name: run, ...stamp })],
];
const sizes = contents.map(([, make]) => make('TS_00000').length);
const datasetMetadata = encode({
  dataset_identifier: 10001,
  dataset_title: 'T',
  dataset_description: 'D',
  sample_type: 'virus',
  assay: { name: 'not_reported', id: 'not_reported' },
  disease: { name: 'not_reported', id: 'not_reported' },
  development_stage: { name: 'unknown', id: 'unknown' },
  key_photos: {},
  ...people,
  ...stamp,
});
const depositionMetadata = encode({
  deposition_identifier: 10000,
  deposition_title: 'T',
  deposition_description: 'D',
  deposition_types: ['annotation'],
  key_photos: {},
  ...people,
  ...stamp,
});

/** A tree of many small runs that takes no memory: its listing and files are made when they are asked for. */
export function manyRunsStorage(runs: number): Storage {
  const info = (key: string, size: number): ObjectInfo => ({ key, size, modified: 0 });
  const get = async (key: string): Promise<Uint8Array> => {
    if (key === `${dataset}/dataset_metadata.json`) return datasetMetadata;
    if (key === depositionPath) return depositionMetadata;
    const [, run = '', ...rest] = key.split('/');
    const make = contents.find(([path]) => path === rest.join('/'))?.[1];
    if (make === undefined) throw new StorageError('missing', 'no such file', { path: key });
    return make(run);
  };
  const refuse = () => Promise.reject(new StorageError('denied', 'read only'));
  return {
    url: `${runs} runs`,
    flat: true,
    location: (key) => key,
    stat: (key) =>
      get(key).then(
        (bytes) => info(key, bytes.length),
        () => null,
      ),
    kind: async () => 'file',
    readDirectory: async () =>
      [dataset, 'DepositionMetadata'].map((name) => ({ name, kind: 'directory' as const })),
    async *list() {
      for (let index = 0; index < runs; index++) {
        const run = `TS_${String(index).padStart(5, '0')}`;
        for (const [at, [path]] of contents.entries())
          yield info(`${dataset}/${run}/${path}`, sizes[at] as number);
      }
      yield info(`${dataset}/dataset_metadata.json`, datasetMetadata.length);
      yield info(depositionPath, depositionMetadata.length);
    },
    get,
    async open(key) {
      const bytes = await get(key);
      return {
        size: bytes.length,
        localPath: null,
        read: async (offset, length) => bytes.subarray(offset, offset + length),
        close: async () => {},
      };
    },
    put: refuse,
    createExclusive: refuse,
    createFile: refuse,
    stageDirectory: refuse,
    copyFrom: refuse,
    delete: refuse,
    deleteDirectory: refuse,
    removeLeftovers: refuse,
    close: async () => {},
  };
}
