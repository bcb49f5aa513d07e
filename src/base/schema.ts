import type { IssueText } from './issue.js';
import type { JsonValue } from './json-value.js';

/** Something wrong in a document, before it is known in which file and line it stands. */
export interface DocumentIssue extends IssueText {
  /** Where it is: for an unknown key its own path, for a missing one that of the mapping that lacks it. */
  readonly path: KeyPath;
  /** Whether the key is at fault, not its value. */
  readonly atKey?: boolean;
}

export type SchemaCode =
  | 'UNKNOWN_KEY'
  | 'MISSING_KEY'
  | 'WRONG_TYPE'
  | 'WRONG_VALUE'
  | 'OUT_OF_RANGE'
  | 'WRONG_COUNT'
  | 'NO_CHOICE'
  | 'SEVERAL_CHOICES';

/** One way in which a document departs from its schema. */
export interface SchemaIssue extends DocumentIssue {
  readonly code: SchemaCode;
}

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

/** Steps from the root of a document to a value: keys of mappings, indexes of lists. */
export type KeyPath = readonly (string | number)[];

/** A key path as users read it: `tomograms[0].sources[1].source_glob`. */
export function formatKeyPath(path: KeyPath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}
