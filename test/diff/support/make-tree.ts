import { createRandom } from '../../../demo/random.js';
import type { Mesh } from '../../../src/neuroglancer/mesh/mesh.js';
import { buildPath, type PathVariables } from '../../../src/tree/layout/build-path.js';
import type { Layout, PathTemplateName } from '../../../src/tree/layout/path-templates.js';
import type { Kernels } from '../../../src/volume/kernels/kernels.js';
import type { Shape } from '../../../src/volume/volume.js';
import type { PrecomputedFile } from '../../neuroglancer/support/memory-directory.js';
import { maskFiles, meshFiles, pointFiles } from '../../validate/support/good-precomputes.js';
import { makeMrc } from '../../volume/support/make-mrc.js';
import {
  cube,
  instancePoints,
  type MadePoint,
  makeMesh,
  makePicture,
  ndjson,
  orientedPoints,
  plainPoints,
} from './make-content.js';
import { type MadeLevel, putZarr } from './make-zarr.js';
import type { Files } from './memory-storage.js';

/** A tree in memory, with functions to change it. */
export interface MadeTree {
  readonly files: Files;
  readonly kernels: Kernels;
  /** Returns a path of run TS_001; more variables select one of its items. */
  path(template: PathTemplateName, variables?: PathVariables): string;
}

export const tomogramShape: Shape = [6, 10, 13];

const run = { dataset_id: '10001', run_name: 'TS_001' };
const spacing = { ...run, voxel_spacing: '10.000' };

/** Variables for all path templates of the tree. */
const defaults: PathVariables = {
  ...spacing,
  deposition_id: '10000',
  alignment_id: '100',
  tiltseries_id: '100',
  tomogram_id: '100',
  stem: 'TS_001',
};

/** A pseudo-random volume of level 0 and a level half as large. */
export function makeLevels(
  seed: number,
  value: (random: number) => number,
  shape: Shape = tomogramShape,
): MadeLevel[] {
  const random = createRandom(seed);
  const half = shape.map((extent) => Math.ceil(extent / 2)) as unknown as Shape;
  return [shape, half].map((extents) => ({
    shape: extents,
    values: Float64Array.from({ length: extents[0] * extents[1] * extents[2] }, () =>
      value(random.uniform()),
    ),
  }));
}

export const tomogramLevels = () => makeLevels(1, (random) => Math.fround(random * 20 - 10));
export const maskLevels = () => makeLevels(2, (random) => (random > 0.9 ? 1 : 0));
export const labelLevels = () => makeLevels(3, (random) => (random > 0.8 ? Math.floor(random * 50) - 38 : 0));

/** The annotations of the tree: key of their files, shape, extension. */
export const annotations = {
  oriented: {
    annotation_id: '100',
    annotation_key: 'ribosome-1.0',
    shape: 'orientedpoint',
    extension: 'ndjson',
  },
  points: { annotation_id: '101', annotation_key: 'vesicle-1.0', shape: 'point', extension: 'ndjson' },
  mask: { annotation_id: '102', annotation_key: 'membrane-1.0', shape: 'segmentationmask', extension: 'mrc' },
  labels: {
    annotation_id: '103',
    annotation_key: 'cells-1.0',
    shape: 'instancesegmentationmask',
    extension: 'mrc',
  },
  mesh: { annotation_id: '104', annotation_key: 'surface-1.0', shape: 'triangularmesh', extension: 'glb' },
  instances: {
    annotation_id: '105',
    annotation_key: 'tubes-1.0',
    shape: 'instancesegmentation',
    extension: 'ndjson',
  },
} as const;

/** Returns a copy that can be changed without changing the original tree. */
export function copyTree(tree: MadeTree): MadeTree {
  return { ...tree, files: new Map(tree.files) };
}

/** Makes a small but complete tree; equal arguments give equal bytes. */
export async function makeTree(kernels: Kernels, layout: Layout): Promise<MadeTree> {
  const files: Files = new Map();
  const path = (template: PathTemplateName, variables: PathVariables = {}) =>
    buildPath(template, layout, { ...defaults, ...variables });
  const tree: MadeTree = { files, kernels, path };
  putSideCars(tree);
  putVolumes(tree);
  await putAnnotations(tree);
  return tree;
}

export function putJson({ files }: MadeTree, path: string, value: unknown): void {
  files.set(path, new TextEncoder().encode(JSON.stringify(value, null, 4)));
}

export function putText({ files }: MadeTree, path: string, text: string): void {
  files.set(path, new TextEncoder().encode(text));
}

const stamp = { deposition_id: 10000, last_updated_at: 1740000000 };

const authors = [
  { name: 'Ada Rivera', ORCID: '0000-0002-1825-0097', primary_author_status: true },
  { name: 'Bo Lind', corresponding_author_status: true },
];

function putSideCars(tree: MadeTree): void {
  const { path } = tree;
  const picture = { image: 'snapshot', extension: 'png' };
  const key_photos = { snapshot: path('datasetImage', picture), thumbnail: null };
  putJson(tree, path('depositionMetadata'), { deposition_title: 'A deposition', authors, ...stamp });
  putJson(tree, path('datasetMetadata'), { dataset_title: 'A dataset', authors, key_photos, ...stamp });
  tree.files.set(path('datasetImage', picture), makePicture(0));
  putJson(tree, path('runMetadata'), { run_name: 'TS_001', ...stamp });
  putJson(tree, path('framesMetadata'), {
    dose_rate: 2.5,
    is_gain_corrected: false,
    frames: [0, 1].map((order) => ({
      acquisition_order: order,
      exposure_dose: 3.5,
      path: path('frame', { stem: `frame_${order}`, extension: 'tif' }),
    })),
    frames_acquisition_file: path('mdoc'),
    ...stamp,
  });
  for (const order of [0, 1])
    putText(tree, path('frame', { stem: `frame_${order}`, extension: 'tif' }), `frame ${order}`);
  putText(
    tree,
    path('mdoc'),
    'PixelSpacing = 2\n[ZValue = 0]\nTiltAngle = -3\n[ZValue = 1]\nTiltAngle = 3\n',
  );
  tree.files.set(
    path('gain', { extension: 'mrc' }),
    makeMrc({ shape: [1, 5, 7], mode: 2, value: (index) => index }),
  );
  putText(tree, path('rawTilt', { extension: 'rawtlt' }), '-3.00\n3.00\n');
  putText(tree, path('ctf', { format: 'CTFFIND' }), '# ctf\n1 20000 21000 45 0 0.1 8\n');
  putText(tree, path('alignmentFile', { extension: 'xf' }), '1 0 0 1 2.5 -1.5\n1 0 0 1 0.5 0.5\n');
  putJson(tree, path('alignmentMetadata'), {
    format: 'IMOD',
    affine_transformation_matrix: [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ],
    per_section_alignment_parameters: [0, 1].map((z_index) => ({
      z_index,
      tilt_angle: 6 * z_index - 3,
      x_offset: 0.5,
    })),
    alignment_path: path('alignmentFile', { extension: 'xf' }),
    tiltseries_path: path('tiltSeriesMetadata'),
    ...stamp,
  });
  putJson(tree, path('identifiedObjects'), [
    { object_name: 'ribosome', object_count: 4 },
    { object_name: 'membrane', object_count: 1 },
  ]);
  putJson(tree, path('identifiedObjectsMetadata'), {
    object_count: 2,
    columns: ['object_name', 'object_count'],
    ...stamp,
  });
}

function putVolumes(tree: MadeTree): void {
  const { files, kernels, path } = tree;
  const levels = tomogramLevels();
  const [full] = levels as [MadeLevel];
  const value = (index: number) => full.values[index] as number;
  files.set(path('tomogramMrc'), makeMrc({ shape: full.shape, mode: 2, value }));
  putZarr(files, path('tomogramZarr'), kernels, 'float32', levels);
  files.set(path('keyImage', { image: 'snapshot' }), makePicture(1));
  putJson(tree, path('tomogramMetadata'), {
    voxel_spacing: 10.5,
    processing: 'raw',
    reconstruction_method: 'WBP',
    size: { z: 6, y: 10, x: 13 },
    omezarr_dir: path('tomogramZarr'),
    mrc_file: path('tomogramMrc'),
    key_photo: { snapshot: path('keyImage', { image: 'snapshot' }) },
    alignment_metadata_path: path('alignmentMetadata'),
    neuroglancer_config_path: path('vizConfig'),
    authors,
    ...stamp,
  });
  putJson(tree, path('vizConfig'), {
    layers: [
      {
        type: 'image',
        name: 'TS_001',
        source: { url: `zarr://https://files.example.org/${path('tomogramZarr')}` },
        shaderControls: { contrast: { range: [-2.5, 3.5], window: [-4, 5] } },
      },
      {
        type: 'annotation',
        name: '101 vesicle point',
        source: {
          url: `precomputed://https://files.example.org/${path('annotationPrecompute', annotations.points)}`,
        },
        annotationColor: '#ff0000',
        visible: true,
      },
    ],
  });
  const stack = makeLevels(4, (random) => Math.floor(random * 2000 - 1000), [2, 9, 11]);
  const [largest] = stack as [MadeLevel];
  const stored = (index: number) => largest.values[index] as number;
  files.set(
    path('tiltSeriesMrc'),
    makeMrc({ shape: largest.shape, mode: 1, littleEndian: false, value: stored, ispg: 0 }),
  );
  putZarr(files, path('tiltSeriesZarr'), kernels, 'float32', stack, { chunk: [1, 8, 8] });
  putJson(tree, path('tiltSeriesMetadata'), {
    tilt_axis: 84.1,
    total_flux: 60,
    tilt_step: 3,
    per_section_parameter: [0, 1].map((z_index) => ({
      z_index,
      raw_angle: 6 * z_index - 3,
      major_defocus: 20000,
    })),
    omezarr_dir: path('tiltSeriesZarr'),
    mrc_file: path('tiltSeriesMrc'),
    camera: { manufacturer: 'Gatan', model: 'K3' },
    ...stamp,
  });
}

async function putAnnotations(tree: MadeTree): Promise<void> {
  const { files, kernels, path } = tree;
  for (const [name, annotation] of Object.entries(annotations)) {
    const { extension, shape } = annotation;
    const data = path('annotationFile', annotation);
    putJson(tree, path('annotationMetadata', annotation), {
      annotation_ingest_id: `${name}-1`,
      annotation_object: { name: annotation.annotation_key.replace('-1.0', ''), id: 'GO:0005840' },
      object_count: 3,
      files: [
        { format: extension, path: data, shape, is_visualization_default: true },
        ...(extension === 'mrc' ? [{ format: 'zarr', path: path('annotationZarr', annotation), shape }] : []),
      ],
      alignment_metadata_path: path('alignmentMetadata'),
      authors,
      ...stamp,
    });
  }
  putText(tree, path('annotationFile', annotations.oriented), ndjson(orientedPoints()));
  putText(tree, path('annotationFile', annotations.points), ndjson(plainPoints()));
  putText(tree, path('annotationFile', annotations.instances), ndjson(instancePoints()));
  for (const [annotation, type, mode, levels] of [
    [annotations.mask, 'int8', 0, maskLevels()],
    [annotations.labels, 'uint16', 6, labelLevels()],
  ] as const) {
    const [full] = levels as MadeLevel[];
    const { shape, values } = full as MadeLevel;
    files.set(
      path('annotationFile', annotation),
      makeMrc({ shape, mode, value: (index) => values[index] as number }),
    );
    putZarr(files, path('annotationZarr', annotation), kernels, type, levels);
  }
  files.set(path('annotationFile', annotations.mesh), await makeMesh(cube));
  await putPrecomputes(tree);
}

async function putPrecomputes(tree: MadeTree): Promise<void> {
  await putPrecompute(tree, annotations.oriented, precomputedPoints(orientedPoints()));
  await putPrecompute(tree, annotations.points, precomputedPoints(plainPoints()));
  await putPrecompute(tree, annotations.mask, precomputedMask(maskLevels(), [1]));
  await putPrecompute(tree, annotations.labels, precomputedMask(labelLevels(), [1, 2, 3]));
  await putPrecompute(tree, annotations.mesh, precomputedMesh());
}

/** Writes the precomputed directory of an annotation; replaces an existing one. */
export async function putPrecompute(
  { files, path }: MadeTree,
  annotation: (typeof annotations)[keyof typeof annotations],
  made: Promise<readonly PrecomputedFile[]>,
): Promise<void> {
  const directory = path('annotationPrecompute', annotation);
  for (const key of [...files.keys()]) if (key.startsWith(`${directory}/`)) files.delete(key);
  for (const { path: inside, bytes } of await made)
    files.set(`${directory}/${inside}`, Uint8Array.from(bytes));
}

export function precomputedPoints(points: readonly MadePoint[]): Promise<PrecomputedFile[]> {
  return pointFiles(
    points.map(({ location, xyz_rotation_matrix: rotation }) => ({
      ...location,
      ...(rotation === undefined ? {} : { rotation: rotation.flat() }),
    })),
  );
}

export function precomputedMask(
  levels: readonly MadeLevel[],
  labels: readonly number[],
  planes = 4,
): Promise<PrecomputedFile[]> {
  const { values, shape } = levels[0] as MadeLevel;
  return maskFiles(values, shape, labels, planes);
}

export function precomputedMesh(mesh?: Mesh): Promise<PrecomputedFile[]> {
  return meshFiles(mesh);
}
