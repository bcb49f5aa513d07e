import type { IssueText } from './issue.js';
import type { JsonValue } from './json-value.js';

/** A fault in a document, before its file and line are known. */
export interface DocumentIssue extends IssueText {
  /** Path of the fault. An unknown key: the path of the key; a missing key: the path of the mapping that lacks it. */
  readonly path: KeyPath;
  /** True if the key is wrong, not its value. */
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

export interface SchemaIssue extends DocumentIssue {
  readonly code: SchemaCode;
}

/**
 * The subset of JSON Schema that the project's schemas use; the checker ignores any other keyword, so a test refuses
 * schemas that have one. `x-choice` names what the alternatives of a `oneOf` are (a finder, a shape); it is used in
 * messages only and is not published.
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

/** A path from the root of a document to a value: keys of mappings and indexes of lists. */
export type KeyPath = readonly (string | number)[];

/** Formats a key path for people: `tomograms[0].sources[1].source_glob`. */
export function formatKeyPath(path: KeyPath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}
