import type { TProperties, TSchema } from 'typebox';
import Type from 'typebox';

/** A mapping with these keys and no others. */
export function mapping<P extends TProperties>(title: string, description: string, properties: P) {
  return Type.Object(properties, { title, description, additionalProperties: false });
}

/** A key that may be absent or null. */
export function optional<S extends TSchema>(schema: S, description?: string) {
  return Type.Optional(Type.Union([schema, Type.Null()], description === undefined ? {} : { description }));
}

/** A key that holds text. */
export function text(description: string) {
  return Type.String({ description });
}

/** A key that holds text, or may be absent or null. */
export function optionalText(description: string) {
  return optional(Type.String(), description);
}

/** A key that holds true or false. */
export function flag(description: string) {
  return Type.Boolean({ description });
}

/** A key that holds true or false, or may be absent or null. */
export function optionalFlag(description: string) {
  return optional(Type.Boolean(), description);
}

/** A list with at least one item. */
export function filledList<S extends TSchema>(items: S, description: string) {
  return Type.Array(items, { minItems: 1, description });
}

/** A key that holds a list, or may be absent or null. */
export function optionalList<S extends TSchema>(items: S, description: string) {
  return optional(Type.Array(items), description);
}

/** x, y and z of the same kind. */
export function xyz(title: string, description: string, component: TSchema) {
  return mapping(title, description, { x: component, y: component, z: component });
}

/** Bounds of a number and what it means. */
interface NumberOptions {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly description?: string;
}

/** How the values of a metadata object are spelled: as values, or also as templates that a table fills in. */
export interface Forms {
  number(options?: NumberOptions): TSchema;
  integer(options?: NumberOptions): TSchema;
  choice(values: readonly string[], description?: string): TSchema;
}

/** Values as metadata files hold them. */
export const concrete: Forms = {
  number: (options = {}) => Type.Number({ ...options }),
  integer: (options = {}) => Type.Integer({ ...options }),
  choice: (values, description) => Type.Enum([...values], described(description)),
};

/** Values as configurations hold them, where a column of the run data map may stand in: `float {column}`. */
export const templated: Forms = {
  number: ({ description, ...bounds } = {}) =>
    Type.Union([Type.Number(bounds), floatTemplate], described(description)),
  integer: ({ description, ...bounds } = {}) =>
    Type.Union([Type.Integer(bounds), integerTemplate], described(description)),
  choice: (values, description) => Type.Union([Type.Enum([...values]), textTemplate], described(description)),
};

/** `float {column}`; `int {column}` serves where a fraction is possible but never occurs. */
export const floatTemplate = Type.String({
  title: 'text like float {column}',
  pattern: '^(float|int) *\\{[a-zA-Z0-9_-]+\\} *$',
});

const integerTemplate = Type.String({
  title: 'text like int {column}',
  pattern: '^int *\\{[a-zA-Z0-9_-]+\\} *$',
});

export const textTemplate = Type.String({
  title: 'text like {column}',
  pattern: '^ *\\{[a-zA-Z0-9_-]+\\} *$',
});

function described(description: string | undefined): { description?: string } {
  return description === undefined ? {} : { description };
}
