import { Float } from '../../base/float.js';
import { encodeJson } from '../../base/json-text.js';
import type { JsonObject } from '../../base/json-value.js';
import { gridOf } from '../chunk-grid.js';
import type { VoxelType } from '../kernels/blocks.js';
import { voxelBytes } from '../kernels/wasm-exports.js';
import {
  alongAxes,
  type Compression,
  type OmeZarrVersion,
  type Shape,
  type VolumeKind,
  type VolumeStatistics,
  type VoxelSpacing,
} from '../volume.js';
import type { DescribedArray } from './array-metadata.js';
import { dtypeOf } from './data-types.js';

/** Keys of the two metadata files of a zarr v2 group, and of that of an array. */
export const groupKey = '.zgroup';
export const attributesKey = '.zattrs';
export const arrayKey = '.zarray';
/** Key of the metadata file of a zarr v3 array or group. */
export const v3Key = 'zarr.json';

/** A written array of a pyramid: C order, fill value 0, Blosc with byte shuffle. */
interface WrittenArray {
  readonly shape: Shape;
  readonly chunk: Shape;
  readonly type: VoxelType;
  /** LZ4 by default. */
  readonly compression?: Compression;
}

/** Returns the `.zarray` of a level. */
export function encodeArrayMetadata({ shape, chunk, type, compression }: WrittenArray): Uint8Array {
  return encodeJson({
    chunks: [...chunk],
    compressor: { blocksize: 0, ...bloscSettings(compression), id: 'blosc', shuffle: 1 },
    dimension_separator: '/',
    dtype: dtypeOf(type),
    fill_value: type === 'float32' ? new Float(0) : 0,
    filters: null,
    order: 'C',
    shape: [...shape],
    zarr_format: 2,
  });
}

/** An array of a pyramid with sharded chunks; `chunk` is the shape of a shard. */
interface WrittenShards extends WrittenArray {
  readonly innerChunk: Shape;
}

/** Highest `clevel` of Blosc: zstd level 2·clevel − 1, 9 its highest (c-blosc 1, zstd_wrap_compress). */
const mostLevels = 9;

/** Returns the settings of Blosc in metadata, for programs that compress chunks again. */
function bloscSettings(compression: Compression = { codec: 'lz4' }) {
  const { codec } = compression;
  if (codec === 'lz4') return { clevel: 5, cname: codec };
  return { clevel: Math.min(mostLevels, Math.ceil((compression.level + 1) / 2)), cname: codec };
}

/** Returns a level's `zarr.json`: Blosc chunks in shards, index and CRC-32C at the end (zarr v3; ZEP 2). */
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
  return encodeJson({
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

/** The facts of a pyramid in its attributes. */
interface WrittenPyramid {
  readonly levels: number;
  /** Voxel size in Å. */
  readonly voxelSpacing: VoxelSpacing;
  /** False for image stacks, whose section spacing is the same on every level. */
  readonly binsZ: boolean;
  /** Labels of an instance mask, ascending, without 0; null for other volumes. */
  readonly labels: readonly number[] | null;
  /** True to list labels where the portal does even if `display` is given. */
  readonly labelsInLevels?: boolean | undefined;
  /** Facts for generic viewers; null for the attributes that the portal writes. */
  readonly display: DisplayFacts | null;
}

/** Facts of a volume for generic viewers. */
interface DisplayFacts {
  readonly kind: VolumeKind;
  readonly statistics: VolumeStatistics;
  /** Red, green, blue (0…255) by label; other labels have no colour. */
  readonly colors: ReadonlyMap<number, readonly [number, number, number]>;
}

/** `type` of the multiscale: the method that makes the levels of each kind. */
export const levelMethods: Record<VolumeKind, string> = {
  tomogram: 'mean',
  tiltseries: 'mean',
  'semantic-mask': 'max',
  'instance-mask': 'nearest',
};

/** Returns an image group's metadata files by key: two of zarr v2, or one of v3 with attributes below `ome`. */
export function encodeGroup(
  pyramid: WrittenPyramid,
  version: OmeZarrVersion,
): (readonly [key: string, bytes: Uint8Array])[] {
  if (version === '0.4') {
    return [
      [groupKey, encodeJson({ zarr_format: 2 })],
      [attributesKey, encodeJson(imageAttributes(pyramid, version))],
    ];
  }
  const ome: JsonObject = { version, ...imageAttributes(pyramid, version) };
  return [[v3Key, encodeJson({ zarr_format: 3, node_type: 'group', attributes: { ome } })]];
}

/**
 * Returns attributes of OME-NGFF 0.4 or 0.5: one multiscale with axes z, y, x in angstrom. With `display` it has a
 * `type`, images have `omero` settings and masks an `image-label` at the top level, as the specification requires.
 * The portal writes none of these, but an instance mask's `image-label`, without colours, in the metadata of the
 * multiscale, which `labelsInLevels` adds. 0.5 has its version beside them.
 */
function imageAttributes(pyramid: WrittenPyramid, version: OmeZarrVersion): JsonObject {
  const { levels, voxelSpacing, binsZ, labels, display, labelsInLevels } = pyramid;
  const { x, y, z } = alongAxes(voxelSpacing);
  const stated = version === '0.4' ? { version } : {};
  const datasets = Array.from({ length: levels }, (_, level): JsonObject => {
    const step = 2 ** level;
    const scales = [binsZ ? z * step : z, y * step, x * step].map((value) => new Float(value));
    return { path: String(level), coordinateTransformations: [{ type: 'scale', scale: scales }] };
  });
  const multiscale: JsonObject = {
    axes: ['z', 'y', 'x'].map((name) => ({ name, type: 'space', unit: 'angstrom' })),
    datasets,
    metadata:
      labels === null || (display !== null && labelsInLevels !== true)
        ? {}
        : { 'image-label': imageLabel(labels, stated) },
    name: '/',
    ...(display === null ? {} : { type: levelMethods[display.kind] }),
    ...stated,
  };
  return { multiscales: [multiscale], ...(display === null ? {} : displayKeys(labels, display, stated)) };
}

function displayKeys(
  labels: readonly number[] | null,
  { kind, statistics, colors }: DisplayFacts,
  stated: JsonObject,
): JsonObject {
  if (kind === 'instance-mask') return { 'image-label': imageLabel(labels ?? [], stated, colors) };
  if (kind === 'semantic-mask') return { 'image-label': imageLabel([1], stated, colors) };
  const { min, max, mean, rms } = statistics;
  if (!(max > min && Number.isFinite(rms))) return {};
  const window = { min, max, start: Math.max(min, mean - 3 * rms), end: Math.min(max, mean + 3 * rms) };
  const floats = Object.fromEntries(Object.entries(window).map(([key, value]) => [key, new Float(value)]));
  return { omero: { channels: [{ active: true, color: 'FFFFFF', label: kind, window: floats }] } };
}

function imageLabel(
  labels: readonly number[],
  stated: JsonObject,
  colors: DisplayFacts['colors'] = new Map(),
): JsonObject {
  const entries = labels.map((label): JsonObject => {
    const color = colors.get(label);
    return { 'label-value': label, ...(color === undefined ? {} : { rgba: [...color, 255] }) };
  });
  return { ...stated, colors: entries };
}

type Stored = Pick<DescribedArray, 'leadingAxes' | 'separator' | 'keyPrefix' | 'shape' | 'shard' | 'chunk'>;

/** Returns the number of files (chunks or shards) of an array along every axis, leading ones of length 1 too. */
export function fileGridOf({ leadingAxes, shape, shard, chunk }: Stored): number[] {
  return [...Array.from({ length: leadingAxes }, () => 1), ...gridOf(shape, shard?.shape ?? chunk)];
}

/** True if a key below an array is that of a chunk, or shard, of its grid. */
export function isChunkKey(array: Stored, key: string): boolean {
  const grid = fileGridOf(array);
  const indices = key.slice(array.keyPrefix.length).split(array.separator);
  return (
    key.startsWith(array.keyPrefix) &&
    indices.length === grid.length &&
    indices.every((text, axis) => /^(?:0|[1-9]\d*)$/.test(text) && Number(text) < (grid[axis] as number))
  );
}
