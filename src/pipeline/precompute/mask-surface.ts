import { groupBy } from '../../base/collections.js';
import { noPause, type Pause } from '../../base/pause.js';
import { boundsOf, type Triple, triple } from '../../neuroglancer/bounds.js';
import { levelsOfDetail } from '../../neuroglancer/mesh/levels-of-detail.js';
import type { Mesh } from '../../neuroglancer/mesh/mesh.js';
import { encodeMultiresolution, type MultiresolutionMesh } from '../../neuroglancer/mesh/multiresolution.js';
import { simplify } from '../../neuroglancer/mesh/simplify.js';
import { type SurfaceBlock, SurfaceBuilder, simplifyPiece } from '../../neuroglancer/mesh/surface-builder.js';
import type { StoredMesh } from '../../neuroglancer/mesh/write-meshes.js';
import { bytesOf } from '../../neuroglancer/pieces.js';
import type { SizedEntry } from '../../neuroglancer/write-shards.js';
import { AppendFile } from '../../storage/spill-file.js';
import type { VoxelSurface } from '../../volume/kernels/kernels.js';

/** Temporary files of a mask: pieces of surfaces, and encoded meshes. */
export type MaskFiles = ReturnType<typeof createMaskFiles>;

/** Creates the files in a directory (default: the system's for temporary files). Fails with a StorageError. */
export function createMaskFiles(directory: string | null) {
  const surfaces = AppendFile.create(directory, 'surfaces');
  try {
    return { surfaces, meshes: AppendFile.create(directory, 'meshes') };
  } catch (error) {
    surfaces.close();
    throw error;
  }
}

/** The location of an encoded mesh in the temporary file. */
export interface MeshLocation extends SizedEntry {
  readonly offset: number;
}

/** Joins a label's surface, simplifies it and stores its mesh with levels of detail; null if nothing is left. */
export async function storeMesh(
  { label, pieces }: LabelSurface,
  { surfaces, meshes }: MaskFiles,
  pause?: Pause,
): Promise<MeshLocation | null> {
  const mesh = await encodeSurface(await joinPieces(surfaces, pieces, pause), pause);
  if (mesh === null) return null;
  const { fragments, manifest } = mesh;
  const offset = meshes.append([fragments, manifest]);
  return { key: BigInt(label), offset, size: manifest.length, prefixSize: fragments.length };
}

/** Returns stored meshes, ascending by label. */
export function storedMeshes(locations: readonly MeshLocation[], { meshes }: MaskFiles): StoredMesh[] {
  return [...locations]
    .sort((first, second) => (first.key < second.key ? -1 : 1))
    .map((mesh) => ({ ...mesh, read: async () => meshes.read(mesh.offset, mesh.prefixSize + mesh.size) }));
}

/** The surface of a label, in pieces from several chunks. */
export type LabelSurface = ReturnType<typeof labelSurfaces>[number];

/** Returns the surfaces of all labels, ascending by label, from the pieces of the chunks in order. */
export function labelSurfaces(chunks: readonly (readonly StoredPiece[])[]) {
  return [...groupBy(chunks.flat(), ({ label }) => label)]
    .sort(([first], [second]) => first - second)
    .map(([label, pieces]) => ({
      label,
      pieces,
      triangles: pieces.reduce((sum, { triangleCount }) => sum + triangleCount, 0),
    }));
}

/** The location of a piece of a label's surface in the temporary file. */
export interface StoredPiece {
  readonly label: number;
  readonly block: SurfaceBlock;
  readonly vertexCount: number;
  readonly triangleCount: number;
  readonly offset: number;
}

export function storePiece(
  file: AppendFile,
  label: number,
  { vertices, triangles }: VoxelSurface,
  block: SurfaceBlock,
): StoredPiece {
  const offset = file.append([bytesOf(triangles), bytesOf(vertices)]);
  return { label, block, vertexCount: vertices.length / 3, triangleCount: triangles.length / 3, offset };
}

/** Triangles from which a piece is simplified. */
const manyTriangles = 50_000;

/**
 * Returns the surface of a label from its pieces, in voxel coordinates: voxel i spans i to i + 1. Large pieces are
 * simplified, except where they meet other pieces.
 */
export async function joinPieces(file: AppendFile, pieces: readonly StoredPiece[], pause?: Pause) {
  const read: (readonly [VoxelSurface, SurfaceBlock])[] = [];
  for (const piece of pieces) read.push([await readPiece(file, piece, pause), piece.block]);
  const sum = (count: (piece: VoxelSurface) => number) =>
    read.reduce((total, [piece]) => total + count(piece), 0);
  const builder = new SurfaceBuilder(
    sum(({ vertices }) => vertices.length / 3),
    sum(({ triangles }) => triangles.length / 3),
  );
  for (const [piece, block] of read) builder.add(piece, block);
  return builder.mesh();
}

async function readPiece(
  file: AppendFile,
  { vertexCount, triangleCount, offset, block }: StoredPiece,
  pause?: Pause,
): Promise<VoxelSurface> {
  const { buffer } = file.read(offset, triangleCount * 12 + vertexCount * 6);
  const piece = {
    triangles: new Uint32Array(buffer, 0, triangleCount * 3),
    vertices: new Int16Array(buffer, triangleCount * 12, vertexCount * 3),
  };
  if (triangleCount < manyTriangles) return piece;
  return simplifyPiece(piece, surfaceError(block.size), patchTriangles, pause);
}

/** Triangles that are simplified at a time: with their data they fit into the processor's cache. */
const patchTriangles = 60_000;

/** Smallest and largest error of a simplified surface in voxels. */
const [least, most] = [0.25, 0.5] as const;
const shareOfSize = 1 / 128;

/**
 * Returns the allowed error of a label's finest mesh, in voxels: 1/128 of the second longest side of its bounds,
 * between 1/4 and 1/2. The surface runs halfway between voxels, so it is not known more accurately.
 */
export function surfaceError(sides: Triple): number {
  const [, second = 0] = [...sides].sort((first, other) => other - first);
  return Math.min(most, Math.max(least, second * shareOfSize));
}

/** Returns the encoded levels of detail of a label's surface; null if nothing is left of it. */
async function encodeSurface(surface: Mesh, pause: Pause = noPause): Promise<MultiresolutionMesh | null> {
  const { lower, upper } = boundsOf(surface.positions);
  const sides = triple((axis) => upper[axis] - lower[axis]);
  const finest = await simplify(surface, {
    triangleCount: 1,
    error: surfaceError(sides),
    most: patchTriangles,
    pause,
  });
  return encodeMultiresolution(await levelsOfDetail(finest, pause), pause);
}
