import { createRandom } from '../../demo/random.js';
import { chunk, makeGlb, tetrahedron } from './make-glb.js';
import { changed, cut, joined, type OddFile, oddFile } from './odd-file.js';

type Document = Record<string, unknown>;

/** Binary glTF files: unusual ones that are valid, and damaged ones. */
export function oddGlb(): OddFile[] {
  const files: OddFile[] = [];
  const add = (name: string, bytes: Uint8Array) => files.push(oddFile(`glb_${name}`, bytes));
  addContainers(add);
  addAccessors(add);
  addScenes(add);
  return files;
}

type Add = (name: string, bytes: Uint8Array) => void;

/** The tetrahedron with another document or other data. */
function made(changes: Document, binary: Uint8Array = tetrahedron().binary): Uint8Array {
  return makeGlb({ document: { ...tetrahedron().document, ...changes }, binary });
}

function withAccessor(index: 0 | 1, changes: Document, binary?: Uint8Array): Uint8Array {
  const accessors = [...(tetrahedron().document.accessors as Document[])];
  accessors[index] = { ...accessors[index], ...changes };
  return made({ accessors }, binary);
}

function withPrimitive(primitive: Document): Uint8Array {
  return made({ meshes: [{ primitives: [primitive] }] });
}

function addContainers(add: Add): void {
  const good = makeGlb(tetrahedron());
  add('plain', good);
  for (const length of [0, 4, 11, 12, 16, 19, 20, 100, 400]) add(`cut_to_${length}`, cut(good, length));
  for (const short of [1, 4, 50, 96, 104]) add(`cut_by_${short}`, cut(good, -short));
  add('longer', joined(good, new Uint8Array(5)));
  add('twice', joined(good, good));
  const set = (name: string, offset: number, value: number) =>
    add(
      name,
      changed(good, (view) => view.setUint32(offset, value, true)),
    );
  set('version_1', 4, 1);
  set('version_3', 4, 3);
  set('says_shorter', 8, good.length - 4);
  set('says_longer', 8, good.length + 4);
  set('says_gigabytes', 8, 2 ** 32 - 1);
  set('first_chunk_too_long', 12, 2 ** 31);
  set('first_chunk_unknown', 16, 0x12345678);
  set('magic', 0, 0x46546c68);
  const { document, binary } = tetrahedron();
  const unknown = chunk(0x12345678, new Uint8Array(8));
  add(
    'unknown_chunk_behind',
    changed(joined(good, unknown), (view) => view.setUint32(8, good.length + unknown.length, true)),
  );
  add('no_binary_chunk', makeGlb({ document, binary: new Uint8Array() }));
  add('binary_short', makeGlb({ document, binary: binary.slice(0, 60) }));
  add('binary_long', makeGlb({ document, binary: joined(binary, new Uint8Array(400)) }));
  add('json_cut', makeGlb({ document: JSON.stringify(document).slice(0, 200), binary }));
  add('json_empty', makeGlb({ document: '', binary }));
  add('json_list', makeGlb({ document: '[]', binary }));
  add('json_null', makeGlb({ document: 'null', binary }));
  add('json_bom', makeGlb({ document: `\ufeff${JSON.stringify(document)}`, binary }));
  add('json_number', makeGlb({ document: '7', binary }));
  add('json_empty_object', makeGlb({ document: {}, binary }));
  add('text_gltf', Uint8Array.from(Buffer.from(JSON.stringify(document))));
}

function addAccessors(add: Add): void {
  const { binary } = tetrahedron();
  add('positions_more_than_there', withAccessor(0, { count: 5 }));
  add('positions_many_more', withAccessor(0, { count: 1_000_000 }));
  add('positions_terabytes', withAccessor(0, { count: 2 ** 40 }));
  add('positions_none', withAccessor(0, { count: 0 }));
  add('positions_negative', withAccessor(0, { count: -1 }));
  add('positions_fraction', withAccessor(0, { count: 3.5 }));
  add('positions_count_left_out', withAccessor(0, { count: undefined }));
  add('positions_offset', withAccessor(0, { byteOffset: 4 }));
  add('positions_offset_negative', withAccessor(0, { byteOffset: -4 }));
  add('positions_vec2', withAccessor(0, { type: 'VEC2' }));
  add('positions_vec4', withAccessor(0, { type: 'VEC4', count: 3 }));
  add('positions_scalar', withAccessor(0, { type: 'SCALAR' }));
  add('positions_type_left_out', withAccessor(0, { type: undefined }));
  add('positions_component_unknown', withAccessor(0, { componentType: 5130 }));
  add('positions_bounds_wrong', withAccessor(0, { min: [1, 1, 1], max: [2, 2, 2] }));
  add('positions_bounds_left_out', withAccessor(0, { min: undefined, max: undefined }));
  add('positions_view_missing', withAccessor(0, { bufferView: 9 }));
  add('positions_view_left_out', withAccessor(0, { bufferView: undefined }));
  for (const [componentType, name] of [
    [5120, 'int8'],
    [5121, 'uint8'],
    [5122, 'int16'],
    [5123, 'uint16'],
  ] as const) {
    for (const normalized of [true, false]) {
      add(
        `positions_${name}${normalized ? '_normalized' : ''}`,
        withAccessor(0, { componentType, normalized, count: 4 }, noise()),
      );
    }
  }
  for (const [name, value] of [
    ['nan', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
    ['huge', 3e38],
  ] as const) {
    add(
      `positions_${name}`,
      made(
        {},
        changed(binary, (view) => view.setFloat32(8, value, true)),
      ),
    );
  }
  const sparse = { count: 1, indices: { bufferView: 2, componentType: 5123 }, values: { bufferView: 3 } };
  const bufferViews = [
    ...(tetrahedron().document.bufferViews as Document[]),
    { buffer: 0, byteOffset: 96, byteLength: 4 },
    { buffer: 0, byteOffset: 100, byteLength: 12 },
  ];
  const values = joined(Uint8Array.of(3, 0, 0, 0), new Uint8Array(Float32Array.from([1, 2, 60]).buffer));
  const accessors = tetrahedron().document.accessors as Document[];
  add(
    'positions_sparse',
    made(
      { bufferViews, buffers: [{ byteLength: 112 }], accessors: [{ ...accessors[0], sparse }, accessors[1]] },
      joined(binary, values),
    ),
  );
  add(
    'positions_interleaved',
    made(
      {
        bufferViews: [
          { buffer: 0, byteOffset: 0, byteLength: 96, byteStride: 24 },
          { buffer: 0, byteOffset: 96, byteLength: 48 },
        ],
        buffers: [{ byteLength: 144 }],
      },
      joined(interleaved(binary), binary.slice(48)),
    ),
  );
  for (const stride of [4, 13, 16, 252]) {
    const [first, second] = tetrahedron().document.bufferViews as Document[];
    add(`stride_${stride}`, made({ bufferViews: [{ ...first, byteStride: stride }, second] }));
  }
  add(
    'indices_out_of_range',
    made(
      {},
      changed(binary, (view) => view.setUint32(48, 4, true)),
    ),
  );
  add(
    'indices_far_out_of_range',
    made(
      {},
      changed(binary, (view) => view.setUint32(92, 2 ** 32 - 1, true)),
    ),
  );
  add('indices_11', withAccessor(1, { count: 11 }));
  add('indices_none', withAccessor(1, { count: 0 }));
  add('indices_float', withAccessor(1, { componentType: 5126 }));
  add('indices_int16', withAccessor(1, { componentType: 5122 }));
  add('indices_uint16', withAccessor(1, { componentType: 5123, count: 12 }, narrow(binary, 2)));
  add('indices_uint8', withAccessor(1, { componentType: 5121, count: 12 }, narrow(binary, 1)));
  add('indices_more_than_there', withAccessor(1, { count: 15 }));
  add('indices_vec3', withAccessor(1, { type: 'VEC3', count: 4 }));
  add('indices_missing', withPrimitive({ attributes: { POSITION: 0 }, indices: 7 }));
  const [first, second] = tetrahedron().document.bufferViews as Document[];
  add('view_outside', made({ bufferViews: [first, { ...second, byteOffset: 60 }] }));
  add('view_negative', made({ bufferViews: [{ ...first, byteOffset: -4 }, second] }));
  add('view_of_no_buffer', made({ bufferViews: [{ ...first, buffer: 3 }, second] }));
  add('view_length_left_out', made({ bufferViews: [{ buffer: 0, byteOffset: 0 }, second] }));
  add('buffer_shorter_than_said', made({ buffers: [{ byteLength: 400 }] }));
  add('buffer_longer_than_said', made({ buffers: [{ byteLength: 40 }] }));
  add('buffer_elsewhere', made({ buffers: [{ byteLength: 96, uri: 'mesh.bin' }] }));
  add('buffers_left_out', made({ buffers: undefined }));
}

function addScenes(add: Add): void {
  const primitive = { attributes: { POSITION: 0 }, indices: 1 };
  add('position_left_out', withPrimitive({ attributes: {}, indices: 1 }));
  add('position_missing', withPrimitive({ attributes: { POSITION: 9 }, indices: 1 }));
  add('not_indexed', withPrimitive({ attributes: { POSITION: 0 } }));
  for (let mode = 0; mode <= 7; mode++) add(`mode_${mode}`, withPrimitive({ ...primitive, mode }));
  add('no_primitives', made({ meshes: [{ primitives: [] }] }));
  add('no_meshes', made({ meshes: undefined }));
  add('two_primitives', made({ meshes: [{ primitives: [primitive, primitive] }] }));
  add('one_of_two_without_position', made({ meshes: [{ primitives: [primitive, { attributes: {} }] }] }));
  add('mesh_not_in_scene', made({ nodes: [{ mesh: 0 }, { mesh: 0, translation: [100, 0, 0] }] }));
  add('mesh_in_no_scene', made({ scenes: [{ nodes: [] }] }));
  add('scene_left_out', made({ scene: undefined }));
  add('scenes_left_out', made({ scene: undefined, scenes: undefined }));
  add(
    'scene_second',
    made({
      scene: 1,
      scenes: [{ nodes: [0] }, { nodes: [1] }],
      nodes: [{ mesh: 0 }, { mesh: 0, scale: [2, 2, 2] }],
    }),
  );
  add('scene_missing', made({ scene: 4 }));
  add('node_missing', made({ scenes: [{ nodes: [3] }] }));
  add('node_of_no_mesh', made({ nodes: [{ mesh: 5 }] }));
  add(
    'node_twice',
    made({ scenes: [{ nodes: [0, 1] }], nodes: [{ mesh: 0 }, { mesh: 0, translation: [50, 0, 0] }] }),
  );
  add('translated', made({ nodes: [{ mesh: 0, translation: [1, 2, 3] }] }));
  add('turned', made({ nodes: [{ mesh: 0, rotation: [0, 0, Math.SQRT1_2, Math.SQRT1_2] }] }));
  add('scaled', made({ nodes: [{ mesh: 0, scale: [2, 3, 4] }] }));
  add('mirrored', made({ nodes: [{ mesh: 0, scale: [-1, 1, 1] }] }));
  add('flattened', made({ nodes: [{ mesh: 0, scale: [0, 1, 1] }] }));
  add('by_matrix', made({ nodes: [{ mesh: 0, matrix: [0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1] }] }));
  add(
    'nested',
    made({
      nodes: [
        { children: [1], translation: [1, 0, 0] },
        { mesh: 0, scale: [2, 2, 2] },
      ],
    }),
  );
  add('nodes_in_a_circle', made({ nodes: [{ children: [1] }, { children: [0], mesh: 0 }] }));
  add('node_of_itself', made({ nodes: [{ children: [0], mesh: 0 }] }));
  add(
    'node_of_two',
    made({ scenes: [{ nodes: [0, 1] }], nodes: [{ children: [2] }, { children: [2] }, { mesh: 0 }] }),
  );
  add(
    'extension_required',
    made({
      extensionsRequired: ['KHR_draco_mesh_compression'],
      extensionsUsed: ['KHR_draco_mesh_compression'],
    }),
  );
  add('extension_used', made({ extensionsUsed: ['KHR_materials_unlit'] }));
  add('asset_left_out', made({ asset: undefined }));
  add('asset_version_1', made({ asset: { version: '1.0' } }));
  add('morph_targets', withPrimitive({ ...primitive, targets: [{ POSITION: 0 }] }));
  add('unknown_key', made({ surplus: { a: 1 } }));
}

function noise(): Uint8Array {
  const random = createRandom(9);
  const bytes = tetrahedron().binary;
  for (let at = 0; at < 48; at++) bytes[at] = random.integer(256);
  return bytes;
}

/** Every position followed by twelve bytes of something else. */
function interleaved(binary: Uint8Array): Uint8Array {
  return joined(
    ...[0, 1, 2, 3].flatMap((vertex) => [
      binary.slice(12 * vertex, 12 * vertex + 12),
      new Uint8Array(12).fill(9),
    ]),
  );
}

/** The indices with fewer bytes each. */
function narrow(binary: Uint8Array, bytes: 1 | 2): Uint8Array {
  const view = new DataView(binary.buffer, binary.byteOffset);
  const indices = Array.from({ length: 12 }, (_, at) => view.getUint32(48 + 4 * at, true));
  const own = bytes === 1 ? Uint8Array.from(indices) : new Uint8Array(Uint16Array.from(indices).buffer);
  return joined(binary.slice(0, 48), own, new Uint8Array(48 - own.length));
}
