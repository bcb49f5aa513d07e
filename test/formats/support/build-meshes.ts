import { File, ready } from 'h5wasm';

/** Bytes of a binary STL file; `stated` is the count that its header gives. */
export function buildStl(facets: readonly (readonly number[])[], stated = facets.length): Uint8Array {
  const bytes = new Uint8Array(84 + 50 * facets.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(80, stated, true);
  facets.forEach((values, facet) => {
    values.forEach((value, index) => {
      view.setFloat32(84 + 50 * facet + 12 + 4 * index, value, true);
    });
  });
  return bytes;
}

/** Bytes of a GLB file with this JSON and binary chunk. */
export function buildGlb(json: unknown, binary: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const chunks = [
    { type: 0x4e4f534a, bytes: padded(text, 32) },
    { type: 0x004e4942, bytes: padded(binary, 0) },
  ];
  const size = 12 + chunks.reduce((sum, { bytes }) => sum + 8 + bytes.length, 0);
  const glb = new Uint8Array(size);
  const view = new DataView(glb.buffer);
  [0x46546c67, 2, size].forEach((value, index) => {
    view.setUint32(4 * index, value, true);
  });
  let at = 12;
  for (const { type, bytes } of chunks) {
    view.setUint32(at, bytes.length, true);
    view.setUint32(at + 4, type, true);
    glb.set(bytes, at + 8);
    at += 8 + bytes.length;
  }
  return glb;
}

function padded(bytes: Uint8Array, filler: number): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4).fill(filler);
  whole.set(bytes);
  return whole;
}

/** A packed list of an EMDB-SFF mesh. */
export interface PackedList {
  readonly data: string;
  readonly mode: string;
  readonly endianness?: string;
}

/** A segment of an EMDB-SFF file; each mesh has vertices and triangles. */
export interface Segment {
  readonly name: string;
  readonly meshes: readonly { readonly vertices: PackedList; readonly triangles: PackedList }[];
}

/** Bytes of an EMDB-SFF file. */
export async function buildHff(segments: readonly Segment[]): Promise<Uint8Array> {
  const { FS } = await ready;
  const name = '/built.hff';
  const file = new File(name, 'w');
  file.create_dataset({ name: 'version', data: '0.8.0.dev1' });
  file.create_group('segment_list');
  segments.forEach(({ name: label, meshes }, id) => {
    const segment = `segment_list/${id}`;
    for (const group of [segment, `${segment}/biological_annotation`, `${segment}/mesh_list`])
      file.create_group(group);
    file.create_dataset({ name: `${segment}/biological_annotation/name`, data: label });
    meshes.forEach((mesh, index) => {
      file.create_group(`${segment}/mesh_list/${index}`);
      for (const list of ['vertices', 'triangles'] as const) {
        const group = `${segment}/mesh_list/${index}/${list}`;
        file.create_group(group);
        for (const [key, data] of Object.entries(mesh[list]))
          file.create_dataset({ name: `${group}/${key}`, data });
      }
    });
  });
  file.close();
  const bytes = FS.readFile(name) as Uint8Array;
  FS.unlink(name);
  return new Uint8Array(bytes);
}
