import Type from 'typebox';
import { Float } from '../../base/float.js';
import type { JsonObject, JsonValue } from '../../base/json-value.js';
import { type Bounds, boundsOf, type Triple } from '../bounds.js';
import { parseDocument } from '../precomputed-reader.js';
import { parseSharding, type Sharding, shardingInfo, shardingSchema } from '../sharding.js';

/** A triangle mesh. */
export interface Mesh {
  /** x, y, z of each vertex. */
  readonly positions: Float64Array;
  /** Three vertices a triangle, counter-clockwise seen from outside. */
  readonly triangles: Uint32Array;
}

/** Bounds of a mesh's vertices; zeros for a mesh without vertices. */
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

/** What the `info` file of multi-resolution meshes says. */
export interface MeshInfo {
  readonly quantizationBits: 10 | 16;
  /** Three rows of four: from units of the mesh to nanometres. */
  readonly transform: readonly number[];
  readonly sharding: Sharding;
}

/** The `info` file of sharded multi-resolution meshes; fails with a FormatError that says what it lacks. */
export function parseMeshInfo(document: JsonValue): MeshInfo {
  const info = parseDocument(schema, document, 'the info of multi-resolution meshes');
  return {
    quantizationBits: info.vertex_quantization_bits,
    transform: info.transform,
    sharding: parseSharding(info.sharding),
  };
}

/** Space that the meshes of a directory are in. */
export interface MeshSpace {
  /** Nanometres a unit of the meshes is long along x, y, z; 1 where the layer's transform gives it. */
  readonly resolution: Triple;
  /** Units of a chunk of the volume that the meshes come from. */
  readonly chunkSize: Triple;
}

/** The `info` file of meshes with 16 bits a coordinate. */
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

/**
 * Called between pieces of work that each take a second at most: lets others have their turn, and fails when the work is
 * not wanted any more.
 */
export type Pause = () => Promise<void>;

/** Goes on at once. */
export const noPause: Pause = async () => {};
