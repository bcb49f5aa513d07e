import Type from 'typebox';
import type { JsonObject, JsonValue } from '../../json/index.js';
import { parseDocument } from '../read/index.js';

const type = 'neuroglancer_segment_properties';

const schema = Type.Object({
  '@type': Type.Literal(type),
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
  /** What each is called; null where nothing says. */
  readonly labels: readonly string[] | null;
}

/** A `segment_properties/info` file; fails with a FormatError that says what it lacks. */
export function parseSegmentProperties(document: JsonValue): SegmentProperties {
  const { inline } = parseDocument(schema, document, 'segment properties');
  const labels = inline.properties.find(({ type: kind }) => kind === 'label')?.values;
  return {
    ids: inline.ids,
    valueCounts: inline.properties.map(({ values }) => values.length),
    labels: labels === undefined ? null : labels.map(String),
  };
}

/** The `segment_properties/info` file that names labels. */
export function formatSegmentProperties(names: ReadonlyMap<number, string>): JsonObject {
  return {
    inline: {
      ids: [...names.keys()].map(String),
      properties: [{ values: [...names.values()], type: 'label', id: 'label' }],
    },
    '@type': type,
  };
}
