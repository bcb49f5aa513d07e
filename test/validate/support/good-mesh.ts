import type { Mesh } from '../../../src/neuroglancer/mesh/mesh.js';

const corners = [0, 0, 0, 5, 0, 0, 0, 5, 0, 0, 0, 5];
const faces = [0, 1, 2, 0, 1, 3, 0, 2, 3, 1, 2, 3];

/** The tetrahedron of the file. */
export const tetrahedron: Mesh = {
  positions: Float64Array.from(corners),
  triangles: Uint32Array.from(faces),
};

/** A binary glTF file with one tetrahedron, whose corners it lists a number of times. */
export function glbFile(times = 1): Uint8Array {
  const positions = new Float32Array(Array.from({ length: times }, () => corners).flat());
  const indices = new Uint16Array(faces);
  const binary = Buffer.concat([Buffer.from(positions.buffer), Buffer.from(indices.buffer)]);
  const document = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 4 * times, type: 'VEC3', min: [0, 0, 0], max: [5, 5, 5] },
      { bufferView: 1, componentType: 5123, count: 12, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: 48 * times },
      { buffer: 0, byteOffset: 48 * times, byteLength: 24 },
    ],
    buffers: [{ byteLength: binary.length }],
  };
  const json = JSON.stringify(document);
  const text = Buffer.from(json.padEnd(Math.ceil(json.length / 4) * 4));
  const word = (...values: readonly number[]) => Buffer.from(new Uint32Array(values).buffer);
  const length = 12 + 8 + text.length + 8 + binary.length;
  return new Uint8Array(
    Buffer.concat([
      word(0x46546c67, 2, length),
      word(text.length, 0x4e4f534a),
      text,
      word(binary.length, 0x004e4942),
      binary,
    ]),
  );
}
