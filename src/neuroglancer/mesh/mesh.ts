import * as Type from 'typebox';
import { Float } from '../../base/float.js';
import type { JsonObject, JsonValue } from '../../base/json-value.js';
import { type Bounds, boundsOf, type Triple } from '../bounds.js';
import { parseDocument } from '../precomputed-reader.js';
import { type Sharding, shardingInfo, shardingSchema } from '../sharding.js';

export interface Mesh {
  /** x, y, z of each vertex. */
  readonly positions: Float64Array;
  /** Three vertex indices per triangle, counter-clockwise when seen from outside. */
  readonly triangles: Uint32Array;
}

/** Returns the bounds of the vertices; zeros for an empty mesh. */
export function meshBounds({ positions }: Mesh): Bounds {
  return boundsOf(positions);
}

const type = 'neuroglancer_multilod_draco';

const schema = Type.Object({
  '@type': Type.Literal(type),
  vertex_quantization_bits: Type.Enum([10, 16]),
  transform: Type.Array(Type.Number(), { minItems: 12, maxItems: 12 }),
  lod_scale_multiplier: Type.Number({ exclusiveMinimum: 0 }),
  sharding: shardingSchema,
});

/** The content of the `info` file of multi-resolution meshes. */
export interface MeshInfo {
  readonly quantizationBits: 10 | 16;
  /** Three rows of four numbers: converts units of the mesh to nm. */
  readonly transform: readonly number[];
  readonly sharding: Sharding;
}

/** Parses the `info` of sharded multi-resolution meshes; fails with a FormatError for the first error. */
export function parseMeshInfo(document: JsonValue): MeshInfo {
  const info = parseDocument(schema, document, 'the info of multi-resolution meshes');
  return {
    quantizationBits: info.vertex_quantization_bits,
    transform: info.transform,
    sharding: info.sharding,
  };
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
