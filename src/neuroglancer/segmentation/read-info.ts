import Type from 'typebox';
import type { JsonValue } from '../../json/index.js';
import { parseDocument, three } from '../read/index.js';

const count = Type.Integer({ minimum: 1 });
const counts = Type.Array(count, three);
const lengths = Type.Array(Type.Number({ exclusiveMinimum: 0 }), three);
const name = Type.String({ pattern: '^[^/.][^/]*$' });

const schema = Type.Object({
  '@type': Type.Literal('neuroglancer_multiscale_volume'),
  data_type: Type.Literal('uint32'),
  num_channels: Type.Literal(1),
  type: Type.Literal('segmentation'),
  scales: Type.Array(
    Type.Object({
      chunk_sizes: Type.Array(counts, { minItems: 1 }),
      encoding: Type.Literal('compressed_segmentation'),
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

type Triple = readonly [x: number, y: number, z: number];

/** What the `info` file of a precomputed segmentation tells; lengths along x, y, z. */
export interface ReadSegmentationInfo {
  readonly kind: 'segmentation';
  /** Voxels. */
  readonly size: Triple;
  readonly chunkSize: Triple;
  readonly blockSize: Triple;
  readonly resolution: Triple;
  /** Directories below that of the `info` file. */
  readonly key: string;
  readonly mesh: string | null;
  readonly segmentProperties: string | null;
}

/** The `info` file of a segmentation, of its finest scale; fails with a FormatError that tells what it lacks. */
export function parseSegmentationInfo(document: JsonValue): ReadSegmentationInfo {
  const info = parseDocument(schema, document, 'the info of a precomputed segmentation');
  const [scale] = info.scales as [(typeof info.scales)[number]];
  return {
    kind: 'segmentation',
    size: asTriple(scale.size),
    chunkSize: asTriple(scale.chunk_sizes[0] ?? []),
    blockSize: asTriple(scale.compressed_segmentation_block_size),
    resolution: asTriple(scale.resolution),
    key: scale.key,
    mesh: info.mesh ?? null,
    segmentProperties: info.segment_properties ?? null,
  };
}

function asTriple([x = 1, y = 1, z = 1]: readonly number[]): Triple {
  return [x, y, z];
}

const propertiesSchema = Type.Object({
  '@type': Type.Literal('neuroglancer_segment_properties'),
  inline: Type.Object({
    ids: Type.Array(Type.String({ pattern: '^[0-9]+$' })),
    properties: Type.Array(
      Type.Object({ id: Type.String(), type: Type.String(), values: Type.Array(Type.Unknown()) }),
    ),
  }),
});

/** The segments that a `segment_properties/info` names, and the number of values that each property has. */
export interface SegmentProperties {
  readonly ids: readonly string[];
  readonly valueCounts: readonly number[];
}

/** A `segment_properties/info` file; fails with a FormatError that tells what it lacks. */
export function parseSegmentProperties(document: JsonValue): SegmentProperties {
  const { inline } = parseDocument(propertiesSchema, document, 'segment properties');
  return { ids: inline.ids, valueCounts: inline.properties.map(({ values }) => values.length) };
}
