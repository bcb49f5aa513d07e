import Type, { type TProperties, type TSchema } from 'typebox';

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
