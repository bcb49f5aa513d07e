import { makeMrc } from '../../volume/support/make-mrc.js';
import type { MadeTree } from './make-tree.js';
import {
  annotations,
  cube,
  instancePoints,
  labelLevels,
  makeMesh,
  makePicture,
  maskLevels,
  ndjson,
  orientedPoints,
  plainPoints,
  putJson,
  putText,
  rotationAboutZ,
  tomogramLevels,
} from './make-tree.js';
import { type MadeLevel, putZarr, type ZarrStorage } from './make-zarr.js';

/** One change made to a tree, and what the comparison with the tree before must say. */
export interface PlantedChange {
  readonly name: string;
  readonly plant: (tree: MadeTree) => void | Promise<void>;
  /** Lines `entity: severity kind at place`. */
  readonly expected: readonly string[];
  readonly status: 0 | 1 | 2;
}

type Json = Record<string, unknown>;

function editJson(
  path: (tree: MadeTree) => string,
  edit: (value: Json) => unknown,
): (tree: MadeTree) => void {
  return (tree) => {
    const value = JSON.parse(new TextDecoder().decode(tree.files.get(path(tree)))) as Json;
    putJson(tree, path(tree), edit(value) ?? value);
  };
}

function editText(
  path: (tree: MadeTree) => string,
  edit: (text: string) => string,
): (tree: MadeTree) => void {
  return (tree) => putText(tree, path(tree), edit(new TextDecoder().decode(tree.files.get(path(tree)))));
}

function editBytes(
  path: (tree: MadeTree) => string,
  edit: (bytes: Uint8Array) => Uint8Array,
): (tree: MadeTree) => void {
  return (tree) => {
    tree.files.set(path(tree), edit(Uint8Array.from(tree.files.get(path(tree)) as Uint8Array)));
  };
}

function zarr(edit: (levels: MadeLevel[]) => void, storage: ZarrStorage = {}): (tree: MadeTree) => void {
  return ({ files, kernels, path }) => {
    const levels = tomogramLevels();
    edit(levels);
    putZarr(files, path('tomogramZarr'), kernels, 'float32', levels, storage);
  };
}

const keep = () => {};
const at = (levels: MadeLevel[], level: number) => (levels[level] as MadeLevel).values;
const tomogramMetadata = (tree: MadeTree) => tree.path('tomogramMetadata');
const tomogramMrc = (tree: MadeTree) => tree.path('tomogramMrc');
const annotationData = (annotation: (typeof annotations)[keyof typeof annotations]) => (tree: MadeTree) =>
  tree.path('annotationFile', annotation);

const textChanges: PlantedChange[] = [
  {
    name: 'a tilt angle of the rawtlt file',
    plant: editText(
      (tree) => tree.path('rawTilt', { extension: 'rawtlt' }),
      (text) => text.replace('3.00\n', '3.01\n'),
    ),
    expected: ['rawtilt 100: science lines at line 1'],
    status: 1,
  },
  {
    name: 'line ends of the rawtlt file',
    plant: editText(
      (tree) => tree.path('rawTilt', { extension: 'rawtlt' }),
      (text) => text.replaceAll('\n', '\r\n'),
    ),
    expected: ['rawtilt 100: storage line-ends'],
    status: 0,
  },
  {
    name: 'a shift of the xf file',
    plant: editText(
      (tree) => tree.path('alignmentFile', { extension: 'xf' }),
      (text) => text.replace('0.5 0.5', '0.5 0.6'),
    ),
    expected: ['alignment 100: science lines at line 2'],
    status: 1,
  },
  {
    name: 'a section more in the mdoc',
    plant: editText(
      (tree) => tree.path('mdoc'),
      (text) => `${text}[ZValue = 2]\n`,
    ),
    expected: ['collection_metadata: science lines at line 6'],
    status: 1,
  },
  {
    name: 'a row of the CTF table',
    plant: editText(
      (tree) => tree.path('ctf', { format: 'CTFFIND' }),
      (text) => text.replace('20000', '20001'),
    ),
    expected: ['ctf 100: science lines at line 2'],
    status: 1,
  },
  {
    name: 'a byte of a frame',
    plant: editText(
      (tree) => tree.path('frame', { stem: 'frame_1', extension: 'tif' }),
      (text) => text.replace('1', '2'),
    ),
    expected: ['frame: science bytes at byte 6'],
    status: 1,
  },
  {
    name: 'a frame that is gone',
    plant: ({ files, path }) => void files.delete(path('frame', { stem: 'frame_1', extension: 'tif' })),
    expected: ['frame: science file-removed'],
    status: 1,
  },
];

const metadataChanges: PlantedChange[] = [
  {
    name: 'keys in another order',
    plant: editJson(tomogramMetadata, (value) => Object.fromEntries(Object.entries(value).reverse())),
    expected: ['tomogram 100: storage key-order'],
    status: 0,
  },
  {
    name: '60 respelt 60.0',
    plant: editText(
      (tree) => tree.path('tiltSeriesMetadata'),
      (text) => text.replace(': 60,', ': 60.0,'),
    ),
    expected: ['tiltseries 100: storage number-spelling at total_flux'],
    status: 0,
  },
  {
    name: 'another indent',
    plant: editText(
      (tree) => tree.path('runMetadata'),
      (text) => text.replaceAll('    ', '\t'),
    ),
    expected: ['run: storage spacing-and-escapes'],
    status: 0,
  },
  {
    name: 'a later time',
    plant: editJson(tomogramMetadata, (value) => ({ ...value, last_updated_at: 1740000001 })),
    expected: ['tomogram 100: time value at last_updated_at'],
    status: 0,
  },
  {
    name: 'the voxel spacing',
    plant: editJson(tomogramMetadata, (value) => ({ ...value, voxel_spacing: 10.51 })),
    expected: ['tomogram 100: science value at voxel_spacing'],
    status: 1,
  },
  {
    name: 'the camera',
    plant: editJson(
      (tree) => tree.path('tiltSeriesMetadata'),
      (value) => ({ ...value, camera: { manufacturer: 'Gatan', model: 'K2' } }),
    ),
    expected: ['tiltseries 100: metadata value at camera.model'],
    status: 1,
  },
  {
    name: 'a tilt angle of the metadata',
    plant: editJson(
      (tree) => tree.path('tiltSeriesMetadata'),
      (value) => {
        const [, second] = value.per_section_parameter as Json[];
        (second as Json).raw_angle = 3.01;
      },
    ),
    expected: ['tiltseries 100: science value at per_section_parameter[1].raw_angle'],
    status: 1,
  },
  {
    name: 'the dose rate',
    plant: editJson(
      (tree) => tree.path('framesMetadata'),
      (value) => ({ ...value, dose_rate: 2.6 }),
    ),
    expected: ['frame: science value at dose_rate'],
    status: 1,
  },
  {
    name: 'a shift of the alignment metadata',
    plant: editJson(
      (tree) => tree.path('alignmentMetadata'),
      (value) => {
        (value.affine_transformation_matrix as number[][])[0] = [1, 0, 0, 5];
      },
    ),
    expected: ['alignment 100: science value at affine_transformation_matrix'],
    status: 1,
  },
  {
    name: 'a section less of the alignment metadata',
    plant: editJson(
      (tree) => tree.path('alignmentMetadata'),
      (value) => {
        (value.per_section_alignment_parameters as unknown[]).shift();
      },
    ),
    expected: ['alignment 100: science record-removed at per_section_alignment_parameters[0]'],
    status: 1,
  },
  {
    name: 'an author more',
    plant: editJson(
      (tree) => tree.path('datasetMetadata'),
      (value) => {
        (value.authors as Json[]).unshift({ name: 'Cy Olsen' });
      },
    ),
    expected: ['dataset: metadata record-added at authors[Cy Olsen]'],
    status: 1,
  },
  {
    name: 'authors in another order',
    plant: editJson(
      (tree) => tree.path('datasetMetadata'),
      (value) => void (value.authors as Json[]).reverse(),
    ),
    expected: ['dataset: metadata record-order at authors'],
    status: 1,
  },
  {
    name: 'a key more',
    plant: editJson(
      (tree) => tree.path('runMetadata'),
      (value) => ({ ...value, remark: 'x' }),
    ),
    expected: ['run: metadata key-added at remark'],
    status: 1,
  },
  {
    name: 'a path to another file',
    plant: editJson(tomogramMetadata, (value) => ({ ...value, mrc_file: '10001/TS_001/other.mrc' })),
    expected: ['tomogram 100: metadata value at mrc_file'],
    status: 1,
  },
  {
    name: 'metadata that are no JSON',
    plant: editText(
      (tree) => tree.path('runMetadata'),
      (text) => text.slice(0, -3),
    ),
    expected: ['run: science unreadable'],
    status: 2,
  },
  {
    name: 'a row of the identified objects',
    plant: editJson(
      (tree) => tree.path('identifiedObjects'),
      (value) => {
        (value as unknown as Json[])[0] = { object_name: 'ribosome', object_count: 5 };
      },
    ),
    expected: ['identified_object: science value at [0].object_count'],
    status: 1,
  },
];

const volumeChanges: PlantedChange[] = [
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

const annotationChanges: PlantedChange[] = [
  {
    name: 'a point moved by half a voxel',
    plant: (tree) => {
      const points = plainPoints();
      (points[7] as (typeof points)[0]).location.x += 0.5;
      putText(tree, annotationData(annotations.points)(tree), ndjson(points));
    },
    expected: ['annotation 101: science points-moved'],
    status: 1,
  },
  {
    name: 'a point more and one less',
    plant: (tree) => {
      const [first, ...points] = plainPoints();
      putText(
        tree,
        annotationData(annotations.points)(tree),
        ndjson([...points, { ...first, location: { x: 500, y: 5, z: 5 } }]),
      );
    },
    expected: ['annotation 101: science points-removed', 'annotation 101: science points-added'],
    status: 1,
  },
  {
    name: 'points in another order',
    plant: (tree) => putText(tree, annotationData(annotations.points)(tree), ndjson(plainPoints().reverse())),
    expected: ['annotation 101: storage points-order'],
    status: 0,
  },
  {
    name: 'points with other blanks',
    plant: editText(annotationData(annotations.points), (text) => text.replaceAll(':', ': ')),
    expected: ['annotation 101: storage spacing-and-escapes'],
    status: 0,
  },
  {
    name: 'a matrix turned by one degree',
    plant: (tree) => {
      const points = orientedPoints();
      (points[4] as (typeof points)[0]).xyz_rotation_matrix = rotationAboutZ(41);
      putText(tree, annotationData(annotations.oriented)(tree), ndjson(points));
    },
    expected: ['annotation 100: science points-rotated'],
    status: 1,
  },
  {
    name: 'a point of another instance',
    plant: (tree) => {
      const points = instancePoints();
      (points[3] as (typeof points)[0]).instance_id = 2;
      putText(tree, annotationData(annotations.instances)(tree), ndjson(points));
    },
    expected: ['annotation 105: science points-relabelled'],
    status: 1,
  },
  {
    name: 'instances numbered anew',
    plant: (tree) => {
      const points = instancePoints().map((point) => ({
        ...point,
        instance_id: (point.instance_id as number) + 1,
      }));
      putText(tree, annotationData(annotations.instances)(tree), ndjson(points));
    },
    expected: ['annotation 105: metadata points-relabelled'],
    status: 1,
  },
  {
    name: 'a line that is no point',
    plant: editText(annotationData(annotations.points), (text) => `${text}{"type": "point"}\n`),
    expected: ['annotation 101: science unreadable'],
    status: 2,
  },
  {
    name: 'a label of the instance mask that is gone',
    plant: ({ files, kernels, path }) => {
      const levels = labelLevels();
      const { values } = levels[0] as MadeLevel;
      for (const [index, value] of values.entries()) if (value === 3) values[index] = 0;
      putZarr(files, path('annotationZarr', annotations.labels), kernels, 'uint16', levels);
    },
    expected: [
      'annotation 103: science voxels at level 0',
      'annotation 103: science mask at level 0',
      'annotation 103: science label-removed at level 0, label 3',
    ],
    status: 1,
  },
  {
    name: 'voxels of the mask in the MRC',
    plant: ({ files, path }) => {
      const { shape, values } = maskLevels()[0] as MadeLevel;
      const value = (index: number) => (index < 13 ? 1 : (values[index] as number));
      files.set(path('annotationFile', annotations.mask), makeMrc({ shape, mode: 0, value }));
    },
    expected: [
      'annotation 102: science voxels at samples',
      'annotation 102: science mask at samples',
      'annotation 102: science label-changed at samples, label 1',
    ],
    status: 1,
  },
  {
    name: 'a vertex of the mesh',
    plant: async (tree) => {
      const vertices = [...cube.vertices];
      vertices[0] = -0.25;
      tree.files.set(annotationData(annotations.mesh)(tree), await makeMesh({ ...cube, vertices }));
    },
    expected: ['annotation 104: science mesh'],
    status: 1,
  },
  {
    name: 'triangles of the mesh in another order',
    plant: async (tree) => {
      const triangles = [...cube.triangles.slice(3), ...cube.triangles.slice(0, 3)];
      tree.files.set(annotationData(annotations.mesh)(tree), await makeMesh({ ...cube, triangles }));
    },
    expected: ['annotation 104: storage mesh-order'],
    status: 0,
  },
  {
    name: 'a pixel of the key image',
    plant: ({ files, path }) => void files.set(path('keyImage', { image: 'snapshot' }), makePicture(3)),
    expected: ['key_image 100: metadata picture'],
    status: 1,
  },
  {
    name: 'a wider key image',
    plant: ({ files, path }) => void files.set(path('keyImage', { image: 'snapshot' }), makePicture(1, 9)),
    expected: ['key_image 100: metadata picture-size'],
    status: 1,
  },
  {
    name: 'a file of the precomputed annotation',
    plant: (tree) =>
      putText(tree, `${tree.path('annotationPrecompute', annotations.oriented)}/spatial0/0_0_0`, 'cellz'),
    expected: ['annotation_viz 100: metadata bytes at spatial0/0_0_0 byte 4'],
    status: 1,
  },
];

const treeChanges: PlantedChange[] = [
  {
    name: 'a renumbered annotation',
    plant: (tree) => moveAll(tree, '/Annotations/101/', '/Annotations/207/'),
    expected: [
      'annotation 101: metadata renumbered',
      'annotation 101: storage path-spelling at files[point ndjson].path',
    ],
    status: 1,
  },
  {
    name: 'two annotations that changed numbers',
    plant: (tree) => {
      moveAll(tree, '/Annotations/100/', '/Annotations/999/');
      moveAll(tree, '/Annotations/101/', '/Annotations/100/');
      moveAll(tree, '/Annotations/999/', '/Annotations/101/');
      moveAll(tree, 'Precompute/100-orientedpoint', 'Precompute/101-orientedpoint');
    },
    expected: [
      'annotation 100: metadata renumbered',
      'annotation 100: storage path-spelling at files[orientedpoint ndjson].path',
      'annotation 101: metadata renumbered',
      'annotation 101: storage path-spelling at files[point ndjson].path',
    ],
    status: 1,
  },
  {
    name: 'an annotation that is gone',
    plant: (tree) => removeAll(tree, '/Annotations/104/'),
    expected: ['annotation 104: science entity-removed'],
    status: 1,
  },
  {
    name: 'a run more',
    plant: (tree) => putJson(tree, '10001/TS_002/run_metadata.json', { run_name: 'TS_002' }),
    expected: ['run: science entity-added'],
    status: 1,
  },
  {
    name: 'a file without a place',
    plant: (tree) => putText(tree, '10001/TS_001/Reconstructions/notes.txt', 'x'),
    expected: ['other: metadata entity-added'],
    status: 1,
  },
  {
    name: 'a tomogram without its MRC',
    plant: ({ files, path }) => void files.delete(path('tomogramMrc')),
    expected: ['tomogram 100: science file-removed'],
    status: 1,
  },
  {
    name: 'an annotated object of another name',
    plant: (tree) => {
      moveAll(tree, 'vesicle-1.0', 'liposome-1.0');
      editJson(
        ({ path }) => path('annotationMetadata', { ...annotations.points, annotation_key: 'liposome-1.0' }),
        (value) => ({
          ...value,
          annotation_object: { name: 'liposome', id: 'GO:0005840' },
        }),
      )(tree);
    },
    expected: [
      'annotation 101: metadata file-renamed',
      'annotation 101: metadata value at annotation_object.name',
      'annotation 101: storage path-spelling at files[point ndjson].path',
      'annotation 101: metadata file-renamed',
    ],
    status: 1,
  },
];

/** Moves files, and the paths that metadata hold with them. */
function moveAll({ files }: MadeTree, from: string, to: string): void {
  for (const [key, bytes] of [...files]) {
    files.delete(key);
    const isJson = key.endsWith('.json') && !key.includes('.zarr/');
    const text = isJson ? new TextDecoder().decode(bytes).replaceAll(from, to) : null;
    files.set(key.replace(from, to), text === null ? bytes : new TextEncoder().encode(text));
  }
}

function removeAll({ files }: MadeTree, part: string): void {
  for (const key of [...files.keys()]) if (key.includes(part)) files.delete(key);
}

export const plantedChanges: readonly PlantedChange[] = [
  ...textChanges,
  ...metadataChanges,
  ...volumeChanges,
  ...annotationChanges,
  ...treeChanges,
];
