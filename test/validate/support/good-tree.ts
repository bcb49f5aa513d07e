import { encodePng, Image } from 'image-js';
import { createRandom } from '../../../demo/random.js';
import type { JsonValue } from '../../../src/base/json-value.js';
import { drawKeyImage } from '../../../src/pipeline/key-image/draw-key-image.js';
import type { Kernels } from '../../../src/volume/kernels/kernels.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { greyPlane, keyImageNames, shownSections } from '../../../src/volume/key-image.js';
import { sphere } from '../../neuroglancer/mesh/support/shapes.js';
import { glbFile, tetrahedron } from './good-mesh.js';
import * as good from './good-metadata.js';
import { layers, maskFiles, meshFiles, pointFiles, precomputes } from './good-precomputes.js';
import { frameFile, type GoodVolume, mrcFile, zarrFiles } from './good-volumes.js';

const spacing = 13.48;
const shape = [12, 20, 18] as const;
const chunk = [8, 8, 8] as const;
const count = shape[0] * shape[1] * shape[2];
const location = { x: 3.5, y: 4.25, z: 5 };
const plainPoints = [location, { x: 17, y: 19, z: 11 }];
const matrix = [
  [0, -1, 0],
  [1, 0, 0],
  [0, 0, 1],
];
const mask = Int8Array.from({ length: count }, (_, index) => (index % 7 === 0 ? 1 : 0));
const labels = Uint16Array.from({ length: count }, (_, index) => index % 4);

let made: Promise<ReadonlyMap<string, Uint8Array>> | null = null;

/** Returns the files of a valid tree in the documented layout. It is made once; tests change copies. */
export async function goodTree(): Promise<Map<string, Uint8Array>> {
  made ??= loadKernels().then(makeTree);
  return new Map(await made);
}

async function makeTree(kernels: Kernels): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const json = (path: string, value: unknown) =>
    files.set(path, text(JSON.stringify(value as JsonValue, null, 4)));
  const volume = (path: string, facts: GoodVolume) => {
    files.set(`${path}.mrc`, mrcFile(facts));
    for (const [inside, bytes] of zarrFiles(facts, kernels)) files.set(`${path}.zarr/${inside}`, bytes);
  };
  const { run } = good;
  json('DepositionMetadata/10000/deposition_metadata.json', good.depositionMetadata);
  json('10001/dataset_metadata.json', good.datasetMetadata);
  for (const image of ['snapshot', 'thumbnail']) files.set(`10001/Images/${image}.png`, picture(64, 64));
  json(`${run}/run_metadata.json`, good.runMetadata);
  addAcquisition(files, json, volume);
  json(`${run}/IdentifiedObjects/identified_objects.json`, good.identifiedObjects);
  json(`${run}/IdentifiedObjects/identified_objects_metadata.json`, good.identifiedObjectsMetadata);
  await addTomogram(kernels, files, json, volume);
  addAnnotations(files, json, volume);
  await addPrecomputes(files);
  return files;
}

type AddJson = (path: string, value: unknown) => void;
type AddVolume = (path: string, facts: GoodVolume) => void;

function addAcquisition(files: Map<string, Uint8Array>, json: AddJson, volume: AddVolume): void {
  const { run, tiltSeries, alignment, ascendingTilts } = good;
  for (const [index, name] of good.frameNames.entries()) {
    files.set(`${run}/Frames/${name}`, frameFile([2, 7, 6], 1.685, index));
  }
  files.set(`${run}/Frames/TS_A.mdoc`, text(mdoc()));
  json(`${run}/Frames/frames_metadata.json`, good.framesMetadata);
  files.set(`${run}/Gains/TS_A_gain.mrc`, frameFile([1, 7, 6], 1.685, 99));
  volume(`${tiltSeries}/TS_A`, {
    kind: 'tiltseries',
    shape: [5, 14, 11],
    samples: noise(5 * 14 * 11, 7),
    spacing: 3.37,
    chunk: [1, 8, 8],
  });
  const angles = (offset: number) => ascendingTilts.map((tilt) => `${(tilt + offset).toFixed(2)}\n`).join('');
  files.set(`${tiltSeries}/TS_A.rawtlt`, text(angles(0)));
  const ctf = ascendingTilts.map((_, index) => `${index + 1} 30229.15 29273.99 12.5 0.1 0.2 8.81\n`);
  files.set(`${tiltSeries}/TS_A_CTFFIND_ctf.txt`, text(`# Columns: …\n${ctf.join('')}`));
  json(`${tiltSeries}/tiltseries_metadata.json`, good.tiltSeriesMetadata);
  files.set(`${alignment}/TS_A.xf`, text(good.transforms));
  files.set(`${alignment}/TS_A.tlt`, text(angles(0.3)));
  json(`${alignment}/alignment_metadata.json`, good.alignmentMetadata);
}

function mdoc(): string {
  const sections = good.tilts.map(
    (tilt, index) =>
      `[ZValue = ${index}]\nTiltAngle = ${tilt}\nExposureTime = 1.2\nNumSubFrames = 2\nSubFramePath = D:\\DATA\\${good.frameNames[index]}\n`,
  );
  return `PixelSpacing = 3.37\n\n[T =     Tilt axis angle = 84.1, binning = 1]\n\n${sections.join('\n')}`;
}

async function addTomogram(
  kernels: Kernels,
  files: Map<string, Uint8Array>,
  json: AddJson,
  volume: AddVolume,
): Promise<void> {
  const { tomogram, spacingDirectory } = good;
  const samples = noise(count, 3);
  volume(`${tomogram}/TS_A`, { kind: 'tomogram', shape, samples, spacing, chunk });
  json(`${tomogram}/tomogram-metadata.json`, good.tomogramMetadata);
  const slab = slabOf(samples);
  for (const name of keyImageNames)
    files.set(
      `${spacingDirectory}/Images/100/key-photo-${name}.png`,
      await drawKeyImage(kernels, name, { slab, overlays: [] }),
    );
  json(`${precomputes}/100-neuroglancer-config.json`, {
    ...good.vizConfig,
    layers: [good.imageLayer, ...layers],
  });
}

function addAnnotations(files: Map<string, Uint8Array>, json: AddJson, volume: AddVolume): void {
  const directory = (id: number) => `${good.spacingDirectory}/Annotations/${id}`;
  const lines = (rows: readonly unknown[]) => text(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  json(
    `${directory(100)}/ribosome-1.0.json`,
    good.annotationMetadata(100, 'ribosome', 2, [['point.ndjson', 'ndjson', 'Point']]),
  );
  files.set(
    `${directory(100)}/ribosome-1.0_point.ndjson`,
    lines(plainPoints.map((point) => ({ type: 'point', location: point }))),
  );
  json(
    `${directory(101)}/nucleosome-1.0.json`,
    good.annotationMetadata(101, 'nucleosome', 1, [['orientedpoint.ndjson', 'ndjson', 'OrientedPoint']]),
  );
  files.set(
    `${directory(101)}/nucleosome-1.0_orientedpoint.ndjson`,
    lines([{ type: 'orientedPoint', location, xyz_rotation_matrix: matrix }]),
  );
  json(
    `${directory(102)}/microtubule-1.0.json`,
    good.annotationMetadata(102, 'microtubule', 2, [
      ['instancesegmentation.ndjson', 'ndjson', 'InstanceSegmentation'],
    ]),
  );
  files.set(
    `${directory(102)}/microtubule-1.0_instancesegmentation.ndjson`,
    lines([1, 1, 2].map((id) => ({ type: 'instancePoint', location, instance_id: id }))),
  );
  json(
    `${directory(103)}/membrane-1.0.json`,
    good.annotationMetadata(103, 'membrane', 1, [
      ['segmentationmask.zarr', 'zarr', 'SegmentationMask'],
      ['segmentationmask.mrc', 'mrc', 'SegmentationMask'],
      ['triangularmesh.glb', 'glb', 'TriangularMesh'],
    ]),
  );
  volume(`${directory(103)}/membrane-1.0_segmentationmask`, {
    kind: 'semantic-mask',
    shape,
    samples: mask,
    spacing,
    chunk,
  });
  files.set(`${directory(103)}/membrane-1.0_triangularmesh.glb`, glbFile());
  json(
    `${directory(104)}/vesicles-1.0.json`,
    good.annotationMetadata(104, 'vesicles', 3, [
      ['instancesegmentationmask.zarr', 'zarr', 'InstanceSegmentationMask'],
      ['instancesegmentationmask.mrc', 'mrc', 'InstanceSegmentationMask'],
    ]),
  );
  volume(`${directory(104)}/vesicles-1.0_instancesegmentationmask`, {
    kind: 'instance-mask',
    shape,
    samples: labels,
    spacing,
    chunk,
    labels: [1, 2, 3],
  });
}

async function addPrecomputes(files: Map<string, Uint8Array>): Promise<void> {
  const directories = {
    '100-point': await pointFiles(plainPoints, 'ribosome'),
    '101-orientedpoint': await pointFiles([{ ...location, rotation: matrix.flat() }], 'nucleosome'),
    '101-orientedmesh': await meshFiles(sphere(5, 2), 'nucleosome'),
    '102-instancesegmentation': await pointFiles([location, location, location], 'microtubule'),
    '103-segmentationmask': await maskFiles(mask, shape, [1], 8, () => 'membrane'),
    '103-triangularmesh': await meshFiles(tetrahedron, 'membrane'),
    '104-instancesegmentationmask': await maskFiles(
      labels,
      shape,
      [1, 2, 3],
      8,
      (label) => `vesicles ${label}`,
    ),
  };
  for (const [name, own] of Object.entries(directories)) {
    for (const { path, bytes } of own)
      files.set(`${precomputes}/${name}_precompute/${path}`, Uint8Array.from(bytes));
  }
}

/** Returns the central sections as ingest draws them. */
function slabOf(samples: Float32Array) {
  const [depth, height, width] = shape;
  const { from, to } = shownSections(depth);
  const sums = new Float32Array(height * width);
  for (let at = from * sums.length; at < to * sums.length; at++)
    sums[at % sums.length] = (sums[at % sums.length] as number) + (samples[at] as number);
  return greyPlane(sums, width, height);
}

function noise(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.between(-5, 5));
}

function picture(width: number, height: number): Uint8Array {
  return encodePng(new Image(width, height, { colorModel: 'RGB' }));
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}
