import { Document, WebIO } from '@gltf-transform/core';

/** Corners and, for each face, the three corners it has. */
export interface Mesh {
  readonly vertices: readonly (readonly [x: number, y: number, z: number])[];
  readonly faces: readonly (readonly [number, number, number])[];
}

/** A binary STL; normals are left to the reader, as most programs do. */
export function encodeStl({ vertices, faces }: Mesh): Uint8Array {
  const file = new Uint8Array(84 + 50 * faces.length);
  const view = new DataView(file.buffer);
  file.set(new TextEncoder().encode('Vesicles of the demonstration'));
  view.setUint32(80, faces.length, true);
  for (const [i, face] of faces.entries()) {
    for (const [corner, index] of face.entries()) {
      for (const [axis, value] of vertices[index]!.entries()) {
        view.setFloat32(84 + 50 * i + 12 + 12 * corner + 4 * axis, value, true);
      }
    }
  }
  return file;
}

/** A Wavefront OBJ, whose corners count from 1. */
export function encodeObj({ vertices, faces }: Mesh): string {
  return [
    'o vesicles',
    ...vertices.map((vertex) => `v ${vertex.map((value) => value.toFixed(3)).join(' ')}`),
    ...faces.map((face) => `f ${face.map((index) => index + 1).join(' ')}`),
    '',
  ].join('\n');
}

/** A binary glTF with one mesh. */
export async function encodeGlb({ vertices, faces }: Mesh): Promise<Uint8Array> {
  const document = new Document();
  const buffer = document.createBuffer();
  const accessor = (type: 'VEC3' | 'SCALAR', values: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>) =>
    document.createAccessor().setType(type).setArray(values).setBuffer(buffer);
  const primitive = document
    .createPrimitive()
    .setAttribute('POSITION', accessor('VEC3', new Float32Array(vertices.flat())))
    .setIndices(accessor('SCALAR', new Uint32Array(faces.flat())));
  const node = document.createNode().setMesh(document.createMesh().addPrimitive(primitive));
  document.getRoot().setDefaultScene(document.createScene().addChild(node));
  return new WebIO().writeBinary(document);
}
