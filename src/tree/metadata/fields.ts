// Building blocks of the schemas of configurations and metadata files.

import type { TProperties, TSchema } from 'typebox';
import * as Type from 'typebox';
import { defined } from '../../base/collections.js';

/** A mapping with the given keys only. */
export function mapping<P extends TProperties>(title: string, description: string, properties: P) {
  return Type.Object(properties, { title, description, additionalProperties: false });
}

/** A key that can be absent or null. */
export function optional<S extends TSchema>(schema: S, description?: string) {
  return Type.Optional(Type.Union([schema, Type.Null()], description === undefined ? {} : { description }));
}

export function text(description: string) {
  return Type.String({ description });
}

/** A text that can be absent or null. */
export function optionalText(description: string) {
  return optional(Type.String(), description);
}

export function flag(description: string) {
  return Type.Boolean({ description });
}

/** A Boolean that can be absent or null. */
export function optionalFlag(description: string) {
  return optional(Type.Boolean(), description);
}

/** A list with at least one item. */
export function filledList<S extends TSchema>(items: S, description: string) {
  return Type.Array(items, { minItems: 1, description });
}

/** A list that can be absent or null. */
export function optionalList<S extends TSchema>(items: S, description: string) {
  return optional(Type.Array(items), description);
}

/** A mapping of x, y and z. */
export function xyz(title: string, description: string, component: TSchema) {
  return mapping(title, description, { x: component, y: component, z: component });
}

/** Forms of values: numbers and names, or also templates that the run data map fills in. */
export interface Forms {
  number(options?: Type.TNumberOptions): TSchema;
  integer(options?: Type.TNumberOptions): TSchema;
  choice(values: readonly string[], description?: string): TSchema;
}

export const concrete: Forms = {
  number: (options = {}) => Type.Number({ ...options }),
  integer: (options = {}) => Type.Integer({ ...options }),
  choice: (values, description) => Type.Enum([...values], defined({ description })),
};

/** Forms in configurations, where a column of the run data map can be used: `float {column}`. */
export const templated: Forms = {
  number: ({ description, ...bounds } = {}) =>
    Type.Union([Type.Number(bounds), floatTemplate], defined({ description })),
  integer: ({ description, ...bounds } = {}) =>
    Type.Union([Type.Integer(bounds), integerTemplate], defined({ description })),
  choice: (values, description) =>
    Type.Union([Type.Enum([...values]), textTemplate], defined({ description })),
};

/** `float {column}`, or `int {column}` for a column of whole numbers. */
export const floatTemplate = Type.String({
  title: 'text like float {column}',
  pattern: '^(float|int) *\\{[a-zA-Z0-9_-]+\\} *$',
});

const integerTemplate = Type.String({
  title: 'text like int {column}',
  pattern: '^int *\\{[a-zA-Z0-9_-]+\\} *$',
});

/** `{column}`, for a column of text. */
export const textTemplate = Type.String({
  title: 'text like {column}',
  pattern: '^ *\\{[a-zA-Z0-9_-]+\\} *$',
});
