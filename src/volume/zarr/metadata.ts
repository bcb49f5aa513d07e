import { Float, formatJson, type JsonObject, type JsonValue } from '../../json/index.js';
import type { VoxelType } from '../kernels/index.js';
import type { Shape } from '../volume.js';
import { dtypeOf } from './data-types.js';

/** Keys of a zarr v2 group's two metadata files, and of an array's. */
export const groupKey = '.zgroup';
export const attributesKey = '.zattrs';
export const arrayKey = '.zarray';

/** An array of a pyramid as it is written: C order, fill 0, Blosc with LZ4 level 5 and byte shuffle. */
export interface WrittenArray {
  readonly shape: Shape;
  readonly chunk: Shape;
  readonly type: VoxelType;
}

/** Key of the metadata of a level’s array. */
export function arrayMetadataKey(level: number): string {
  return `${level}/${arrayKey}`;
}

/** Key of a chunk by its number along z, y, x. */
export function chunkKey(level: number, [z, y, x]: Shape): string {
  return `${level}/${z}/${y}/${x}`;
}

/** The `.zgroup` of a zarr v2 group. */
export function encodeGroupMetadata(): Uint8Array {
  return encode({ zarr_format: 2 });
}

/** The `.zarray` of a level. */
export function encodeArrayMetadata({ shape, chunk, type }: WrittenArray): Uint8Array {
  return encode({
    chunks: [...chunk],
    compressor: { blocksize: 0, clevel: 5, cname: 'lz4', id: 'blosc', shuffle: 1 },
    dimension_separator: '/',
    dtype: dtypeOf(type),
    fill_value: type === 'float32' ? new Float(0) : 0,
    filters: null,
    order: 'C',
    shape: [...shape],
    zarr_format: 2,
  });
}

/** Facts of a pyramid that its OME-NGFF 0.4 attributes hold. */
export interface WrittenPyramid {
  readonly levels: number;
  /** Voxel size in Å. */
  readonly voxelSpacing: number;
  /** False for image stacks, whose sections keep their distance on every level. */
  readonly binsZ: boolean;
  /** Labels of an instance mask, ascending, without 0; null for other volumes. */
  readonly labels: readonly number[] | null;
}

/** OME-NGFF 0.4: one multiscale of axes z, y, x in angstrom. */
export function encodeAttributes({ levels, voxelSpacing, binsZ, labels }: WrittenPyramid): Uint8Array {
  const datasets = Array.from({ length: levels }, (_, level): JsonObject => {
    const scale = voxelSpacing * 2 ** level;
    const scales = [binsZ ? scale : voxelSpacing, scale, scale].map((value) => new Float(value));
    return { path: String(level), coordinateTransformations: [{ type: 'scale', scale: scales }] };
  });
  const multiscale: JsonObject = {
    axes: ['z', 'y', 'x'].map((name) => ({ name, type: 'space', unit: 'angstrom' })),
    datasets,
    metadata: labels === null ? {} : { 'image-label': imageLabel(labels) },
    name: '/',
    version: '0.4',
  };
  return encode({ multiscales: [multiscale] });
}

function imageLabel(labels: readonly number[]): JsonObject {
  return { version: '0.4', colors: labels.map((label) => ({ 'label-value': label })) };
}

function encode(value: JsonValue): Uint8Array {
  return new TextEncoder().encode(formatJson(value));
}
