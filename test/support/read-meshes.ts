import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeFragment, type Mesh, parseMeshInfo, readManifest } from '../../src/neuroglancer/mesh/index.js';
import { readMinishards } from '../../src/neuroglancer/sharding/index.js';
import { createLocalStorage } from '../../src/storage/index.js';

/** Levels of detail, finest first, of one label of a `mesh/` directory. */
export interface LabelMeshes {
  readonly label: number;
  /** Each level's fragments joined, in nanometres. */
  readonly levels: readonly Mesh[];
}

/** Every mesh of a `mesh/` directory of one shard, label by label. */
export async function* readMeshes(directory: string): AsyncGenerator<LabelMeshes> {
  const { sharding, transform } = parseMeshInfo(JSON.parse(await readFile(join(directory, 'info'), 'utf8')));
  const shard = await createLocalStorage(directory).open('0.shard');
  try {
    for await (const { minishard, problem } of readMinishards(shard, sharding)) {
      if (problem !== null) throw problem;
      for (const [index, key] of minishard.keys.entries()) {
        const offset = minishard.offsets[index] ?? 0;
        const manifest = readManifest(await shard.read(offset, minishard.sizes[index] ?? 0));
        const { fragmentBytes } = manifest;
        const fragments = await shard.read(offset - fragmentBytes, fragmentBytes);
        const levels: Mesh[] = [];
        for (const level of manifest.levels.keys()) {
          levels.push(await joinLevel(manifest, level, fragments, transform));
        }
        yield { label: Number(key), levels };
      }
    }
  } finally {
    await shard.close();
  }
}

async function joinLevel(
  { levels, chunk, origin, scales }: ReturnType<typeof readManifest>,
  level: number,
  fragments: Uint8Array,
  transform: readonly number[],
): Promise<Mesh> {
  const positions: number[] = [];
  const triangles: number[] = [];
  for (const { cell, offset, size } of levels[level] ?? []) {
    const piece = await decodeFragment(fragments.subarray(offset, offset + size));
    const first = positions.length / 3;
    for (const vertex of piece.triangles) triangles.push(vertex + first);
    for (const [at, step] of piece.positions.entries()) {
      const axis = at % 3;
      const cells = (cell[axis] ?? 0) + step / 65_535;
      const place = (origin[axis] ?? 0) + (chunk[axis] ?? 0) * (scales[level] ?? 1) * cells;
      positions.push(place * (transform[axis * 5] ?? 1) + (transform[axis * 4 + 3] ?? 0));
    }
  }
  return { positions: Float64Array.from(positions), triangles: Uint32Array.from(triangles) };
}
