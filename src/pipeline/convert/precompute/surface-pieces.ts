import { bytesOf } from '../../../neuroglancer/bytes.js';
import {
  type Mesh,
  type SurfaceBlock,
  SurfaceBuilder,
  type SurfacePiece,
} from '../../../neuroglancer/mesh/index.js';
import type { AppendFile } from '../../../storage/index.js';

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

/** A label's surface of all its pieces, in voxels, where voxel i spans i to i + 1. */
export function joinPieces(file: AppendFile, pieces: readonly StoredPiece[]): Mesh {
  const sum = (count: (piece: StoredPiece) => number) =>
    pieces.reduce((total, piece) => total + count(piece), 0);
  const builder = new SurfaceBuilder(
    sum(({ vertexCount }) => vertexCount),
    sum(({ triangleCount }) => triangleCount),
  );
  for (const { vertexCount, triangleCount, offset, block } of pieces) {
    const { buffer } = file.read(offset, triangleCount * 12 + vertexCount * 6);
    const triangles = new Uint32Array(buffer, 0, triangleCount * 3);
    builder.add({ triangles, vertices: new Int16Array(buffer, triangleCount * 12, vertexCount * 3) }, block);
  }
  return builder.mesh();
}
