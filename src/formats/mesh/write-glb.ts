import type { TriangleMesh } from './mesh.js';

/** A binary glTF file with one mesh, every coordinate multiplied by `scale`; places are kept as 32-bit floats. */
export async function writeGlb(
  { vertices, faces }: TriangleMesh,
  scale: number,
  name: string,
): Promise<Uint8Array> {
  const { Document, WebIO } = await import('@gltf-transform/core');
  const document = new Document();
  const buffer = document.createBuffer();
  const position = document
    .createAccessor()
    .setType('VEC3')
    .setArray(Float32Array.from(vertices, (value) => value * scale))
    .setBuffer(buffer);
  const indices = document
    .createAccessor()
    .setType('SCALAR')
    .setArray(new Uint32Array(faces))
    .setBuffer(buffer);
  const primitive = document.createPrimitive().setAttribute('POSITION', position).setIndices(indices);
  const mesh = document.createMesh(name).addPrimitive(primitive);
  const node = document.createNode(name).setMesh(mesh);
  document.getRoot().setDefaultScene(document.createScene().addChild(node));
  return new WebIO().writeBinary(document);
}
