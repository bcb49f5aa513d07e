import { bytesOf } from '../../../neuroglancer/bytes.js';
import {
  type Mesh,
  type Pause,
  type SurfaceBlock,
  SurfaceBuilder,
  type SurfacePiece,
  simplifyPiece,
} from '../../../neuroglancer/mesh/index.js';
import type { AppendFile } from '../../../storage/index.js';
import { patchTriangles, surfaceError } from './surface-error.js';

/** Where a piece of a label's surface is kept. */
export interface StoredPiece {
  readonly label: number;
  readonly block: SurfaceBlock;
  readonly vertexCount: number;
  readonly triangleCount: number;
  readonly offset: number;
}

/** Appends a piece of a label's surface to a file. */
export function storePiece(
  file: AppendFile,
  label: number,
  { vertices, triangles }: SurfacePiece,
  block: SurfaceBlock,
): StoredPiece {
  const offset = file.append([bytesOf(triangles), bytesOf(vertices)]);
  return { label, block, vertexCount: vertices.length / 3, triangleCount: triangles.length / 3, offset };
}

/** A piece of fewer triangles is small enough as it is. */
const manyTriangles = 50_000;

/**
 * A label's surface of all its pieces, in voxels, where voxel i spans i to i + 1. Large pieces have fewer triangles;
 * where they meet other pieces they stay.
 */
export async function joinPieces(
  file: AppendFile,
  pieces: readonly StoredPiece[],
  pause?: Pause,
): Promise<Mesh> {
  const read: (readonly [SurfacePiece, SurfaceBlock])[] = [];
  for (const piece of pieces) read.push([await readPiece(file, piece, pause), piece.block]);
  const sum = (count: (piece: SurfacePiece) => number) =>
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
): Promise<SurfacePiece> {
  const { buffer } = file.read(offset, triangleCount * 12 + vertexCount * 6);
  const piece = {
    triangles: new Uint32Array(buffer, 0, triangleCount * 3),
    vertices: new Int16Array(buffer, triangleCount * 12, vertexCount * 3),
  };
  if (triangleCount < manyTriangles) return piece;
  return simplifyPiece(piece, surfaceError(block.size), patchTriangles, pause);
}
