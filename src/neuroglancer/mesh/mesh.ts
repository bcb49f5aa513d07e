import type { Static } from 'typebox';
import * as Type from 'typebox';
import { Float } from '../../base/float.js';
import type { JsonObject, JsonValue } from '../../base/json-value.js';
import type { Triple } from '../bounds.js';
import { parseDocument } from '../precomputed-reader.js';
import { type Sharding, shardingInfo, shardingSchema } from '../sharding.js';

export interface Mesh<Positions = Float64Array> {
  /** x, y, z of each vertex. */
  readonly positions: Positions;
  /** Three vertex indices per triangle, counter-clockwise when seen from outside. */
  readonly triangles: Uint32Array;
}

const type = 'neuroglancer_multilod_draco';

const schema = Type.Object({
  '@type': Type.Literal(type),
  vertex_quantization_bits: Type.Enum([10, 16]),
  transform: Type.Array(Type.Number(), { minItems: 12, maxItems: 12 }),
  lod_scale_multiplier: Type.Number({ exclusiveMinimum: 0 }),
  sharding: shardingSchema,
});

/** The `info` file of multi-resolution meshes; `transform`: three rows of four numbers, from its units to nm. */
export type MeshInfo = Static<typeof schema>;

/** Parses the `info` of sharded multi-resolution meshes; fails with a FormatError for the first error. */
export function parseMeshInfo(document: JsonValue): MeshInfo {
  return parseDocument(schema, document, 'the info of multi-resolution meshes');
}

/** The coordinate space of the meshes in a directory. */
export interface MeshSpace {
  /** The length of a unit of the meshes along x, y, z, in nm; 1 if the layer's transform converts them. */
  readonly resolution: Triple;
  /** The chunk size of the segmented volume, in units of the meshes. */
  readonly chunkSize: Triple;
}

/** Returns the `info` file of meshes with 16 bits per coordinate. */
export function formatMeshInfo({ resolution, chunkSize }: MeshSpace, sharding: Sharding): JsonObject {
  const [rx, ry, rz] = resolution;
  return {
    '@type': type,
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
