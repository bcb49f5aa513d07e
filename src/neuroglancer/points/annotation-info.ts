import Type, { type Static } from 'typebox';
import { FormatError } from '../../errors/index.js';
import type { JsonValue } from '../../json/index.js';
import { parseDocument, three } from '../read/index.js';
import { type ReadSharding, readSharding, shardingSchema } from '../sharding/index.js';

const length = Type.Array(Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.String()]), {
  minItems: 2,
  maxItems: 2,
});
const triple = Type.Array(Type.Number(), three);
const count = Type.Integer({ minimum: 1 });
const key = Type.String({ minLength: 1 });

const schema = Type.Object({
  '@type': Type.Literal('neuroglancer_annotations_v1'),
  dimensions: Type.Object({ x: length, y: length, z: length }),
  lower_bound: triple,
  upper_bound: triple,
  annotation_type: Type.Enum(['point', 'line']),
  properties: Type.Array(
    Type.Object({
      id: Type.String({ pattern: '^[a-z][a-zA-Z0-9_]*$' }),
      type: Type.Enum(['rgb', 'rgba', 'uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32']),
    }),
  ),
  relationships: Type.Array(Type.Object({ id: Type.String(), key, sharding: Type.Optional(shardingSchema) })),
  by_id: Type.Object({ key, sharding: Type.Optional(shardingSchema) }),
  spatial: Type.Array(
    Type.Object({
      key,
      sharding: Type.Optional(shardingSchema),
      grid_shape: Type.Array(count, three),
      chunk_size: Type.Array(Type.Number({ exclusiveMinimum: 0 }), three),
      limit: count,
    }),
    { minItems: 1 },
  ),
});

type Document = Static<typeof schema>;
type Triple = readonly [x: number, y: number, z: number];

/** A property that every annotation of a directory has. */
export type AnnotationProperty = Document['properties'][number];

/** Files by key: one a key, or shards. */
export interface KeyedDirectory {
  /** Directory below that of the `info` file. */
  readonly key: string;
  readonly sharding: ReadSharding | null;
}

/** What the `info` file of precomputed annotations tells; lengths along x, y, z. */
export interface AnnotationInfo {
  readonly kind: 'annotations';
  readonly annotationType: 'point' | 'line';
  readonly dimensions: Triple;
  readonly lower: Triple;
  readonly upper: Triple;
  readonly properties: readonly AnnotationProperty[];
  readonly relationships: number;
  readonly byId: KeyedDirectory;
  readonly spatial: readonly (KeyedDirectory & { readonly gridShape: Triple; readonly limit: number })[];
}

/** The `info` file of precomputed points or lines; fails with a FormatError that tells what it lacks. */
export function parseAnnotationInfo(document: JsonValue): AnnotationInfo {
  const info = parseDocument(schema, document, 'the info of precomputed annotations');
  const { dimensions } = info;
  return {
    kind: 'annotations',
    annotationType: info.annotation_type,
    dimensions: [widthOf(dimensions.x), widthOf(dimensions.y), widthOf(dimensions.z)],
    lower: asTriple(info.lower_bound),
    upper: asTriple(info.upper_bound),
    properties: info.properties,
    relationships: info.relationships.length,
    byId: directoryOf(info.by_id),
    spatial: info.spatial.map((level) => ({
      ...directoryOf(level),
      gridShape: asTriple(level.grid_shape),
      limit: level.limit,
    })),
  };
}

function directoryOf({ key, sharding }: Document['by_id']): KeyedDirectory {
  return { key, sharding: sharding === undefined ? null : readSharding(sharding) };
}

/** The number of a length and its unit. */
function widthOf([width, unit]: Document['dimensions']['x']): number {
  if (typeof width === 'number' && typeof unit === 'string') return width;
  throw new FormatError('a dimension is not a length and its unit', { found: `${width}, ${unit}` });
}

function asTriple([x = 0, y = 0, z = 0]: readonly number[]): Triple {
  return [x, y, z];
}
