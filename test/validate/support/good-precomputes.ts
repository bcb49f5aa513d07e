import { formatJson, type JsonObject } from '../../../src/json/index.js';
import {
  encodeMultiresolution,
  type Mesh,
  meshDirectory,
  precomputeMeshes,
} from '../../../src/neuroglancer/mesh/index.js';
import { type PrecomputedPoint, writePointDirectory } from '../../../src/neuroglancer/points/index.js';
import type { PrecomputedFile } from '../../../src/neuroglancer/precomputed-file.js';
import {
  chunkExtents,
  encodeSegmentationChunk,
  parseSegmentationInfo,
  segmentationInfo,
  segmentProperties,
} from '../../../src/neuroglancer/segmentation/index.js';
import { pointLayer, segmentationLayer } from '../../../src/neuroglancer/state/index.js';
import type { Shape } from '../../../src/volume/volume.js';
import { sphere } from '../../neuroglancer/mesh/support/shapes.js';
import { memoryDirectory, memorySpill } from '../../neuroglancer/support/memory-directory.js';
import { spacingDirectory } from './good-metadata.js';

/** Nanometres. */
const voxelSize = 1.348;
const metres = 13.48e-10;
export const precomputes = `${spacingDirectory}/NeuroglancerPrecompute`;

/** Precomputed points; those with a rotation are oriented. */
export async function pointFiles(
  points: readonly Pick<PrecomputedPoint, 'x' | 'y' | 'z' | 'rotation'>[],
): Promise<PrecomputedFile[]> {
  const directory = memoryDirectory();
  const batches = async function* () {
    yield points.map((point) => ({ ...point, name: 0, color: [255, 255, 255] as const }));
  };
  await writePointDirectory(
    batches(),
    {
      isOriented: points.some(({ rotation }) => rotation !== undefined && rotation !== null),
      diameter: 100,
      resolution: voxelSize,
      names: ['object'],
    },
    directory,
    memorySpill(),
  );
  return [...directory.files].map(([path, bytes]) => ({ path, bytes }));
}

/** A precomputed mask in two chunks, with a sphere for the mesh of every label. */
export async function maskFiles(
  values: ArrayLike<number>,
  [depth, height, width]: Shape,
  labels: readonly number[],
  planes = 8,
): Promise<PrecomputedFile[]> {
  const description = segmentationInfo({
    size: [width, height, depth],
    chunkSize: [width, height, planes],
    blockSize: [8, 8, 8],
    resolution: [1, 1, 1],
    hasMeshes: true,
    hasProperties: true,
  });
  const chunks = [...chunkExtents(parseSegmentationInfo(description))].map(({ name, from, to }) => {
    const count = to[2] - from[2];
    const own = Uint32Array.from(
      { length: count * height * width },
      (_, index) => values[from[2] * height * width + index] ?? 0,
    );
    return { path: `data/${name}`, bytes: encodeSegmentationChunk(own, [count, height, width], [8, 8, 8]) };
  });
  const meshes = new Map();
  for (const label of labels) {
    meshes.set(label, await encodeMultiresolution([moved(sphere(20, 3), 21), moved(sphere(20, 2), 21)]));
  }
  const names = new Map(labels.map((label) => [label, `label ${label}`]));
  return [
    jsonFile('info', description),
    jsonFile('segment_properties/info', segmentProperties(names)),
    ...chunks,
    ...meshDirectory(meshes, { resolution: [1, 1, 1], chunkSize: [64, 64, 64] }),
  ];
}

/** A precomputed mesh of one label. */
export function meshFiles(mesh: Mesh = sphere(5, 2)): Promise<PrecomputedFile[]> {
  return precomputeMeshes(new Map([[1, mesh]]), new Map([[1, 'object']]));
}

/** The layers of a viewer state over everything that is precomputed. */
export const layers: readonly JsonObject[] = [
  ...(['100-point', '101-orientedpoint', '102-instancesegmentation'] as const).map((name) =>
    pointLayer({
      ...common(name),
      color: [255, 0, 0],
      kind: name === '101-orientedpoint' ? 'oriented' : 'points',
    }),
  ),
  ...['103-segmentationmask', '103-triangularmesh'].map((name) =>
    segmentationLayer({ ...common(name), color: [0, 255, 0] }),
  ),
  segmentationLayer({
    ...common('104-instancesegmentationmask'),
    color: new Map([1, 2, 3].map((label) => [label, [0, 0, 255] as const])),
  }),
  segmentationLayer({ ...common('101-orientedmesh'), color: [0, 255, 0] }),
];

function common(name: string) {
  return {
    name,
    url: `https://host.example/${precomputes}/${name}_precompute`,
    scale: { data: metres, viewer: metres },
    isVisible: true,
  };
}

function jsonFile(path: string, value: JsonObject): PrecomputedFile {
  return { path, bytes: new TextEncoder().encode(formatJson(value)) };
}

function moved({ positions, triangles }: Mesh, by: number): Mesh {
  return { positions: positions.map((value) => value + by), triangles };
}
