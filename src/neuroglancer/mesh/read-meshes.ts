import type { DecoderModule } from 'draco3d';
import { CryoetError, FormatError } from '../../base/errors.js';
import { type OpenFile, type PrecomputedReader, WindowReader } from '../precomputed-reader.js';
import { fixedIndexBytes, readShards } from '../read-shards.js';
import { decodeManifest, type Manifest, manifestIssues } from './manifest.js';
import type { MeshInfo } from './mesh.js';

const largestManifest = 256 * 1024 * 1024;
const largestFragment = 256 * 1024 * 1024;

/** Where the mesh of a label lies. */
export interface MeshLocation {
  readonly label: bigint;
  /** File inside the directory. */
  readonly inside: string;
  /** Bytes of its manifest from the start of the file, and how many; the fragments lie before it. */
  readonly offset: number;
  readonly size: number;
  /** Where what lies before the fragments ends. */
  readonly least: number;
}

/** Takes a mesh and its open file; `manifest` is null where it is broken or not selected. */
type TakeMesh = (mesh: MeshLocation, manifest: Manifest | null, file: OpenFile) => Promise<void> | void;

/** Reads the meshes of a directory and their manifests. */
export async function readMeshes(
  reader: PrecomputedReader,
  directory: string,
  info: MeshInfo,
  take: TakeMesh,
): Promise<void> {
  await readShards(reader, directory, info.sharding, async ({ keys, offsets, sizes }, file, inside) => {
    const indices = [...keys.keys()];
    const selected = new Set(reader.sample?.(indices) ?? indices);
    let least = fixedIndexBytes(info.sharding);
    for (const [index, label] of keys.entries()) {
      const [offset, size] = [offsets[index] as number, sizes[index] as number];
      const mesh = { label, inside, offset, size, least };
      least = offset + size;
      await take(mesh, selected.has(index) ? await readManifest(reader, mesh, info, file) : null, file);
    }
  });
}

/** The manifest of a mesh; null where it cannot be read. */
async function readManifest(
  reader: PrecomputedReader,
  { label, inside, offset, size, least }: MeshLocation,
  { sharding }: MeshInfo,
  file: OpenFile,
): Promise<Manifest | null> {
  const about = `mesh ${label}: `;
  const read = async () => {
    const stored = await file.read(offset, Math.min(size, largestManifest));
    return decodeManifest(reader.unpack(stored, sharding.dataEncoding, largestManifest));
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

/** Takes a fragment of a level and the cell that it lies in. */
type TakeFragment = (fragment: DecodedFragment, cell: readonly number[], level: number) => void;

/** Decodes the fragments of a mesh: those of one level, or all; each is to have triangles of its vertices, in its cell. */
export async function readFragments(
  reader: PrecomputedReader,
  { label, inside, offset }: MeshLocation,
  { quantizationBits }: MeshInfo,
  manifest: Manifest,
  file: OpenFile,
  take: TakeFragment = () => {},
  only: number | null = null,
): Promise<void> {
  const start = offset - manifest.fragmentBytes;
  const last = 2 ** quantizationBits - 1;
  const window = new WindowReader(file);
  for (const [level, fragments] of manifest.levels.entries()) {
    if (only !== null && level !== only) continue;
    for (const { cell, offset: from, size } of fragments) {
      const about = `mesh ${label}: level ${level}, cell ${cell.join(' ')}: `;
      const decode = async () => {
        if (size <= largestFragment) return decodeFragment(await window.read(start + from, size));
        throw new FormatError('the fragment exceeds the size limit', {
          found: `${size} bytes`,
          expected: `at most ${largestFragment} bytes`,
        });
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

/** A mesh in nanometres, or what the transform of its directory gives. */
interface ReadMesh {
  /** x, y, z of every vertex. */
  readonly vertices: Float32Array;
  /** Three vertices a triangle. */
  readonly triangles: Uint32Array;
}

/** One level of a mesh, all its fragments together; without triangles where the mesh cannot be read. */
export async function readLevel(
  reader: PrecomputedReader,
  mesh: MeshLocation,
  info: MeshInfo,
  level: number,
): Promise<ReadMesh> {
  const parts: ReadMesh[] = [];
  await reader.opened('manifest', mesh.inside, async (file) => {
    const manifest = await readManifest(reader, mesh, info, file);
    if (manifest === null) return;
    const take: TakeFragment = ({ positions, triangles }, cell) => {
      const toNanometres = scaler(manifest, level, cell, info);
      parts.push({ vertices: Float32Array.from(positions, toNanometres), triangles });
    };
    await readFragments(reader, mesh, info, manifest, file, take, level);
  });
  return joined(parts);
}

/** Turns steps within a cell into coordinates; x, y and z take turns. */
function scaler(
  manifest: Manifest,
  level: number,
  cell: readonly number[],
  { quantizationBits, transform }: MeshInfo,
): (step: number, index: number) => number {
  const place = placer(manifest, level, cell, quantizationBits);
  return (step, index) => {
    const axis = index % 3;
    return place(step, axis) * (transform[axis * 5] as number) + (transform[axis * 4 + 3] as number);
  };
}

/** Turns steps within a cell into coordinates in units of the mesh. */
function placer(
  { origin, chunk, scales, vertexOffsets }: Manifest,
  level: number,
  cell: readonly number[],
  quantizationBits: number,
): (step: number, axis: number) => number {
  const last = 2 ** quantizationBits - 1;
  const scale = scales[level] as number;
  return (step, axis) => {
    const cells = (cell[axis] as number) + step / last;
    const offset = vertexOffsets[level]?.[axis] as number;
    return (origin[axis] as number) + offset + (chunk[axis] as number) * scale * cells;
  };
}

function joined(parts: readonly ReadMesh[]): ReadMesh {
  const count = (of: (part: ReadMesh) => ArrayLike<number>) =>
    parts.reduce((sum, part) => sum + of(part).length, 0);
  const vertices = new Float32Array(count((part) => part.vertices));
  const triangles = new Uint32Array(count((part) => part.triangles));
  let [vertex, corner] = [0, 0];
  for (const part of parts) {
    vertices.set(part.vertices, vertex * 3);
    for (const [index, value] of part.triangles.entries()) triangles[corner + index] = value + vertex;
    vertex += part.vertices.length / 3;
    corner += part.triangles.length;
  }
  return { vertices, triangles };
}

/** Widens bounds, three lowest and three highest coordinates in units of the mesh, by a fragment. */
export function addFragment(
  bounds: { readonly lower: number[]; readonly upper: number[] },
  { positions }: Pick<DecodedFragment, 'positions'>,
  cell: readonly number[],
  level: number,
  manifest: Manifest,
  { quantizationBits }: Pick<MeshInfo, 'quantizationBits'>,
): void {
  const place = placer(manifest, level, cell, quantizationBits);
  for (const [index, step] of positions.entries()) {
    const axis = index % 3;
    const at = place(step, axis);
    bounds.lower[axis] = Math.min(bounds.lower[axis] ?? at, at);
    bounds.upper[axis] = Math.max(bounds.upper[axis] ?? at, at);
  }
}

/** A fragment as it is stored: whole steps within its cell, and three vertices a triangle. */
interface DecodedFragment {
  readonly positions: Uint32Array;
  readonly triangles: Uint32Array;
}

/** More than any fragment of a chunk has; a count beyond it is damage. */
const mostElements = 50_000_000;

let decoderModule: Promise<DecoderModule> | null = null;

/** A fragment's vertices and triangles; an empty one has none. Fails with a FormatError when Draco refuses the bytes. */
export async function decodeFragment(bytes: Uint8Array): Promise<DecodedFragment> {
  if (bytes.length === 0) return { positions: new Uint32Array(), triangles: new Uint32Array() };
  decoderModule ??= import('draco3d').then(({ createDecoderModule }) => createDecoderModule({}));
  const draco = await decoderModule;
  try {
    return decode(draco, bytes);
  } catch (cause) {
    if (cause instanceof CryoetError) throw cause;
    // What aborted once is not to be used again.
    decoderModule = null;
    throw new FormatError('Draco fails on the fragment', {
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
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
      throw new FormatError('the fragment is not a mesh', {
        found: `${faces} triangles, ${points} vertices`,
      });
    }
    const attribute = decoder.GetAttribute(mesh, id);
    if (attribute.num_components() !== 3) {
      throw new FormatError('the fragment’s positions are not x, y, z', {
        found: `${attribute.num_components()} components`,
      });
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
