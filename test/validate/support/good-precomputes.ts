import { formatJson } from '../../../src/base/json-text.js';
import type { JsonObject } from '../../../src/base/json-value.js';
import { levelsOfDetail } from '../../../src/neuroglancer/mesh/levels-of-detail.js';
import type { Mesh } from '../../../src/neuroglancer/mesh/mesh.js';
import { encodeMultiresolution } from '../../../src/neuroglancer/mesh/multiresolution.js';
import { writeMeshDirectory, writeMeshes } from '../../../src/neuroglancer/mesh/write-meshes.js';
import {
  chunkExtents,
  formatSegmentationInfo,
  formatSegmentProperties,
  segmentationKeys,
} from '../../../src/neuroglancer/segmentation-info.js';
import { pointLayer, segmentationLayer } from '../../../src/neuroglancer/viewer-state.js';
import {
  type PrecomputedPoint,
  writePointDirectory,
} from '../../../src/neuroglancer/write-point-directory.js';
import { gzip } from '../../../src/storage/gzip.js';
import type { Shape } from '../../../src/volume/volume.js';
import { sphere } from '../../neuroglancer/mesh/support/shapes.js';
import { encodeLabels } from '../../neuroglancer/support/array-labels.js';
import { filesOf, memorySpill, type PrecomputedFile } from '../../neuroglancer/support/memory-directory.js';
import { spacingDirectory } from './good-metadata.js';

/** In nm. */
const voxelSize = 1.348;
const metres = 13.48e-10;
export const precomputes = `${spacingDirectory}/NeuroglancerPrecompute`;

/** Returns precomputed points; points with a rotation are oriented. */
export async function pointFiles(
  points: readonly Pick<PrecomputedPoint, 'x' | 'y' | 'z' | 'rotation'>[],
  name = 'object',
): Promise<PrecomputedFile[]> {
  const batches = async function* () {
    yield points.map((point) => ({ ...point, name: 0, color: [255, 255, 255] as const }));
  };
  const description = {
    isOriented: points.some(({ rotation }) => rotation !== undefined && rotation !== null),
    diameter: 100,
    resolution: voxelSize,
    names: [name],
  };
  return filesOf((directory) => writePointDirectory(batches(), description, directory, memorySpill(), gzip));
}

/** Returns a precomputed mask in two chunks, with a sphere as the mesh of each label. */
export async function maskFiles(
  values: ArrayLike<number>,
  [depth, height, width]: Shape,
  labels: readonly number[],
  planes = 8,
  name: (label: number) => string = (label) => `label ${label}`,
): Promise<PrecomputedFile[]> {
  const info = {
    ...segmentationKeys,
    kind: 'segmentation',
    size: [width, height, depth],
    chunkSize: [width, height, planes],
    blockSize: [8, 8, 8],
    resolution: [1, 1, 1],
  } as const;
  const chunks = [...chunkExtents(info)].map(({ name, origin, extent: [count] }) => {
    const own = Uint32Array.from(
      { length: count * height * width },
      (_, index) => values[origin[0] * height * width + index] ?? 0,
    );
    return { path: `data/${name}`, bytes: encodeLabels(own, [count, height, width], [8, 8, 8]) };
  });
  const fitted = (divisions: number) => stretched(sphere(1, divisions), [width, height, depth]);
  const mesh = await encodeMultiresolution([fitted(3), fitted(2)]);
  const [fragments, manifest] = [mesh?.fragments ?? new Uint8Array(), mesh?.manifest ?? new Uint8Array()];
  const meshes = labels.map((label) => ({
    key: BigInt(label),
    size: manifest.length,
    prefixSize: fragments.length,
    read: async () => Buffer.concat([fragments, manifest]),
  }));
  const names = new Map(labels.map((label) => [label, name(label)]));
  return [
    jsonFile('info', formatSegmentationInfo(info)),
    jsonFile('segment_properties/info', formatSegmentProperties(names)),
    ...chunks,
    ...(await filesOf((directory) =>
      writeMeshDirectory(meshes, { resolution: [1, 1, 1], chunkSize: [64, 64, 64] }, directory, gzip),
    )),
  ];
}

/** Returns a precomputed mesh of one label. */
export async function meshFiles(mesh: Mesh = sphere(5, 2), name = 'object'): Promise<PrecomputedFile[]> {
  const levels = new Map([[1, await levelsOfDetail(mesh)]]);
  return filesOf((directory) => writeMeshes(levels, new Map([[1, name]]), directory, gzip));
}

/** Returns the layers of a viewer configuration for all precomputed annotations. */
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
    isVisible: false,
  };
}

function jsonFile(path: string, value: JsonObject): PrecomputedFile {
  return { path, bytes: new TextEncoder().encode(formatJson(value)) };
}

/** Returns a sphere that fills a box with a corner at the origin. */
function stretched({ positions, triangles }: Mesh, size: readonly number[]): Mesh {
  const place = (value: number, index: number) => ((value + 1) / 2) * (size[index % 3] as number);
  return { positions: positions.map(place), triangles };
}
