import type { JsonValue } from '../index.js';

/**
 * The part of JSON Schema that the project's schemas use. `x-choice` names what the alternatives of a `oneOf` are
 * (a finder, a shape); it serves messages only and is left out of the published files.
 */
export interface SchemaNode {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';
  readonly title?: string;
  readonly description?: string;
  readonly default?: JsonValue;
  readonly const?: JsonValue;
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly { readonly required: readonly string[] }[];
  readonly 'x-choice'?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly format?: 'date';
}

/** Every keyword of {@link SchemaNode}; a schema with another one would be checked wrongly. */
export const schemaKeywords: readonly string[] = [
  'type',
  'title',
  'description',
  'default',
  'const',
  'enum',
  'anyOf',
  'oneOf',
  'x-choice',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'minLength',
  'pattern',
  'format',
];
