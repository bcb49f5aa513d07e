import * as Type from 'typebox';
import { halfToEven } from '../base/float.js';
import { encodeJson } from '../base/json-text.js';
import type { JsonObject, JsonValue } from '../base/json-value.js';
import { chunkAt, chunksAcross, gridOf, type Region, voxelCount } from '../volume/chunk-grid.js';
import { reversed, type Triple, triple } from './bounds.js';
import type { PieceDirectory } from './pieces.js';
import { parseDocument, three } from './precomputed-reader.js';

/** Writes the `info` of a segmentation with meshes and of its segment properties (labels). Returns the bytes. */
export async function writeSegmentationInfo(
  grid: Pick<SegmentationInfo, 'size' | 'chunkSize' | 'resolution'>,
  names: ReadonlyMap<number, string>,
  directory: PieceDirectory,
): Promise<number> {
  const blockSize = triple(() => blockLength);
  const content = { ...grid, ...segmentationKeys, kind: 'segmentation', blockSize } as const;
  const info = encodeJson(formatSegmentationInfo(content));
  const properties = encodeJson(formatSegmentProperties(names));
  await directory.put('info', info);
  await directory.put(`${segmentationKeys.segmentProperties}/info`, properties);
  return info.length + properties.length;
}

/** Voxels along each axis of the chunks that are written. */
export const chunkLength = 256;
/** Voxels along each axis of the blocks of a chunk. */
export const blockLength = 64;

/** The content of the `info` file of a precomputed segmentation, at its finest scale; lengths along x, y, z. */
export interface SegmentationInfo {
  readonly kind: 'segmentation';
  /** The size of the volume, in voxels. */
  readonly size: Triple;
  /** The size of a chunk, in voxels; chunks at the end may be smaller. */
  readonly chunkSize: Triple;
  /** The size of a block, in voxels. */
  readonly blockSize: Triple;
  /** The size of a voxel, in nm. */
  readonly resolution: Triple;
  /** The directory of the chunks, below that of the `info` file. */
  readonly key: string;
  /** The directory of the meshes; null if there are none. */
  readonly mesh: string | null;
  /** The directory of the segment properties; null if there are none. */
  readonly segmentProperties: string | null;
}

/** The directories that are written. */
export const segmentationKeys = {
  key: 'data',
  mesh: 'mesh',
  segmentProperties: 'segment_properties',
} as const;

const count = Type.Integer({ minimum: 1 });
const counts = Type.Array(count, three);
const lengths = Type.Array(Type.Number({ exclusiveMinimum: 0 }), three);
const name = Type.String({ pattern: '^[^/.][^/]*$' });

const fixed = { '@type': 'neuroglancer_multiscale_volume', data_type: 'uint32', num_channels: 1 } as const;
const encoding = 'compressed_segmentation';

const infoSchema = Type.Object({
  '@type': Type.Literal(fixed['@type']),
  data_type: Type.Literal(fixed.data_type),
  num_channels: Type.Literal(fixed.num_channels),
  type: Type.Literal('segmentation'),
  scales: Type.Array(
    Type.Object({
      chunk_sizes: Type.Array(counts, { minItems: 1 }),
      encoding: Type.Literal(encoding),
      compressed_segmentation_block_size: counts,
      resolution: lengths,
      key: name,
      size: counts,
      // Masks begin where their tomogram does; no reader here moves them.
      voxel_offset: Type.Optional(Type.Array(Type.Literal(0), three)),
    }),
    { minItems: 1 },
  ),
  segment_properties: Type.Optional(name),
  mesh: Type.Optional(name),
});

/** Parses the `info` of a segmentation (its first scale); fails with a FormatError for the first error. */
export function parseSegmentationInfo(document: JsonValue): SegmentationInfo {
  const info = parseDocument(infoSchema, document, 'the info of a precomputed segmentation');
  const [scale] = info.scales as [(typeof info.scales)[number]];
  const values = (list: readonly number[] = []) => triple((axis) => list[axis] ?? 1);
  return {
    kind: 'segmentation',
    size: values(scale.size),
    chunkSize: values(scale.chunk_sizes[0]),
    blockSize: values(scale.compressed_segmentation_block_size),
    resolution: values(scale.resolution),
    key: scale.key,
    mesh: info.mesh ?? null,
    segmentProperties: info.segment_properties ?? null,
  };
}

/** Returns the `info` file of a segmentation. */
export function formatSegmentationInfo(info: SegmentationInfo): JsonObject {
  return {
    ...fixed,
    scales: [
      {
        chunk_sizes: [[...info.chunkSize]],
        encoding,
        compressed_segmentation_block_size: [...info.blockSize],
        resolution: [...info.resolution],
        key: info.key,
        size: [...info.size],
      },
    ],
    type: 'segmentation',
    ...(info.segmentProperties === null ? {} : { segment_properties: info.segmentProperties }),
    ...(info.mesh === null ? {} : { mesh: info.mesh }),
  };
}

/**
 * Rounds a resolution to whole nm, at least 1, which segmentations with meshes need.
 *
 * @example
 * wholeResolution(1.3480); // 1
 * wholeResolution(0.4); // 1
 */
export function wholeResolution(nanometres: number): number {
  return Math.max(1, halfToEven(nanometres));
}

const type = 'neuroglancer_segment_properties';

const propertiesSchema = Type.Object({
  '@type': Type.Literal(type),
  inline: Type.Object({
    ids: Type.Array(Type.String({ pattern: '^[0-9]+$' })),
    properties: Type.Array(
      Type.Object({ id: Type.String(), type: Type.String(), values: Type.Array(Type.Unknown()) }),
    ),
  }),
});

/** The segments in a `segment_properties/info` file. */
export type SegmentProperties = ReturnType<typeof parseSegmentProperties>;

/** Parses a `segment_properties/info` file; fails with a FormatError for the first error of the schema. */
export function parseSegmentProperties(document: JsonValue) {
  const { inline } = parseDocument(propertiesSchema, document, 'segment properties');
  const labels = inline.properties.find(({ type: kind }) => kind === 'label')?.values;
  return {
    ids: inline.ids,
    /** The number of values of each property; valid files have one per segment. */
    valueCounts: inline.properties.map(({ values }) => values.length),
    /** The names of the segments; null if the file has no `label` property. */
    labels: labels === undefined ? null : labels.map(String),
  };
}

/** Returns a `segment_properties/info` file that names labels. */
export function formatSegmentProperties(names: ReadonlyMap<number, string>): JsonObject {
  return {
    inline: {
      ids: [...names.keys()].map(String),
      properties: [{ values: [...names.values()], type: 'label', id: 'label' }],
    },
    '@type': type,
  };
}

/** A volume and its chunks, in voxels along x, y, z. */
type ChunkGrid = Pick<SegmentationInfo, 'size' | 'chunkSize'>;

/** A chunk: the voxels (z, y, x) of its box, and its file name below the directory of the scale. */
export interface ChunkExtent extends Region {
  readonly name: string;
}

export function chunkCount({ size, chunkSize }: ChunkGrid): number {
  return voxelCount(gridOf(size, chunkSize));
}

/**
 * Yields the chunks that intersect a box of voxels, x fastest; all chunks by default.
 *
 * @example
 * [...chunkExtents({ size: [300, 10, 10], chunkSize: [256, 256, 256] })].map(({ name }) => name);
 * // ['0-256_0-10_0-10', '256-300_0-10_0-10']
 */
export function* chunkExtents(
  { size, chunkSize }: ChunkGrid,
  box: Region = { origin: [0, 0, 0], extent: reversed(size) },
): Generator<ChunkExtent> {
  for (const index of chunksAcross(box, reversed(chunkSize))) {
    const { origin, extent } = chunkAt(index, reversed(size), reversed(chunkSize));
    const ranges = triple((axis) => origin[axis] + extent[axis]).map((end, axis) => `${origin[axis]}-${end}`);
    yield { name: ranges.reverse().join('_'), origin, extent };
  }
}

/**
 * True if a file name is that of a chunk: `x0-x1_y0-y1_z0-z1` at a multiple of the chunk size.
 *
 * @example
 * isChunkName('256-300_0-10_0-10', { size: [300, 10, 10], chunkSize: [256, 256, 256] }); // true
 */
export function isChunkName(name: string, { size, chunkSize }: ChunkGrid): boolean {
  const ends = /^(\d+)-(\d+)_(\d+)-(\d+)_(\d+)-(\d+)$/.exec(name)?.slice(1).map(Number);
  if (ends === undefined) return false;
  return [0, 1, 2].every((axis) => {
    const [from = 0, to = 0] = [ends[axis * 2], ends[axis * 2 + 1]];
    const [length = 0, step = 1] = [size[axis], chunkSize[axis]];
    return from % step === 0 && from < length && to === Math.min(length, from + step);
  });
}
