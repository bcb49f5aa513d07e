import type { Accessor, Document, mat4, Primitive } from '@gltf-transform/core';
import { CryoetError, FormatError } from '../../../errors/index.js';
import type { TriangleMesh } from '../mesh.js';
import { pushStrip } from '../triangulate.js';
import { checkContainer } from './check-container.js';

/** Triangles as glTF names the ways to draw: lists, strips, fans; points and lines are passed over. */
const [triangles, strip, fan] = [4, 5, 6];

/**
 * Reads the triangles of a GLB file's scene, its nodes' transformations applied.
 * Fails with a FormatError or an UnsupportedError.
 */
export async function parseGlb(bytes: Uint8Array, path: string): Promise<TriangleMesh> {
  const document = await readDocument(bytes, path);
  const vertices: number[] = [];
  const faces: number[] = [];
  const root = document.getRoot();
  const scene = root.getDefaultScene() ?? root.listScenes()[0];
  scene?.traverse((node) => {
    for (const primitive of node.getMesh()?.listPrimitives() ?? []) {
      addPrimitive(primitive, node.getWorldMatrix(), { vertices, faces }, path);
    }
  });
  return { vertices: Float64Array.from(vertices), faces: Uint32Array.from(faces) };
}

async function readDocument(bytes: Uint8Array, path: string): Promise<Document> {
  // Few depositions have meshes, and every start would have to load the library.
  const { WebIO } = await import('@gltf-transform/core');
  try {
    return await new WebIO().readBinary(checkContainer(bytes, path));
  } catch (cause) {
    if (cause instanceof CryoetError) throw cause;
    throw new FormatError('not a readable GLB file', {
      path,
      expected: 'glTF 2.0 whose accessors lie within its own buffer',
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

function addPrimitive(
  primitive: Primitive,
  world: mat4,
  into: { readonly vertices: number[]; readonly faces: number[] },
  path: string,
): void {
  const mode: number = primitive.getMode();
  if (mode < triangles) return;
  const position = primitive.getAttribute('POSITION');
  if (position === null || position.getType() !== 'VEC3') {
    throw new FormatError('a part of the mesh has no places', {
      path,
      expected: 'POSITION of type VEC3',
      found: 'none',
    });
  }
  const count = position.getCount();
  const first = into.vertices.length / 3;
  for (let index = 0; index < count; index++) {
    for (const value of transformed(position.getElement(index, []), world)) into.vertices.push(value);
  }
  const corners = cornersOf(primitive.getIndices(), count, path);
  const faces = toTriangles(corners, mode, path);
  const isMirrored = determinant(world) < 0;
  for (let at = 0; at < faces.length; at += 3) {
    const [a, b, c] = [faces[at]! + first, faces[at + 1]! + first, faces[at + 2]! + first];
    if (isMirrored) into.faces.push(a, c, b);
    else into.faces.push(a, b, c);
  }
}

function cornersOf(indices: Accessor | null, count: number, path: string): number[] {
  if (indices === null) return Array.from({ length: count }, (_, index) => index);
  const corners = [...(indices.getArray() ?? [])];
  const wrong = corners.find((corner) => corner >= count);
  if (wrong === undefined) return corners;
  throw new FormatError('an index names a vertex that is not there', {
    path,
    expected: `0 to ${count - 1}`,
    found: String(wrong),
  });
}

function toTriangles(corners: number[], mode: number, path: string): number[] {
  const faces: number[] = [];
  if (mode === strip) {
    pushStrip(corners, faces);
  } else if (mode === fan) {
    for (let at = 1; at + 1 < corners.length; at++) faces.push(corners[0]!, corners[at]!, corners[at + 1]!);
  } else {
    if (corners.length % 3 === 0) return corners;
    throw new FormatError('a triangle is incomplete', {
      path,
      expected: 'a multiple of 3 indices',
      found: String(corners.length),
    });
  }
  return faces;
}

/** A place by a matrix whose columns follow each other. */
function transformed([x = 0, y = 0, z = 0]: readonly number[], m: mat4): [number, number, number] {
  return [
    m[0] * x + m[4] * y + m[8] * z + m[12],
    m[1] * x + m[5] * y + m[9] * z + m[13],
    m[2] * x + m[6] * y + m[10] * z + m[14],
  ];
}

function determinant(m: mat4): number {
  return (
    m[0] * (m[5] * m[10] - m[9] * m[6]) -
    m[4] * (m[1] * m[10] - m[9] * m[2]) +
    m[8] * (m[1] * m[6] - m[5] * m[2])
  );
}
