import Type from 'typebox';
import type { JsonValue } from '../../json/index.js';
import { parseDocument } from '../read/index.js';
import { type ReadSharding, readSharding, shardingSchema } from '../sharding/index.js';

const schema = Type.Object({
  '@type': Type.Literal('neuroglancer_multilod_draco'),
  vertex_quantization_bits: Type.Enum([10, 16]),
  transform: Type.Array(Type.Number(), { minItems: 12, maxItems: 12 }),
  lod_scale_multiplier: Type.Number({ exclusiveMinimum: 0 }),
  sharding: shardingSchema,
});

/** What the `info` file of multi-resolution meshes tells. */
export interface ReadMeshInfo {
  readonly quantizationBits: 10 | 16;
  /** Three rows of four: from units of the mesh to nanometres. */
  readonly transform: readonly number[];
  readonly sharding: ReadSharding;
}

/** The `info` file of sharded multi-resolution meshes; fails with a FormatError that tells what it lacks. */
export function parseMeshInfo(document: JsonValue): ReadMeshInfo {
  const info = parseDocument(schema, document, 'the info of multi-resolution meshes');
  return {
    quantizationBits: info.vertex_quantization_bits,
    transform: info.transform,
    sharding: readSharding(info.sharding),
  };
}
