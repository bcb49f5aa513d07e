import type { Accessor, mat4 } from '@gltf-transform/core';
import { FormatError } from '../../errors/index.js';
import type { MeshGeometry } from './mesh-geometry.js';

const triangleMode = 4;

/** Triangles of a binary glTF file, placed as its nodes say. Fails with a FormatError when it is none. */
export async function readGlb(bytes: Uint8Array, path: string): Promise<MeshGeometry> {
  const { WebIO } = await import('@gltf-transform/core');
  const document = await new WebIO().readBinary(bytes).catch((cause: unknown) => {
    throw new FormatError('not a binary glTF file', { path, cause });
  });
  const vertices: number[][] = [];
  const triangles: number[] = [];
  let count = 0;
  for (const node of document.getRoot().listNodes()) {
    for (const primitive of node.getMesh()?.listPrimitives() ?? []) {
      const position = primitive.getAttribute('POSITION');
      if (position === null || primitive.getMode() !== triangleMode) continue;
      const corners =
        primitive.getIndices()?.getArray() ?? Array.from({ length: position.getCount() }, (_, i) => i);
      for (const corner of corners) triangles.push(corner + count);
      for (const vertex of placedVertices(position, node.getWorldMatrix())) vertices.push(vertex);
      count += position.getCount();
    }
  }
  if (triangles.some((corner) => corner >= count)) {
    throw new FormatError('a triangle has a corner that is no vertex', { path });
  }
  return { vertices: Float32Array.from(vertices.flat()), triangles: Uint32Array.from(triangles) };
}

function* placedVertices(position: Accessor, matrix: mat4): Generator<number[]> {
  for (let index = 0; index < position.getCount(); index++) {
    const [x = 0, y = 0, z = 0] = position.getElement(index, []);
    yield [0, 1, 2].map(
      (axis) =>
        (matrix[axis] as number) * x +
        (matrix[axis + 4] as number) * y +
        (matrix[axis + 8] as number) * z +
        (matrix[axis + 12] as number),
    );
  }
}
