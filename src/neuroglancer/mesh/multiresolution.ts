import type { EncoderModule } from 'draco3d';
import { inTurn, joinBytes } from '../../base/collections.js';
import { halfToEven } from '../../base/float.js';
import { noPause, type Pause } from '../../base/pause.js';
import { PointTable } from '../../formats/mesh/weld.js';
import { boundsOf, type Triple, triple } from '../bounds.js';
import { type CellGrid, cutAlong, divide } from './cut-mesh.js';
import { planChunks } from './levels-of-detail.js';
import { encodeManifest } from './manifest.js';
import type { Mesh } from './mesh.js';

/** An encoded mesh as a shard stores it: fragments, then the manifest with their sizes. */
export interface MultiresolutionMesh {
  readonly fragments: Uint8Array;
  readonly manifest: Uint8Array;
}

/** The last step of a cell: coordinates have 16 bits. */
const quantizationLevels = 65_535;

/** Draco's encoding and decoding speed; 3 is compression level 7. */
const speed = 3;

/** A mesh in integer steps of a cell, 0…65535. */
type QuantizedMesh = Mesh<Uint32Array>;

/**
 * Encodes levels of detail (finest first) as Neuroglancer's `neuroglancer_multilod_draco`. Omits levels for which the
 * mesh is too small. Returns null if all triangles collapse in quantization.
 */
export async function encodeMultiresolution(
  levels: readonly Mesh[],
  pause: Pause = noPause,
): Promise<MultiresolutionMesh | null> {
  const bounds = levels.map(({ positions }) => boundsOf(positions));
  const origin = triple((axis) => Math.floor(Math.min(...bounds.map(({ lower }) => lower[axis]))));
  const size = triple((axis) =>
    // A flat mesh needs an extent too.
    Math.max(1, Math.ceil(Math.max(...bounds.map(({ upper }) => upper[axis]))) - origin[axis]),
  );
  const count = Math.min(levels.length, planChunks(size, levels.length - 1).levels);
  const chunk = triple((axis) => Math.ceil(size[axis] / 2 ** (count - 1)));
  const encoded = await inTurn(levels.slice(0, count).entries(), ([level, mesh]) =>
    encodeLevel(mesh, level, level === count - 1, { origin, chunk, size }, pause),
  );
  if (encoded.every((fragments) => fragments.every(({ bytes }) => bytes.length === 0))) return null;
  const sizes = encoded.map((level) => level.map(({ cell, bytes }) => ({ cell, size: bytes.length })));
  return {
    fragments: joinBytes(encoded.flatMap((fragments) => fragments.map(({ bytes }) => bytes))),
    manifest: encodeManifest(sizes, origin, chunk),
  };
}

async function encodeLevel(
  mesh: Mesh,
  level: number,
  isLast: boolean,
  { origin, chunk, size }: Readonly<Record<'origin' | 'chunk' | 'size', Triple>>,
  pause: Pause,
) {
  const gridOf = (scale: number): CellGrid => {
    const cell = triple((axis) => chunk[axis] * scale);
    return { origin, size: cell, count: triple((axis) => Math.ceil(size[axis] / cell[axis])) };
  };
  const grid = gridOf(2 ** level);
  // The viewer splits a fragment of a coarser level into eight parts: no triangle may cross the planes between them.
  const cut = level === 0 ? mesh : cutAlong(mesh, gridOf(2 ** (level - 1))).mesh;
  const pieces = isLast ? [{ cell: triple(() => 0), mesh: cut }] : divide(cut, grid);
  return inTurn(pieces, async ({ cell, mesh: piece }) => {
    await pause();
    return { cell, bytes: await encodeFragment(quantize(piece, cell, grid)) };
  });
}

/** Converts positions to integer steps within a cell, halves to even: the middle of a cell is step 32768. */
function quantize({ positions, triangles }: Mesh, cell: Triple, { origin, size }: CellGrid): QuantizedMesh {
  const steps = new Uint32Array(positions.length);
  for (const axis of [0, 1, 2] as const) {
    const [start, length, first] = [origin[axis], size[axis], cell[axis]];
    for (let at: number = axis; at < steps.length; at += 3) {
      const step = quantizationLevels * (((positions[at] as number) - start) / length - first);
      steps[at] = Math.min(quantizationLevels, Math.max(0, halfToEven(step)));
    }
  }
  return { positions: steps, triangles };
}

/** Corners of triangles after which the encoder is released: it has taken some 40 MiB. */
const mostKept = 3 * 2 ** 18;

let encoderModule: Promise<EncoderModule> | null = null;

/** Encodes a fragment with Draco, without further loss. Returns no bytes if no triangle is left. */
async function encodeFragment(mesh: QuantizedMesh): Promise<Uint8Array> {
  const { positions, triangles } = mergeVertices(mesh);
  if (triangles.length === 0) return new Uint8Array();
  encoderModule ??= import('draco3d').then(({ default: draco }) => draco.createEncoderModule({}));
  const draco = await encoderModule;
  let isReused = false;
  try {
    const bytes = encode(draco, positions, triangles);
    isReused = triangles.length < mostKept;
    return bytes;
  } finally {
    // An aborted Wasm module cannot be used again, and the memory of one cannot shrink.
    if (!isReused) encoderModule = null;
  }
}

function encode(draco: EncoderModule, steps: Uint32Array, triangles: Uint32Array): Uint8Array {
  const builder = new draco.MeshBuilder();
  const mesh = new draco.Mesh();
  const output = new draco.DracoInt8Array();
  const made: object[] = [builder, mesh, output];
  try {
    builder.AddFacesToMesh(mesh, triangles.length / 3, triangles);
    builder.AddUInt32Attribute(mesh, draco.POSITION, steps.length / 3, 3, steps);
    const encoder = new draco.ExpertEncoder(mesh);
    made.push(encoder);
    encoder.SetSpeedOptions(speed, speed);
    // Edgebreaker compares all triangles at an edge with each other: a million at one take hours, in one call.
    const isTangled = mostAtVertex(triangles, steps.length / 3) > mostCompared;
    encoder.SetEncodingMethod(isTangled ? draco.MESH_SEQUENTIAL_ENCODING : draco.MESH_EDGEBREAKER_ENCODING);
    // Vertices are merged already, so Draco need not look for equal ones.
    const length = encoder.EncodeToDracoBuffer(false, output);
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at++) bytes[at] = output.GetValue(at);
    return bytes;
  } finally {
    for (const object of made.reverse()) draco.destroy(object);
  }
}

/** Triangles at a vertex, and so at an edge, up to which edgebreaker takes a mesh. */
const mostCompared = 1000;

function mostAtVertex(triangles: Uint32Array, vertexCount: number): number {
  const counts = new Uint32Array(vertexCount);
  let most = 0;
  for (const corner of triangles) most = Math.max(most, ++counts[corner]!);
  return most;
}

/** Merges equal vertices, in order of first use, and drops triangles that become degenerate; faster than Draco. */
export function mergeVertices({ positions, triangles }: QuantizedMesh): QuantizedMesh {
  const points = new PointTable(Uint32Array);
  const merged = points.numbers(positions);
  const left = new Uint32Array(triangles.length);
  let length = 0;
  for (let at = 0; at < triangles.length; at += 3) {
    const a = merged[triangles[at] as number] as number;
    const b = merged[triangles[at + 1] as number] as number;
    const c = merged[triangles[at + 2] as number] as number;
    if (a === b || b === c || c === a) continue;
    left[length] = a;
    left[length + 1] = b;
    left[length + 2] = c;
    length += 3;
  }
  return { positions: points.coordinates, triangles: left.subarray(0, length) };
}
