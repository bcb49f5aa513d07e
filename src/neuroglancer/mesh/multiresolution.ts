import { joinBytes } from '../bytes.js';
import { halfToEven } from '../half-to-even.js';
import { type Triple, triple } from '../triple.js';
import { type CellGrid, cutAlong } from './cut.js';
import { divide } from './divide.js';
import { encodeFragment, quantizationLevels } from './encode-fragment.js';
import { planChunks } from './levels.js';
import { encodeManifest } from './manifest.js';
import type { QuantizedMesh } from './merge-vertices.js';
import { type Mesh, meshBounds } from './mesh.js';
import { noPause, type Pause } from './pause.js';

/** A mesh in the form of a shard: fragments, then the manifest that tells where they are. */
export interface MultiresolutionMesh {
  readonly fragments: Uint8Array;
  readonly manifest: Uint8Array;
}

interface Fragment {
  readonly cell: Triple;
  readonly bytes: Uint8Array;
}

/**
 * Encodes levels of detail (finest first) as Neuroglancer's `neuroglancer_multilod_draco`; null when nothing is
 * left of the mesh. Levels for which the mesh is too small are left out.
 */
export async function encodeMultiresolution(
  levels: readonly Mesh[],
  pause: Pause = noPause,
): Promise<MultiresolutionMesh | null> {
  const bounds = levels.map(meshBounds);
  const origin = triple((axis) => Math.floor(Math.min(...bounds.map(({ lower }) => lower[axis]))));
  const size = triple((axis) =>
    Math.max(1, Math.ceil(Math.max(...bounds.map(({ upper }) => upper[axis]))) - origin[axis]),
  );
  const count = Math.min(levels.length, planChunks(size, levels.length - 1).levels);
  const chunk = triple((axis) => Math.ceil(size[axis] / 2 ** (count - 1)));
  const encoded: Fragment[][] = [];
  for (const [level, mesh] of levels.slice(0, count).entries()) {
    const fragments = await encodeLevel(mesh, level, level === count - 1, { origin, chunk, size }, pause);
    encoded.push(fragments);
  }
  if (encoded.every((fragments) => fragments.every(({ bytes }) => bytes.length === 0))) return null;
  return {
    fragments: joinBytes(encoded.flatMap((fragments) => fragments.map(({ bytes }) => bytes))),
    manifest: encodeManifest(
      encoded.map((level) => level.map(({ cell, bytes }) => ({ cell, size: bytes.length }))),
      origin,
      chunk,
    ),
  };
}

interface Division {
  readonly origin: Triple;
  readonly chunk: Triple;
  readonly size: Triple;
}

async function encodeLevel(
  mesh: Mesh,
  level: number,
  isLast: boolean,
  { origin, chunk, size }: Division,
  pause: Pause,
): Promise<Fragment[]> {
  const gridOf = (scale: number): CellGrid => {
    const cell = triple((axis) => chunk[axis] * scale);
    return { origin, size: cell, count: triple((axis) => Math.ceil(size[axis] / cell[axis])) };
  };
  const grid = gridOf(2 ** level);
  // The viewer divides a fragment of a coarser level by eight: no triangle may cross the planes between the parts.
  const cut = level === 0 ? mesh : cutAlong(mesh, gridOf(2 ** (level - 1))).mesh;
  const pieces = isLast ? [{ cell: triple(() => 0), mesh: cut }] : divide(cut, grid);
  const fragments: Fragment[] = [];
  for (const { cell, mesh: piece } of pieces) {
    await pause();
    fragments.push({ cell, bytes: await encodeFragment(quantize(piece, cell, grid)) });
  }
  return fragments;
}

/** Positions as whole steps within a cell; halves to even, so that a cell's middle is step 32768. */
function quantize({ positions, triangles }: Mesh, cell: Triple, { origin, size }: CellGrid): QuantizedMesh {
  const steps = new Uint32Array(positions.length);
  for (const axis of [0, 1, 2] as const) {
    const [start, length, first] = [origin[axis], size[axis], cell[axis]];
    for (let at: number = axis; at < steps.length; at += 3) {
      const step = quantizationLevels * (((positions[at] as number) - start) / length - first);
      steps[at] = Math.min(quantizationLevels, Math.max(0, halfToEven(step)));
    }
  }
  return { steps, triangles };
}
