import { Float } from '../../json/index.js';
import { voxelBytes } from '../kernels/index.js';
import type { Shape } from '../volume.js';
import { bloscSettings } from './blosc-settings.js';
import { encodeDocument, type WrittenArray } from './metadata.js';
import { v3Key } from './parse-v3-metadata.js';

/** An array of a pyramid whose chunks are in shards; `chunk` are the voxels of a shard. */
export interface WrittenShards extends WrittenArray {
  readonly innerChunk: Shape;
}

/** Key of the metadata of a level's array in zarr v3. */
export function v3ArrayKey(level: number): string {
  return `${level}/${v3Key}`;
}

/** Key of a shard by its number along z, y, x. */
export function shardKey(level: number, [z, y, x]: Shape): string {
  return `${level}/c/${z}/${y}/${x}`;
}

/** The `zarr.json` of a level: Blosc chunks in shards with their index and its CRC-32C at the end (zarr v3; ZEP 2). */
export function encodeShardedMetadata(array: WrittenShards): Uint8Array {
  const { shape, chunk, innerChunk, type, compression } = array;
  const bytes = { name: 'bytes', configuration: { endian: 'little' } };
  const settings = { ...bloscSettings(compression), typesize: voxelBytes(type), shuffle: 'shuffle' };
  const blosc = { name: 'blosc', configuration: { ...settings, blocksize: 0 } };
  const sharding = {
    chunk_shape: [...innerChunk],
    codecs: [bytes, blosc],
    index_codecs: [bytes, { name: 'crc32c' }],
    index_location: 'end',
  };
  return encodeDocument({
    zarr_format: 3,
    node_type: 'array',
    shape: [...shape],
    data_type: type,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: [...chunk] } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    fill_value: type === 'float32' ? new Float(0) : 0,
    codecs: [{ name: 'sharding_indexed', configuration: sharding }],
    attributes: {},
    dimension_names: ['z', 'y', 'x'],
  });
}
