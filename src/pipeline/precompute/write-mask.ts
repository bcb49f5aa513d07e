import { formatJson } from '../../json/index.js';
import {
  encodeMultiresolution,
  levelsOfDetail,
  type MultiresolutionMesh,
  meshDirectory,
  SurfaceBuilder,
  simplify,
} from '../../neuroglancer/mesh/index.js';
import {
  chunkName,
  encodeSegmentationChunk,
  segmentationInfo,
  wholeResolution,
} from '../../neuroglancer/segmentation/index.js';
import type { StagedDirectory } from '../../storage/index.js';
import { type Kernels, loadKernels } from '../../volume/kernels/index.js';
import { type OpenVolume, openVolume, readLabels } from '../../volume/source/index.js';
import type { IngestContext } from '../context.js';
import type { AnnotationFile, PublishedAnnotation } from '../published-annotations.js';
import { labelBounds } from './label-bounds.js';

type Triple = readonly [z: number, y: number, x: number];

const chunkLength = 256;
const blockLength = 64;
/** Voxels that the finest mesh may lie off the surface of its label. */
const meshError = 0.25;

/**
 * Writes a mask as a viewer loads it: labels chunk by chunk, and a mesh of every label. Memory holds a chunk and the
 * surfaces.
 */
export async function writeMask(
  annotation: PublishedAnnotation,
  file: AnnotationFile,
  directory: StagedDirectory,
  context: IngestContext,
): Promise<number> {
  const kernels = await loadKernels();
  const volume = await openVolume(context.output, file.path, { signal: context.signal });
  const surfaces = new Map<number, SurfaceBuilder>();
  let bytesWritten = 0;
  const put = async (path: string, bytes: Uint8Array) => {
    await directory.put(path, bytes);
    bytesWritten += bytes.length;
  };
  try {
    const { shape } = volume.header;
    for (const start of chunkStarts(shape)) {
      context.signal.throwIfAborted();
      const { name, bytes } = await encodeChunk(volume, start, kernels, surfaces);
      await put(`data/${name}`, bytes);
    }
    const resolution = wholeResolution(annotation.voxelSpacing / 10);
    const [nz, ny, nx] = shape;
    const info = segmentationInfo({
      size: [nx, ny, nz],
      chunkSize: [Math.min(nx, chunkLength), Math.min(ny, chunkLength), Math.min(nz, chunkLength)],
      blockSize: [blockLength, blockLength, blockLength],
      resolution: [resolution, resolution, resolution],
      hasMeshes: true,
      hasProperties: false,
    });
    const meshes = await encodeMeshes(surfaces);
    const space = {
      resolution: [resolution, resolution, resolution],
      chunkSize: [chunkLength, chunkLength, chunkLength],
    } as const;
    for (const { path, bytes } of meshDirectory(meshes, space)) await put(path, bytes);
    await put('info', new TextEncoder().encode(formatJson(info)));
  } finally {
    await volume.close();
  }
  return bytesWritten;
}

function* chunkStarts([depth, height, width]: Triple): Generator<Triple> {
  for (let z = 0; z < depth; z += chunkLength) {
    for (let y = 0; y < height; y += chunkLength) {
      for (let x = 0; x < width; x += chunkLength) yield [z, y, x];
    }
  }
}

/**
 * A chunk and its part of the surfaces. It is read with the first voxels of the chunks behind it, and with a rim of zeros
 * where the volume begins and ends, so that every surface is closed.
 */
async function encodeChunk(
  volume: OpenVolume,
  start: Triple,
  kernels: Kernels,
  surfaces: Map<number, SurfaceBuilder>,
): Promise<{ name: string; bytes: Uint8Array }> {
  const size = start.map((first, axis) => Math.min(chunkLength, (volume.header.shape[axis] ?? 0) - first));
  const rim = start.map((first) => (first === 0 ? 1 : 0));
  const blockStart = triple((axis) => (start[axis] ?? 0) - (rim[axis] ?? 0));
  const shape = triple((axis) => (size[axis] ?? 0) + (rim[axis] ?? 0) + 1);
  const top = kernels.arena.top;
  try {
    const offset = await readLabels(volume, { start: blockStart, shape }, kernels);
    const count = shape[0] * shape[1] * shape[2];
    const view = kernels.arena.bytes(offset, count * 2);
    const labels = new Uint16Array(view.buffer, view.byteOffset, count).slice();
    addSurfaces(labels, offset, shape, blockStart, kernels, surfaces);
    const inner = new Uint32Array((size[0] ?? 0) * (size[1] ?? 0) * (size[2] ?? 0));
    let at = 0;
    for (let z = 0; z < (size[0] ?? 0); z++) {
      for (let y = 0; y < (size[1] ?? 0); y++) {
        const from = ((z + (rim[0] ?? 0)) * shape[1] + y + (rim[1] ?? 0)) * shape[2] + (rim[2] ?? 0);
        inner.set(labels.subarray(from, from + (size[2] ?? 0)), at);
        at += size[2] ?? 0;
      }
    }
    const [z, y, x] = start;
    const end = triple((axis) => (start[axis] ?? 0) + (size[axis] ?? 0));
    return {
      name: chunkName([x, y, z], [end[2], end[1], end[0]]),
      bytes: encodeSegmentationChunk(
        inner,
        triple((axis) => size[axis] ?? 0),
        [blockLength, blockLength, blockLength],
      ),
    };
  } finally {
    kernels.arena.release(top);
  }
}

function addSurfaces(
  labels: Uint16Array,
  offset: number,
  shape: Triple,
  start: Triple,
  kernels: Kernels,
  surfaces: Map<number, SurfaceBuilder>,
): void {
  for (const [label, { first, last }] of labelBounds(labels, shape)) {
    const from = triple((axis) => Math.max(0, (first[axis] ?? 0) - 1));
    const size = triple((axis) => Math.min(shape[axis] ?? 0, (last[axis] ?? 0) + 2) - (from[axis] ?? 0));
    const [rowStride, planeStride] = [shape[2] * 2, shape[1] * shape[2] * 2];
    const part = kernels.surface(
      { offset: offset + from[0] * planeStride + from[1] * rowStride + from[2] * 2, rowStride, planeStride },
      { planes: size[0], rows: size[1], columns: size[2] },
      label,
    );
    if (part.triangles.length === 0) continue;
    const builder = surfaces.get(label) ?? new SurfaceBuilder();
    surfaces.set(label, builder);
    builder.add(
      part,
      [start[2] + from[2], start[1] + from[1], start[0] + from[0]],
      [size[2], size[1], size[0]],
    );
  }
}

async function encodeMeshes(
  surfaces: ReadonlyMap<number, SurfaceBuilder>,
): Promise<Map<number, MultiresolutionMesh>> {
  const meshes = new Map<number, MultiresolutionMesh>();
  for (const label of [...surfaces.keys()].sort((first, second) => first - second)) {
    const surface = surfaces.get(label)?.mesh();
    if (surface === undefined) continue;
    const finest = await simplify(surface, Math.ceil(surface.triangles.length / 300), meshError);
    const encoded = await encodeMultiresolution(await levelsOfDetail(finest));
    if (encoded !== null) meshes.set(label, encoded);
  }
  return meshes;
}

function triple(value: (axis: number) => number): [number, number, number] {
  return [value(0), value(1), value(2)];
}
