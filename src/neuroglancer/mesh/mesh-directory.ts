import { Float, formatJson, type JsonObject } from '../../json/index.js';
import type { PrecomputedFile } from '../precomputed-file.js';
import { layShards, type Sharding, shardingInfo, writeShards } from '../sharding/index.js';
import { type PieceDirectory, writePieces } from '../write-pieces.js';
import type { MultiresolutionMesh } from './multiresolution.js';

type Triple = readonly [x: number, y: number, z: number];

/** Space that the meshes of a directory are in. */
export interface MeshSpace {
  /** Nanometres a unit of the meshes is long along x, y, z; 1 where the layer's transform tells. */
  readonly resolution: Triple;
  /** Units of a chunk of the volume that the meshes come from. */
  readonly chunkSize: Triple;
}

/** The files of a `mesh/` directory: `info`, and the shards with the mesh of every label that has one. */
export function meshDirectory(
  meshes: ReadonlyMap<number, MultiresolutionMesh>,
  space: MeshSpace,
): PrecomputedFile[] {
  const sharding = meshSharding(meshes.size);
  const entries = [...meshes].map(([label, { fragments, manifest }]) => ({
    key: BigInt(label),
    prefix: fragments,
    value: manifest,
  }));
  return [
    { path: 'mesh/info', bytes: new TextEncoder().encode(formatJson(meshInfo(space, sharding))) },
    ...writeShards(entries, sharding).map(({ name, bytes }) => ({ path: `mesh/${name}`, bytes })),
  ];
}

/** A mesh in the form of a shard that lies elsewhere until it is written. */
export interface StoredMesh {
  readonly label: number;
  readonly fragmentBytes: number;
  readonly manifestBytes: number;
  /** The fragments, then the manifest. */
  read(): Promise<Uint8Array>;
}

/** Writes the files of a `mesh/` directory mesh by mesh, so that memory holds one at a time. Returns the bytes written. */
export async function writeMeshDirectory(
  meshes: readonly StoredMesh[],
  space: MeshSpace,
  directory: PieceDirectory,
): Promise<number> {
  const sharding = meshSharding(meshes.length);
  const info = new TextEncoder().encode(formatJson(meshInfo(space, sharding)));
  await directory.put('mesh/info', info);
  const entries = meshes.map((mesh) => ({
    key: BigInt(mesh.label),
    size: mesh.manifestBytes,
    prefixSize: mesh.fragmentBytes,
    mesh,
  }));
  let bytesWritten = info.length;
  for (const shard of layShards(entries, sharding)) {
    bytesWritten += await writePieces(directory, `mesh/${shard.name}`, shard.size, async (put) => {
      await put(shard.head);
      for (const { mesh } of shard.entries) await put(await mesh.read());
      await put(shard.tail);
    });
  }
  return bytesWritten;
}

/** Most minishards of a shard, and labels that a minishard's index holds in 32 KiB. */
const mostMinishardBits = 9;
const labelsPerMinishard = 2 ** 15 / 24;

/** Shards and minishards for so many labels. */
export function meshSharding(labelCount: number): Sharding {
  const minishards = Math.max(1, labelCount / labelsPerMinishard);
  const minishardBits = Math.min(mostMinishardBits, Math.ceil(Math.log2(minishards)));
  const shards = Math.max(1, minishards / 2 ** mostMinishardBits);
  const shardBits = Math.ceil(Math.log2(shards));
  const isHalfEmpty = shardBits > 0 && shards / 2 ** shardBits <= 0.55;
  return {
    hash: 'murmurhash3_x86_128',
    minishardBits,
    shardBits: isHalfEmpty ? shardBits - 1 : shardBits,
    indexEncoding: 'gzip',
    dataEncoding: 'raw',
  };
}

function meshInfo({ resolution, chunkSize }: MeshSpace, sharding: Sharding): JsonObject {
  const [rx, ry, rz] = resolution;
  return {
    '@type': 'neuroglancer_multilod_draco',
    mip: 0,
    chunk_size: [...chunkSize],
    spatial_index: {
      resolution: [...resolution],
      chunk_size: chunkSize.map((length, axis) => length * (resolution[axis] ?? 1)),
    },
    vertex_quantization_bits: 16,
    transform: [rx, 0, 0, 0, 0, ry, 0, 0, 0, 0, rz, 0],
    lod_scale_multiplier: new Float(1),
    sharding: shardingInfo(sharding),
  };
}
