import type { Static } from 'typebox';
import * as Type from 'typebox';
import { FormatError, fileError } from '../base/errors.js';
import { Float } from '../base/float.js';
import type { JsonObject, JsonValue } from '../base/json-value.js';
import { countOf } from '../base/messages.js';
import { type Bounds, type Triple, triple } from './bounds.js';
import { parseDocument, three } from './precomputed-reader.js';
import { type Sharding, shardingInfo, shardingSchema } from './sharding.js';

/** The `info` file as in `annotations.md` of Neuroglancer's precomputed data source. */
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
      enum_labels: Type.Optional(Type.Array(Type.String())),
      enum_values: Type.Optional(Type.Array(Type.Number())),
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

type AnnotationType = Document['annotation_type'];

/**
 * The 32-bit coordinates of an annotation of each type, those of a point or of both ends of a line, and the annotations
 * that stand for a point: itself, or three lines along the axes of an oriented point.
 */
export const annotationTypes = {
  point: { coordinates: 3, perPoint: 1, plural: 'points' },
  line: { coordinates: 6, perPoint: 3, plural: 'lines' },
} as const satisfies Readonly<Record<AnnotationType, object>>;

/** A property of every annotation in a directory: identifier and type. */
export type AnnotationProperty = Document['properties'][number];

/** A directory of values by key: one file per key, or shards. */
export interface KeyedDirectory {
  /** The path below the directory of the `info` file. */
  readonly key: string;
  readonly sharding: Sharding | null;
}

/** The content of the `info` file of precomputed annotations; lengths along x, y, z. */
export interface AnnotationInfo extends Bounds {
  readonly kind: 'annotations';
  readonly annotationType: AnnotationType;
  /** The size of a unit of the coordinates, in the unit that the file names. */
  readonly dimensions: Triple;
  readonly properties: readonly AnnotationProperty[];
  /** The names of the values of all properties with names. */
  readonly labels: readonly string[];
  /** The number of relationships. */
  readonly relationships: number;
  readonly byId: KeyedDirectory;
  /** The levels of the spatial index, coarsest first. */
  readonly spatial: readonly (KeyedDirectory & {
    readonly gridShape: Triple;
    readonly chunkSize: Triple;
    readonly limit: number;
  })[];
}

/** Parses the `info` of precomputed points or lines; fails with a FormatError for the first error of the schema. */
export function parseAnnotationInfo(document: JsonValue): AnnotationInfo {
  const info = parseDocument(schema, document, 'the info of precomputed annotations');
  const { dimensions } = info;
  const axes = Object.keys(dimensions);
  if (axes.join() !== 'x,y,z')
    throw fileError('coordinates are not x, y, z', {}, 'x, y, z in dimensions', axes.join(', '));
  for (const { id, enum_values: values = [], enum_labels: labels = [] } of info.properties) {
    if (new Set(values).size === labels.length && values.length === labels.length) continue;
    const found = `${countOf(values.length, 'value')}: ${values.join(', ')}`;
    throw fileError(`${id} has not one value for each label`, {}, `${labels.length} different ones`, found);
  }
  const values = (list: readonly number[]) => triple((axis) => list[axis] ?? 0);
  return {
    kind: 'annotations',
    annotationType: info.annotation_type,
    dimensions: [widthOf(dimensions.x), widthOf(dimensions.y), widthOf(dimensions.z)],
    lower: values(info.lower_bound),
    upper: values(info.upper_bound),
    properties: info.properties,
    labels: info.properties.flatMap(({ enum_labels: labels = [] }) => labels),
    relationships: info.relationships.length,
    byId: directoryOf(info.by_id),
    spatial: info.spatial.map((level) => ({
      ...directoryOf(level),
      gridShape: values(level.grid_shape),
      chunkSize: values(level.chunk_size),
      limit: level.limit,
    })),
  };
}

function directoryOf({ key, sharding }: Document['by_id']): KeyedDirectory {
  return { key, sharding: sharding ?? null };
}

/** The units of length that Neuroglancer knows. */
export const lengthUnits = /^(?:[YZEPTGMkhdcmuµnpfazy]|da)?m$/;

/** Returns the number of a length; fails with a FormatError if it has no unit. */
function widthOf([width, unit]: Document['dimensions']['x']): number {
  if (typeof width === 'number' && typeof unit === 'string' && lengthUnits.test(unit)) return width;
  throw new FormatError('a dimension is not a length and its unit', { found: `${width}, ${unit}` });
}

/** Returns the path of the only cell of the spatial index; null if the index has several cells or is sharded. */
export function onlyCell({ spatial }: AnnotationInfo): string | null {
  const [level, ...more] = spatial;
  if (level === undefined || level.sharding !== null || more.length > 0) return null;
  return level.gridShape.every((cells) => cells === 1) ? cellFile(level.key) : null;
}

/** Returns the path of the first cell of a level of the spatial index. */
export function cellFile(levelKey: string): string {
  return `${levelKey}/0_0_0`;
}

/** The directories that `writePointDirectory` writes: records by id, and the only level of the spatial index. */
export const annotationKeys = { byId: 'by_id', spatial: 'spatial0' } as const;

/** Facts about a set of points that its `info` file and records need. */
export interface PointsDescription {
  /** True if points have a rotation: each becomes three lines. */
  readonly isOriented: boolean;
  /** The diameter of the annotated object, in Å. */
  readonly diameter: number;
  /** The width of a voxel, in nm. */
  readonly resolution: number;
  /** Names of the points; a point refers to its name by index. */
  readonly names: readonly string[];
}

/** Returns the properties of points, or of the lines that show oriented points. */
export function pointProperties(isOriented: boolean, nameCount: number): readonly AnnotationProperty[] {
  const colors = isOriented ? ['point_color', 'line_color'] : ['color'];
  return [
    { id: 'name', type: nameCount < 256 ? 'uint8' : 'uint16' },
    { id: 'diameter', type: 'float32' },
    { id: 'point_index', type: 'float32' },
    ...colors.map((id) => ({ id, type: 'rgb' }) as const),
  ];
}

/** Returns the `info` file for `count` records: one spatial level with one cell, and an index of records by id. */
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
