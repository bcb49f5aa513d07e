import Type from 'typebox';
import type { JsonObject, JsonValue } from '../../json/index.js';
import { halfToEven } from '../half-to-even.js';
import { parseDocument, three } from '../read/index.js';
import { type Triple, triple } from '../triple.js';

/** Voxels along each axis of the chunks, and of the blocks of a chunk, that are written. */
export const chunkLength = 256;
export const blockLength = 64;

/** What the `info` file of a precomputed segmentation says; lengths along x, y, z. */
export interface SegmentationInfo {
  readonly kind: 'segmentation';
  /** Voxels. */
  readonly size: Triple;
  /** Voxels of the largest chunk. */
  readonly chunkSize: Triple;
  /** Voxels of a block. */
  readonly blockSize: Triple;
  /** Nanometres a voxel is wide. */
  readonly resolution: Triple;
  /** Directories below that of the `info` file: of the chunks, and where there are some, of meshes and segment properties. */
  readonly key: string;
  readonly mesh: string | null;
  readonly segmentProperties: string | null;
}

/** Names of the directories that are written. */
export const segmentationKeys = {
  key: 'data',
  mesh: 'mesh',
  segmentProperties: 'segment_properties',
} as const;

const count = Type.Integer({ minimum: 1 });
const counts = Type.Array(count, three);
const lengths = Type.Array(Type.Number({ exclusiveMinimum: 0 }), three);
const name = Type.String({ pattern: '^[^/.][^/]*$' });

const fixed = {
  '@type': 'neuroglancer_multiscale_volume',
  data_type: 'uint32',
  num_channels: 1,
} as const;
const encoding = 'compressed_segmentation';

const schema = Type.Object({
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
    }),
    { minItems: 1 },
  ),
  segment_properties: Type.Optional(name),
  mesh: Type.Optional(name),
});

/** The `info` file of a segmentation, of its finest scale; fails with a FormatError that says what it lacks. */
export function parseSegmentationInfo(document: JsonValue): SegmentationInfo {
  const info = parseDocument(schema, document, 'the info of a precomputed segmentation');
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

/** A segmentation in the spelling of `info` files. */
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

/** Resolution in whole nanometres, at least 1, as segmentations with meshes need it. */
export function wholeResolution(nanometres: number): number {
  return Math.max(1, halfToEven(nanometres));
}
