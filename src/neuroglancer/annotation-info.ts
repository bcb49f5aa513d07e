import type { Static } from 'typebox';
import Type from 'typebox';
import { FormatError } from '../base/errors.js';
import { Float } from '../base/float.js';
import type { JsonObject, JsonValue } from '../base/json-value.js';
import { type Bounds, type Triple, triple } from './bounds.js';
import { parseDocument, three } from './precomputed-reader.js';
import { parseSharding, type Sharding, shardingInfo, shardingSchema } from './sharding.js';

const type = 'neuroglancer_annotations_v1';
const length = Type.Array(Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.String()]), {
  minItems: 2,
  maxItems: 2,
});
const numbers = Type.Array(Type.Number(), three);
const count = Type.Integer({ minimum: 1 });
const key = Type.String({ minLength: 1 });

const schema = Type.Object({
  '@type': Type.Literal(type),
  dimensions: Type.Object({ x: length, y: length, z: length }),
  lower_bound: numbers,
  upper_bound: numbers,
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

/** A property that every annotation of a directory has. */
export type AnnotationProperty = Document['properties'][number];

/** Files by key: one a key, or shards. */
export interface KeyedDirectory {
  /** Directory below that of the `info` file. */
  readonly key: string;
  readonly sharding: Sharding | null;
}

/** What the `info` file of precomputed annotations says; lengths along x, y, z. */
export interface AnnotationInfo extends Bounds {
  readonly kind: 'annotations';
  readonly annotationType: 'point' | 'line';
  readonly dimensions: Triple;
  readonly properties: readonly AnnotationProperty[];
  readonly relationships: number;
  readonly byId: KeyedDirectory;
  readonly spatial: readonly (KeyedDirectory & { readonly gridShape: Triple; readonly limit: number })[];
}

/** The `info` file of precomputed points or lines; fails with a FormatError that says what it lacks. */
export function parseAnnotationInfo(document: JsonValue): AnnotationInfo {
  const info = parseDocument(schema, document, 'the info of precomputed annotations');
  const { dimensions } = info;
  const values = (list: readonly number[]) => triple((axis) => list[axis] ?? 0);
  return {
    kind: 'annotations',
    annotationType: info.annotation_type,
    dimensions: [widthOf(dimensions.x), widthOf(dimensions.y), widthOf(dimensions.z)],
    lower: values(info.lower_bound),
    upper: values(info.upper_bound),
    properties: info.properties,
    relationships: info.relationships.length,
    byId: directoryOf(info.by_id),
    spatial: info.spatial.map((level) => ({
      ...directoryOf(level),
      gridShape: values(level.grid_shape),
      limit: level.limit,
    })),
  };
}

function directoryOf({ key, sharding }: Document['by_id']): KeyedDirectory {
  return { key, sharding: sharding === undefined ? null : parseSharding(sharding) };
}

/** The number of a length and its unit. */
function widthOf([width, unit]: Document['dimensions']['x']): number {
  if (typeof width === 'number' && typeof unit === 'string') return width;
  throw new FormatError('a dimension is not a length and its unit', { found: `${width}, ${unit}` });
}

/** The file of the only cell of the spatial index; null where the index has several cells or is sharded. */
export function onlyCell({ spatial }: AnnotationInfo): string | null {
  const [level, ...more] = spatial;
  if (level === undefined || level.sharding !== null || more.length > 0) return null;
  return level.gridShape.every((cells) => cells === 1) ? cellFile(level.key) : null;
}

/** The file of the first cell of a level of the spatial index. */
export function cellFile(levelKey: string): string {
  return `${levelKey}/0_0_0`;
}

/** Names of the directories that are written: records by id, and the only level of the spatial index. */
export const annotationKeys = { byId: 'by_id', spatial: 'spatial0' } as const;

/** What is needed beside the points. */
export interface PointsDescription {
  readonly isOriented: boolean;
  /** Å. */
  readonly diameter: number;
  /** Nanometres a voxel is wide. */
  readonly resolution: number;
  /** What the points' names mean, by index. */
  readonly names: readonly string[];
}

/** The properties of points, or of the lines that oriented points are shown as. */
export function pointProperties(isOriented: boolean, nameCount: number): readonly AnnotationProperty[] {
  const colors = isOriented ? ['point_color', 'line_color'] : ['color'];
  return [
    { id: 'name', type: nameCount < 256 ? 'uint8' : 'uint16' },
    { id: 'diameter', type: 'float32' },
    { id: 'point_index', type: 'float32' },
    ...colors.map((id) => ({ id, type: 'rgb' }) as const),
  ];
}

/** The `info` of a directory of `count` records: one spatial level of one cell, and every record by its id. */
export function annotationInfo(
  { isOriented, resolution, names }: PointsDescription,
  count: number,
  { lower, upper }: Bounds,
  sharding: Sharding,
): JsonObject {
  const axis = [new Float(resolution), 'm'];
  const labels = { enum_values: names.map((_, index) => index), enum_labels: [...names] };
  return {
    '@type': type,
    dimensions: { x: axis, y: axis, z: axis },
    lower_bound: lower.map((value) => new Float(value)),
    upper_bound: upper.map((value) => new Float(value)),
    annotation_type: isOriented ? 'line' : 'point',
    properties: pointProperties(isOriented, names.length).map((property) =>
      property.id === 'name' ? { ...property, ...labels } : { ...property },
    ),
    relationships: [],
    by_id: { key: annotationKeys.byId, sharding: shardingInfo(sharding) },
    spatial: [
      {
        key: annotationKeys.spatial,
        grid_shape: [1, 1, 1],
        chunk_size: triple((axis) => Math.max(1, upper[axis] - lower[axis])).map((value) => new Float(value)),
        limit: Math.max(1, count),
      },
    ],
  };
}
