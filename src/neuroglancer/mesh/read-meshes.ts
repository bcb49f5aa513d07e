import type { DecoderModule } from 'draco3d';
import { CryoetError, FormatError, fileError } from '../../base/errors.js';
import { mostAtOnce, WindowReader } from '../../formats/byte-window.js';
import type { PrecomputedReader } from '../precomputed-reader.js';
import { fixedIndexBytes, readShards } from '../read-shards.js';
import { decodeManifest, type Manifest, manifestIssues } from './manifest.js';
import type { Mesh, MeshInfo } from './mesh.js';

/** The size limit of an unpacked manifest, in bytes. */
const largestManifest = 256 * 1024 * 1024;
/** The size limit of a fragment, in bytes. */
const largestFragment = 256 * 1024 * 1024;

export interface MeshLocation {
  readonly label: bigint;
  /** The path of the shard below the precomputed directory. */
  readonly inside: string;
  /** The position of the manifest in the shard, in bytes; the fragments are stored before it. */
  readonly offset: number;
  /** The stored size of the manifest, in bytes. */
  readonly size: number;
  /** The end of the previous value of the shard, in bytes: the fragments cannot start before it. */
  readonly least: number;
}

/** Handles a mesh, with what reads its shard; `manifest` is null if it is damaged or not selected. */
type TakeMesh = (mesh: MeshLocation, manifest: Manifest | null, values: WindowReader) => Promise<void> | void;

/** Reads the meshes of a directory with their manifests. Reports damaged shards and manifests. */
export async function readMeshes(
  reader: PrecomputedReader,
  directory: string,
  info: MeshInfo,
  take: TakeMesh,
): Promise<void> {
  await readShards(reader, directory, info.sharding, async ({ keys, offsets, sizes }, values, inside) => {
    const indices = [...keys.keys()];
    const selected = new Set(reader.sample?.(indices) ?? indices);
    let least = fixedIndexBytes(info.sharding);
    for (const [index, label] of keys.entries()) {
      const [offset, size] = [offsets[index] as number, sizes[index] as number];
      const mesh = { label, inside, offset, size, least };
      least = offset + size;
      await take(mesh, selected.has(index) ? await readManifest(reader, mesh, info, values) : null, values);
    }
  });
}

/** Reads the manifest of a mesh; null after an issue was reported. */
async function readManifest(
  reader: PrecomputedReader,
  { label, inside, offset, size, least }: MeshLocation,
  { sharding }: MeshInfo,
  values: WindowReader,
): Promise<Manifest | null> {
  const about = `mesh ${label}: `;
  const read = async () => {
    const stored = await values.read(offset, Math.min(size, largestManifest));
    return decodeManifest(await reader.unpack(stored, sharding.data_encoding, largestManifest));
  };
  const manifest = await reader.attempt('manifest', inside, read, about);
  if (manifest === null) return null;
  for (const issue of manifestIssues(manifest)) reader.report('manifest', inside, `${about}${issue}`);
  if (manifest.fragmentBytes <= offset - least) return manifest;
  reader.report('manifest', inside, `${about}the fragments are larger than the room before the manifest`, {
    found: `${manifest.fragmentBytes} bytes`,
    expected: `at most ${offset - least} bytes`,
  });
  return null;
}

/** Handles a fragment with its cell (x, y, z) and level. */
type TakeFragment = (fragment: DecodedFragment, cell: readonly number[], level: number) => void;

/**
 * Decodes the fragments of a mesh: of one level (`only`), or of all. Reports fragments that cannot be decoded,
 * triangles with missing vertices, and vertices outside their cell.
 */
export async function readFragments(
  reader: PrecomputedReader,
  { label, inside, offset }: MeshLocation,
  { vertex_quantization_bits: bits }: MeshInfo,
  manifest: Manifest,
  values: WindowReader,
  take: TakeFragment = () => {},
  only: number | null = null,
): Promise<void> {
  const start = offset - manifest.fragmentBytes;
  const last = 2 ** bits - 1;
  for (const [level, fragments] of manifest.levels.entries()) {
    if (only !== null && level !== only) continue;
    for (const { cell, offset: from, size } of fragments) {
      const about = `mesh ${label}: level ${level}, cell ${cell.join(' ')}: `;
      const decode = async () => {
        if (size <= largestFragment) return decodeFragment(await values.read(start + from, size));
        const expected = `at most ${largestFragment} bytes`;
        throw fileError('the fragment exceeds the size limit', {}, expected, `${size} bytes`);
      };
      const fragment = await reader.attempt('data', inside, decode, about);
      if (fragment === null) continue;
      const vertices = fragment.positions.length / 3;
      if (fragment.triangles.some((vertex) => vertex >= vertices)) {
        const expected = `below ${vertices}`;
        reader.report('data', inside, `${about}a triangle refers to a missing vertex`, { expected });
      }
      const outside = fragment.positions.find((step) => step > last);
      if (outside !== undefined) {
        const facts = { found: `${outside}`, expected: `at most ${last}` };
        reader.report('data', inside, `${about}a vertex lies outside its cell`, facts);
      }
      take(fragment, cell, level);
    }
  }
}

/**
 * Reads one level of a mesh and joins its fragments, in nm or in the units that the transform of its directory gives.
 * The result is empty if the mesh cannot be read.
 */
export async function readLevel(
  reader: PrecomputedReader,
  mesh: MeshLocation,
  info: MeshInfo,
  level: number,
) {
  const parts: Mesh[] = [];
  await reader.opened('manifest', mesh.inside, async (file) => {
    const whole = mesh.offset + mesh.size - mesh.least;
    const values = new WindowReader(file, Math.min(whole, mostAtOnce));
    const manifest = await readManifest(reader, mesh, info, values);
    if (manifest === null) return;
    const take: TakeFragment = (fragment, cell) => {
      const positions = verticesOf(fragment, cell, level, manifest, info, info.transform);
      parts.push({ positions, triangles: fragment.triangles });
    };
    await readFragments(reader, mesh, info, manifest, values, take, level);
  });
  return joined(parts);
}

/** Joins meshes: x, y, z of each vertex, and three vertex indices per triangle. */
function joined(parts: readonly Mesh[]) {
  const count = (of: keyof Mesh) => parts.reduce((sum, part) => sum + part[of].length, 0);
  const vertices = new Float32Array(count('positions'));
  const triangles = new Uint32Array(count('triangles'));
  let [vertex, corner] = [0, 0];
  for (const part of parts) {
    vertices.set(part.positions, vertex * 3);
    for (const [index, value] of part.triangles.entries()) triangles[corner + index] = value + vertex;
    vertex += part.positions.length / 3;
    corner += part.triangles.length;
  }
  return { vertices, triangles };
}

/** Three rows of four numbers that change nothing. */
const unchanged = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

/** Returns the vertices of a fragment: x, y, z of each, in units of the mesh, or those to which `transform` leads. */
export function verticesOf(
  { positions }: Pick<DecodedFragment, 'positions'>,
  cell: readonly number[],
  level: number,
  { origin, chunk, scales, vertexOffsets }: Manifest,
  { vertex_quantization_bits: bits }: Pick<MeshInfo, 'vertex_quantization_bits'>,
  transform: readonly number[] = unchanged,
): Float64Array {
  const last = 2 ** bits - 1;
  const scale = scales[level] as number;
  const vertices = new Float64Array(positions.length);
  for (let at = 0; at < vertices.length; at++) {
    const axis = at % 3;
    const cells = (cell[axis] as number) + (positions[at] as number) / last;
    const offset = vertexOffsets[level]?.[axis] as number;
    const place = (origin[axis] as number) + offset + (chunk[axis] as number) * scale * cells;
    vertices[at] = place * (transform[axis * 5] as number) + (transform[axis * 4 + 3] as number);
  }
  return vertices;
}

/** A decoded fragment: integer steps within its cell, and three vertex indices per triangle. */
type DecodedFragment = Mesh<Uint32Array>;

/** A limit on vertices and triangles: a larger count is damage, and would exhaust memory. */
const mostElements = 50_000_000;

let decoderModule: Promise<DecoderModule> | null = null;

/** Decodes a fragment; an empty one has no vertices. Fails with a FormatError if Draco cannot decode the bytes. */
export async function decodeFragment(bytes: Uint8Array): Promise<DecodedFragment> {
  if (bytes.length === 0) return { positions: new Uint32Array(), triangles: new Uint32Array() };
  decoderModule ??= import('draco3d').then(({ default: draco }) => draco.createDecoderModule({}));
  const draco = await decoderModule;
  try {
    return decode(draco, bytes);
  } catch (cause) {
    if (cause instanceof CryoetError) throw cause;
    // An aborted Wasm module cannot be used again.
    decoderModule = null;
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError('Draco fails on the fragment', { found, cause });
  }
}

function decode(draco: DecoderModule, bytes: Uint8Array): DecodedFragment {
  const decoder = new draco.Decoder();
  const mesh = new draco.Mesh();
  try {
    const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    const status = decoder.DecodeArrayToMesh(signed, bytes.length, mesh);
    if (!status.ok()) throw new FormatError('Draco refuses the fragment', { found: status.error_msg() });
    const [faces, points] = [mesh.num_faces(), mesh.num_points()];
    const id = decoder.GetAttributeId(mesh, draco.POSITION);
    if (faces > mostElements || points > mostElements || id < 0) {
      const found = `${faces} triangles, ${points} vertices`;
      throw new FormatError('the fragment is not a mesh', { found });
    }
    const attribute = decoder.GetAttribute(mesh, id);
    if (attribute.num_components() !== 3) {
      const found = `${attribute.num_components()} components`;
      throw new FormatError('the fragment’s positions are not x, y, z', { found });
    }
    const read = (length: number, fill: (byteLength: number, pointer: number) => boolean) => {
      const pointer = draco._malloc(length * 4);
      try {
        if (!fill(length * 4, pointer)) throw new FormatError('Draco returns no values for the fragment');
        return draco.HEAPU32.slice(pointer / 4, pointer / 4 + length);
      } finally {
        draco._free(pointer);
      }
    };
    return {
      positions: read(points * 3, (length, pointer) =>
        decoder.GetAttributeDataArrayForAllPoints(mesh, attribute, draco.DT_UINT32, length, pointer),
      ),
      triangles: read(faces * 3, (length, pointer) => decoder.GetTrianglesUInt32Array(mesh, length, pointer)),
    };
  } finally {
    draco.destroy(mesh);
    draco.destroy(decoder);
  }
}
