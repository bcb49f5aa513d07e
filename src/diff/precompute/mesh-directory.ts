import { FormatError } from '../../errors/index.js';
import {
  decodeFragment,
  type Manifest,
  parseMeshInfo,
  type ReadMeshInfo,
  readManifest,
} from '../../neuroglancer/mesh/index.js';
import { unpack, WindowReader } from '../../neuroglancer/read/index.js';
import type { ReadSegmentationInfo } from '../../neuroglancer/segmentation/index.js';
import { readMinishards, shardOfName } from '../../neuroglancer/sharding/index.js';
import type { MeshGeometry } from '../mesh/index.js';
import { named, type PrecomputeSide, readInfo, withFile } from './precompute-side.js';

const largestManifest = 256 * 1024 * 1024;

/** Where a label's mesh lies. */
export interface LabelMesh {
  /** File inside the directory. */
  readonly shard: string;
  /** Bytes of its manifest from the start of the file, and how many. */
  readonly offset: number;
  readonly size: number;
  readonly levels: number;
}

/** Meshes of a segmentation by label. */
export interface MeshDirectory {
  readonly side: PrecomputeSide;
  readonly info: ReadMeshInfo | null;
  readonly meshes: ReadonlyMap<bigint, LabelMesh>;
}

/** The meshes of a segmentation, none where it has none; fails with a FormatError that names the broken file. */
export async function listMeshes(
  side: PrecomputeSide,
  { mesh }: ReadSegmentationInfo,
): Promise<MeshDirectory> {
  const document = mesh === null ? null : await readInfo(side, `${mesh}/info`);
  const meshes = new Map<bigint, LabelMesh>();
  if (document === null) return { side, info: null, meshes };
  const info = named(side.storage.location(`${side.key}/${mesh}/info`), () => parseMeshInfo(document.plain));
  for (const shard of side.files.keys()) {
    if (!shard.startsWith(`${mesh}/`) || shardOfName(shard.slice(`${mesh}/`.length), info.sharding) === null)
      continue;
    await withFile(side, shard, async (file, path) => {
      for await (const { minishard, problem } of readMinishards(file, info.sharding)) {
        if (minishard === null) throw new FormatError(problem.message, { ...problem.facts, path });
        for (const [index, label] of minishard.keys.entries()) {
          const place = {
            offset: minishard.offsets[index] as number,
            size: minishard.sizes[index] as number,
          };
          const stored = await file.read(place.offset, place.size);
          const { levels } = named(path, () => manifestOf(stored, info));
          meshes.set(label, { shard, ...place, levels: levels.length });
        }
      }
    });
  }
  return { side, info, meshes };
}

function manifestOf(stored: Uint8Array, { sharding }: ReadMeshInfo): Manifest {
  return readManifest(unpack(stored, sharding.dataEncoding, largestManifest));
}

/** One level of a label's mesh, all its fragments together, in nanometres or what the transform gives. */
export async function readLevel(
  { side, info }: MeshDirectory,
  { shard, offset, size }: LabelMesh,
  level: number,
): Promise<MeshGeometry> {
  if (info === null) return { vertices: new Float32Array(), triangles: new Uint32Array() };
  return withFile(side, shard, async (file, path) => {
    const manifest = manifestOf(await file.read(offset, size), info);
    const start = offset - manifest.fragmentBytes;
    if (start < 0) throw new FormatError('fragments lie before the start of the file', { path });
    const window = new WindowReader(file);
    const parts: MeshGeometry[] = [];
    for (const fragment of manifest.levels[level] ?? []) {
      const bytes = await window.read(start + fragment.offset, fragment.size);
      const { positions, triangles } = await decodeNamed(path, bytes);
      const toPlace = placer(manifest, level, fragment.cell, info);
      parts.push({ vertices: Float32Array.from(positions, toPlace), triangles });
    }
    return joined(parts);
  });
}

async function decodeNamed(path: string, bytes: Uint8Array): ReturnType<typeof decodeFragment> {
  try {
    return await decodeFragment(bytes);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(error.message, { ...error.facts, path });
  }
}

/** Turns steps within a cell into coordinates; x, y and z take turns. */
function placer(
  { origin, chunk, scales, vertexOffsets }: Manifest,
  level: number,
  cell: readonly number[],
  { quantizationBits, transform }: ReadMeshInfo,
): (step: number, index: number) => number {
  const last = 2 ** quantizationBits - 1;
  const scale = scales[level] as number;
  return (step, index) => {
    const axis = index % 3;
    const cells = (cell[axis] as number) + step / last;
    const offset = vertexOffsets[level]?.[axis] as number;
    const place = (origin[axis] as number) + offset + (chunk[axis] as number) * scale * cells;
    return place * (transform[axis * 5] as number) + (transform[axis * 4 + 3] as number);
  };
}

function joined(parts: readonly MeshGeometry[]): MeshGeometry {
  const count = (of: (part: MeshGeometry) => ArrayLike<number>) =>
    parts.reduce((sum, part) => sum + of(part).length, 0);
  const vertices = new Float32Array(count((part) => part.vertices));
  const triangles = new Uint32Array(count((part) => part.triangles));
  let [vertex, corner] = [0, 0];
  for (const part of parts) {
    vertices.set(part.vertices, vertex * 3);
    for (const [index, value] of part.triangles.entries()) triangles[corner + index] = value + vertex;
    vertex += part.vertices.length / 3;
    corner += part.triangles.length;
  }
  return { vertices, triangles };
}
