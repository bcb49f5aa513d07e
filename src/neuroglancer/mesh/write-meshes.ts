import { joinBytes } from '../../base/collections.js';
import { encodeJson } from '../../base/json-text.js';
import { noPause, type Pause } from '../../base/pause.js';
import { boundsOf, triple } from '../bounds.js';
import { type Gzip, type PieceDirectory, writePieces } from '../pieces.js';
import { chunkLength, segmentationKeys, writeSegmentationInfo } from '../segmentation-info.js';
import type { Sharding } from '../sharding.js';
import { layShards, type SizedEntry } from '../write-shards.js';
import { planChunks } from './levels-of-detail.js';
import { formatMeshInfo, type Mesh, type MeshSpace } from './mesh.js';
import { encodeMultiresolution } from './multiresolution.js';

/**
 * Writes a segmentation without voxels, whose segments are meshes by label, with levels of detail from the finest.
 * Coordinates are in units of the layer's input dimensions. `names` are those of labels. Returns the bytes written.
 */
export async function writeMeshes(
  meshes: ReadonlyMap<number, readonly Mesh[]>,
  names: ReadonlyMap<number, string>,
  directory: PieceDirectory,
  gzip: Gzip,
  pause: Pause = noPause,
): Promise<number> {
  const upper = [...meshes.values()].flatMap((levels) =>
    levels.map((mesh) => boundsOf(mesh.positions).upper),
  );
  const size = triple((axis) => Math.max(1, Math.ceil(Math.max(0, ...upper.map((corner) => corner[axis])))));
  const grid = { size, chunkSize: triple(() => chunkLength), resolution: triple(() => 1) };
  const bytesWritten = await writeSegmentationInfo(grid, names, directory);
  const encoded: StoredMesh[] = [];
  for (const [label, levels] of meshes) {
    const mesh = await encodeMultiresolution(levels, pause);
    if (mesh === null) continue;
    const { fragments, manifest } = mesh;
    const read = async () => joinBytes([fragments, manifest]);
    encoded.push({ key: BigInt(label), size: manifest.length, prefixSize: fragments.length, read });
  }
  const space = { resolution: grid.resolution, chunkSize: planChunks(size).chunk };
  return bytesWritten + (await writeMeshDirectory(encoded, space, directory, gzip));
}

/** The manifest of a label's mesh, with its fragments before it, that is read when it is written, to save memory. */
export interface StoredMesh extends SizedEntry {
  /** Returns the fragments, then the manifest. */
  read(): Promise<Uint8Array>;
}

/** Writes the files of a `mesh/` directory. Keeps one mesh in memory at a time. Returns the number of bytes written. */
export async function writeMeshDirectory(
  meshes: readonly StoredMesh[],
  space: MeshSpace,
  directory: PieceDirectory,
  gzip: Gzip,
): Promise<number> {
  const sharding = meshSharding(meshes.length);
  const info = encodeJson(formatMeshInfo(space, sharding));
  await directory.put(`${segmentationKeys.mesh}/info`, info);
  let bytesWritten = info.length;
  for (const { name, size, head, entries, tail } of layShards(meshes, sharding, gzip)) {
    bytesWritten += await writePieces(directory, `${segmentationKeys.mesh}/${name}`, size, async (put) => {
      await put(head);
      for (const mesh of entries) await put(await mesh.read());
      await put(tail);
    });
  }
  return bytesWritten;
}

/** Minishards of a shard, at most: a shard index of 8 KiB. */
const mostMinishardBits = 9;
/** Labels per minishard, for a minishard index of 32 KiB. */
const labelsPerMinishard = 2 ** 15 / 24;

/** Returns the sharding of igneous for a number of labels (`compute_shard_params_for_hashed`, defaults). */
export function meshSharding(labelCount: number): Sharding {
  const minishards = Math.max(1, labelCount / labelsPerMinishard);
  const minishardBits = Math.min(mostMinishardBits, Math.ceil(Math.log2(minishards)));
  const shards = Math.max(1, minishards / 2 ** mostMinishardBits);
  const shardBits = Math.ceil(Math.log2(shards));
  const isHalfEmpty = shardBits > 0 && shards / 2 ** shardBits <= 0.55;
  return {
    preshift_bits: 0,
    hash: 'murmurhash3_x86_128',
    minishard_bits: minishardBits,
    shard_bits: isHalfEmpty ? shardBits - 1 : shardBits,
    minishard_index_encoding: 'gzip',
    data_encoding: 'raw',
  };
}
