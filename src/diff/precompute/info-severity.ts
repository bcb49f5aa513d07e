import type { Severity } from '../change.js';
import { type JsonPath, keysOf } from '../json/index.js';

/** Keys of `info` files that say where the data lie in space, wherever they stand. */
const scientific = new Set([
  'annotation_type',
  'data_type',
  'dimensions',
  'lower_bound',
  'num_channels',
  'resolution',
  'size',
  'transform',
  'upper_bound',
  'voxel_offset',
]);

/** Keys that say how the data are stored. */
const storage = new Set([
  'by_id',
  'chunk_size',
  'chunk_sizes',
  'compressed_segmentation_block_size',
  'encoding',
  'key',
  'lod_scale_multiplier',
  'mesh',
  'mip',
  'relationships',
  'segment_properties',
  'sharding',
  'spatial',
  'spatial_index',
  'vertex_quantization_bits',
]);

/** How much a change of an `info` file matters; what is to be ignored is told by `base`. */
export function createInfoSeverity(
  base: (path: JsonPath) => Severity | 'ignored',
): (path: JsonPath) => Severity | 'ignored' {
  return (path) => {
    if (base(path) === 'ignored') return 'ignored';
    const keys = keysOf(path);
    if (keys.some((key) => storage.has(key))) return 'storage';
    return keys.some((key) => scientific.has(key)) ? 'science' : 'metadata';
  };
}
