import { CryoetError } from '../../../src/base/errors.js';
import { decodeJson } from '../../../src/base/json-text.js';
import { onlyCell } from '../../../src/neuroglancer/annotation-info.js';
import { readById, readSpatialCell, recordLayout } from '../../../src/neuroglancer/annotation-records.js';
import { parsePrecomputedInfo } from '../../../src/neuroglancer/expected-files.js';
import { parseMeshInfo } from '../../../src/neuroglancer/mesh/mesh.js';
import { readFragments, readLevel, readMeshes } from '../../../src/neuroglancer/mesh/read-meshes.js';
import { PrecomputedReader, type ReadOptions } from '../../../src/neuroglancer/precomputed-reader.js';
import { readChunk } from '../../../src/neuroglancer/read-segmentation.js';
import { chunkExtents, parseSegmentProperties } from '../../../src/neuroglancer/segmentation-info.js';
import { memoryFiles, type PrecomputedFile } from '../../neuroglancer/support/memory-directory.js';
import { maskFiles, meshFiles, pointFiles } from '../../validate/support/good-precomputes.js';
import type { InputFiles, Target } from '../target.js';

/** Chunks that are read at most: an info may claim more than there are. */
const mostChunks = 20;

const json = (files: InputFiles, path: string) => decodeJson(files.get(path) ?? new Uint8Array(), path);

async function readMeshDirectory(files: InputFiles, options: ReadOptions, directory: string): Promise<void> {
  const reader = new PrecomputedReader(memoryFiles(files), options);
  const info = parseMeshInfo(json(files, `${directory}/info`));
  await readMeshes(reader, directory, info, async (mesh, manifest, file) => {
    if (manifest === null) return;
    await readFragments(reader, mesh, info, manifest, file);
    await readLevel(reader, mesh, info, 0);
  });
}

async function readAll(files: InputFiles, options: ReadOptions): Promise<void> {
  const reader = new PrecomputedReader(memoryFiles(files), options);
  const info = parsePrecomputedInfo(json(files, 'info'));
  if (info.kind === 'annotations') {
    const layout = recordLayout(info);
    await readSpatialCell(reader, onlyCell(info) ?? '', layout);
    await readById(reader, info, layout, () => {});
    return;
  }
  let read = 0;
  for (const chunk of chunkExtents(info)) {
    if (read++ === mostChunks) break;
    await readChunk(reader, info, chunk);
  }
  parseSegmentProperties(json(files, 'segment_properties/info'));
  await readMeshDirectory(files, options, 'mesh');
}

/** Reads strictly, and collecting issues. */
async function read(
  files: InputFiles,
  use: (files: InputFiles, options: ReadOptions) => Promise<void>,
): Promise<void> {
  for (const options of [{}, { report: () => {} }]) {
    try {
      await use(files, options);
    } catch (error) {
      if (!(error instanceof CryoetError)) throw error;
    }
  }
}

const mapOf = (files: readonly PrecomputedFile[]) =>
  new Map(files.map(({ path, bytes }) => [path, Uint8Array.from(bytes)]));

export const precomputedTargets: readonly Target[] = [
  {
    name: 'precomputed-points',
    seeds: async () => {
      const points = Array.from({ length: 20 }, (_, index) => ({ x: index, y: 2 * index, z: 3 }));
      return [mapOf(await pointFiles(points))];
    },
    read: (files) => read(files, readAll),
  },
  {
    name: 'precomputed-mask',
    seeds: async () => {
      const labels = Uint32Array.from({ length: 12 * 20 * 18 }, (_, index) => (index % 7) * 3);
      return [mapOf(await maskFiles(labels, [12, 20, 18], [1, 4, 9]))];
    },
    read: (files) => read(files, readAll),
  },
  {
    name: 'precomputed-mesh',
    seeds: async () => [mapOf(await meshFiles())],
    read: (files) => read(files, (all, options) => readMeshDirectory(all, options, 'mesh')),
  },
];
