import { joined } from './odd-file.js';

/** Content of a GLB file: a document that is written as JSON, or text that is not, and the binary chunk. */
export interface MadeGlb {
  readonly document: unknown;
  readonly binary: Uint8Array;
}

/** A tetrahedron whose positions and indices lie one after another in the binary chunk. */
export function tetrahedron(): { document: Record<string, unknown>; binary: Uint8Array } {
  const positions = Float32Array.from([0, 0, 0, 10, 0, 0, 0, 20, 0, 0, 0, 30]);
  const indices = Uint32Array.from([0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3]);
  return {
    binary: joined(new Uint8Array(positions.buffer), new Uint8Array(indices.buffer)),
    document: {
      asset: { version: '2.0' },
      scene: 0,
      scenes: [{ nodes: [0] }],
      nodes: [{ mesh: 0 }],
      meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
      accessors: [
        { bufferView: 0, componentType: 5126, count: 4, type: 'VEC3', min: [0, 0, 0], max: [10, 20, 30] },
        { bufferView: 1, componentType: 5125, count: 12, type: 'SCALAR' },
      ],
      bufferViews: [
        { buffer: 0, byteOffset: 0, byteLength: 48 },
        { buffer: 0, byteOffset: 48, byteLength: 48 },
      ],
      buffers: [{ byteLength: 96 }],
    },
  };
}

/** A GLB file (glTF 2.0, chapter 4): header, JSON chunk, binary chunk. */
export function makeGlb({ document, binary }: MadeGlb): Uint8Array {
  const text = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
  const json = joined(text, new Uint8Array((4 - (text.length % 4)) % 4).fill(0x20));
  const padded = joined(binary, new Uint8Array((4 - (binary.length % 4)) % 4));
  const parts = [chunk(0x4e4f534a, json), ...(padded.length === 0 ? [] : [chunk(0x004e4942, padded)])];
  const length = 12 + parts.reduce((sum, part) => sum + part.length, 0);
  const head = Buffer.alloc(12);
  head.writeUInt32LE(0x46546c67, 0);
  head.writeUInt32LE(2, 4);
  head.writeUInt32LE(length, 8);
  return joined(head, ...parts);
}

/** A chunk with its length and type. */
export function chunk(type: number, content: Uint8Array): Uint8Array {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(content.length, 0);
  head.writeUInt32LE(type, 4);
  return joined(head, content);
}
