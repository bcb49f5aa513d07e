import { Float, formatJson, type JsonObject, type JsonValue } from '../../json/index.js';
import type { VoxelType } from '../kernels/index.js';
import {
  alongAxes,
  type Shape,
  type VolumeKind,
  type VolumeStatistics,
  type VoxelSpacing,
} from '../volume.js';
import type { Compression, OmeZarrVersion } from '../zarr-form.js';
import { bloscSettings } from './blosc-settings.js';
import { dtypeOf } from './data-types.js';
import { v3Key } from './parse-v3-metadata.js';

/** Keys of a zarr v2 group's two metadata files, and of an array's. */
export const groupKey = '.zgroup';
export const attributesKey = '.zattrs';
export const arrayKey = '.zarray';

/** An array of a pyramid as it is written: C order, fill 0, Blosc with byte shuffle. */
export interface WrittenArray {
  readonly shape: Shape;
  readonly chunk: Shape;
  readonly type: VoxelType;
  /** LZ4 by default. */
  readonly compression?: Compression;
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
  return encodeDocument({ zarr_format: 2 });
}

/** The `.zarray` of a level. */
export function encodeArrayMetadata({ shape, chunk, type, compression }: WrittenArray): Uint8Array {
  return encodeDocument({
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

/** Facts of a pyramid that its attributes hold. */
export interface WrittenPyramid {
  readonly levels: number;
  /** Voxel size in Å. */
  readonly voxelSpacing: VoxelSpacing;
  /** False for image stacks, whose sections keep their distance on every level. */
  readonly binsZ: boolean;
  /** Labels of an instance mask, ascending, without 0; null for other volumes. */
  readonly labels: readonly number[] | null;
  /** What generic viewers are told; null for the attributes that the portal writes. */
  readonly display: DisplayFacts | null;
}

/** What the attributes tell generic viewers of a volume. */
export interface DisplayFacts {
  readonly kind: VolumeKind;
  readonly statistics: VolumeStatistics;
  /** Red, green, blue (0…255) by label; labels that are not in it have no colour. */
  readonly colors: ReadonlyMap<number, readonly [number, number, number]>;
}

/** How each kind's levels are made, as `type` of the multiscale names it. */
const methods: Record<VolumeKind, string> = {
  tomogram: 'mean',
  tiltseries: 'mean',
  'semantic-mask': 'max',
  'instance-mask': 'nearest',
};

/** The `.zattrs` of an OME-NGFF 0.4 image. */
export function encodeAttributes(pyramid: WrittenPyramid): Uint8Array {
  return encodeDocument(imageAttributes(pyramid, '0.4'));
}

/** The metadata files of an image's group, by key: two of zarr v2, or one of zarr v3 with the attributes below `ome`. */
export function encodeGroup(
  pyramid: WrittenPyramid,
  version: OmeZarrVersion,
): (readonly [key: string, bytes: Uint8Array])[] {
  if (version === '0.4') {
    return [
      [groupKey, encodeGroupMetadata()],
      [attributesKey, encodeAttributes(pyramid)],
    ];
  }
  const ome: JsonObject = { version, ...imageAttributes(pyramid, version) };
  return [[v3Key, encodeDocument({ zarr_format: 3, node_type: 'group', attributes: { ome } })]];
}

/**
 * OME-NGFF 0.4 and 0.5: one multiscale of axes z, y, x in angstrom. With `display` it has a `type`, images have `omero`
 * settings and masks an `image-label` at the top level, as the specification says. The portal writes none of these, and an
 * instance mask's `image-label`, without colours, into the metadata of the multiscale. 0.5 has its version beside them.
 */
function imageAttributes(pyramid: WrittenPyramid, version: OmeZarrVersion): JsonObject {
  const { levels, voxelSpacing, binsZ, labels, display } = pyramid;
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
    metadata: labels === null || display !== null ? {} : { 'image-label': imageLabel(labels, stated) },
    name: '/',
    ...(display === null ? {} : { type: methods[display.kind] }),
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

/** JSON as metadata files of a zarr are written. */
export function encodeDocument(value: JsonValue): Uint8Array {
  return new TextEncoder().encode(formatJson(value));
}
