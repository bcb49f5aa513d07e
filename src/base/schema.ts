import { Float } from './float.js';
import type { IssueText } from './issue.js';
import { isJsonObject, type JsonObject, type JsonValue, textAt, toNumber, valueAt } from './json-value.js';
import { describeValue, nearest, suggestion } from './messages.js';

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

/** Violations that are listed; a document with more is of another kind, and listing them all fills the memory. */
const mostIssues = 1000;

/**
 * Checks a document against a schema and returns its first 1000 violations in document order; empty if it is valid.
 * `4.0` is not an integer. Of a union, violations of the branch that matches the kind of the value are reported.
 *
 * @example
 * for (const { path, message } of checkSchema(schema, document)) print(formatKeyPath(path), message);
 */
export function checkSchema(schema: SchemaNode, value: JsonValue): SchemaIssue[] {
  const { issues } = new Checker().check(schema, value, []);
  const last = issues[mostIssues - 1];
  if (last === undefined) return issues;
  return [
    ...issues.slice(0, mostIssues - 1),
    { ...last, message: `${last.message}; what follows is not listed` },
  ];
}

class Checker {
  readonly issues: SchemaIssue[] = [];

  check(schema: SchemaNode, value: JsonValue, path: KeyPath): this {
    if (this.issues.length >= mostIssues) return this;
    if (schema.anyOf !== undefined) this.#checkUnion(schema, schema.anyOf, value, path);
    else if (schema.type !== undefined && !kinds[schema.type].fits(value)) {
      this.#add({ code: 'WRONG_TYPE', message: kindMessage(schema, value) }, schema, value, path);
    } else {
      const fault = scalarFault(schema, value);
      if (fault !== null) this.#add(fault, schema, value, path);
      if (Array.isArray(value)) this.#checkList(schema, value, path);
      else if (isJsonObject(value)) this.#checkMapping(schema, value, path);
    }
    return this;
  }

  #add({ code, message }: Fault, schema: SchemaNode, value: JsonValue, path: KeyPath): void {
    const [expected, found] = [describeSchema(schema), describeValue(value)];
    this.issues.push({ code, path, message, expected, found });
  }

  #checkUnion(schema: SchemaNode, branches: readonly SchemaNode[], value: JsonValue, path: KeyPath): void {
    const fitting: SchemaIssue[][] = [];
    for (const branch of branches) {
      const own = new Checker().check(branch, value, path).issues;
      if (own.length === 0) return;
      const isKind = !own.some((issue) => issue.code === 'WRONG_TYPE' && issue.path === path);
      if (isKind) fitting.push(own);
    }
    const isCollection = typeof value === 'object' && value !== null && !(value instanceof Float);
    const only = fitting.length === 1 ? fitting[0] : undefined;
    if (isCollection && only !== undefined) {
      for (const issue of only) this.issues.push(issue);
      return;
    }
    const message =
      fitting.length === 0 ? kindMessage(schema, value) : (only?.[0]?.message ?? 'not an allowed value');
    const code = fitting.length === 0 ? 'WRONG_TYPE' : (only?.[0]?.code ?? 'WRONG_VALUE');
    this.#add({ code, message: withSuggestion(message, branches, value) }, schema, value, path);
  }

  #checkList(schema: SchemaNode, value: readonly JsonValue[], path: KeyPath): void {
    const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
    if (value.length < minItems || value.length > maxItems) {
      const side = value.length < minItems ? `at least ${minItems}` : `at most ${maxItems}`;
      const bound = minItems === maxItems ? `${minItems}` : side;
      this.issues.push({
        code: 'WRONG_COUNT',
        path,
        message: value.length === 0 ? 'the list is empty' : 'wrong number of items',
        expected: `${bound} ${bound.endsWith(' 1') ? 'item' : 'items'}`,
        found: `${value.length}`,
      });
    }
    if (schema.items === undefined) return;
    for (const [index, item] of value.entries()) this.check(schema.items, item, [...path, index]);
  }

  #checkMapping(schema: SchemaNode, value: JsonObject, path: KeyPath): void {
    const properties = schema.properties ?? {};
    const mistyped = new Set<string | null>();
    for (const [key, item] of Object.entries(value)) {
      if (this.issues.length >= mostIssues) return;
      const property = Object.hasOwn(properties, key) ? properties[key] : schema.additionalProperties;
      if (property === false) {
        const absent = Object.keys(properties).filter((name) => !Object.hasOwn(value, name));
        const meant = nearest(key, absent);
        mistyped.add(meant);
        this.issues.push(unknownKey(schema, key, meant, path));
      } else if (typeof property === 'object') {
        this.check(property, item, [...path, key]);
      }
    }
    for (const key of schema.required ?? []) {
      if (Object.hasOwn(value, key) || mistyped.has(key)) continue;
      this.issues.push({ code: 'MISSING_KEY', path, message: `the key '${key}' is missing` });
    }
    if (schema.oneOf === undefined) return;
    const noun = schema['x-choice'] ?? 'choice';
    const names = schema.oneOf.flatMap((branch) => branch.required);
    const given = names.filter((name) => Object.hasOwn(value, name));
    if (given.length > 1) {
      const message = `more than one ${noun}: ${given.join(', ')}`;
      this.issues.push({ code: 'SEVERAL_CHOICES', path, message });
    } else if (given.length === 0 && mistyped.size === 0) {
      const expected = `one of ${names.join(', ')}`;
      this.issues.push({ code: 'NO_CHOICE', path, message: `no ${noun}`, expected });
    }
  }
}

function kindMessage(schema: SchemaNode, value: JsonValue): string {
  const kinds = (schema.anyOf ?? [schema]).map((branch) => branch.type ?? (branch.enum && 'string'));
  const wantsText = kinds.every((kind) => kind === 'string' || kind === 'null');
  const isScalar = typeof value === 'boolean' || toNumber(value) !== null;
  return wantsText && isScalar ? 'wrong kind of value, quote it to make it text' : 'wrong kind of value';
}

function withSuggestion(message: string, branches: readonly SchemaNode[], value: JsonValue): string {
  if (typeof value !== 'string' || message.includes('did you mean')) return message;
  const names = branches.flatMap((branch) => branch.enum ?? []).filter((name) => typeof name === 'string');
  return message + suggestion(value, names);
}

type Fault = Pick<SchemaIssue, 'code' | 'message'>;

const wrong = (message: string): Fault => ({ code: 'WRONG_VALUE', message });

function scalarFault(schema: SchemaNode, value: JsonValue): Fault | null {
  if (schema.enum !== undefined && !schema.enum.some((allowed) => allowed === value)) {
    const names = schema.enum.filter((name) => typeof name === 'string');
    return wrong(`not an allowed value${typeof value === 'string' ? suggestion(value, names) : ''}`);
  }
  if (schema.const !== undefined && schema.const !== value) return wrong('not the allowed value');
  if (typeof value === 'string') return textFault(schema, value);
  const number = toNumber(value);
  const isOut = number !== null && isOutOfRange(schema, number);
  return isOut ? { code: 'OUT_OF_RANGE', message: 'out of range' } : null;
}

function textFault({ minLength = 0, format, pattern }: SchemaNode, value: string): Fault | null {
  if (value.length < minLength) return wrong('empty text');
  if (format === 'date' && !isCalendarDate(value)) return wrong('no calendar date');
  const fits = pattern === undefined || new RegExp(pattern).test(value);
  return fits ? null : wrong('not in the expected form');
}

function isOutOfRange(schema: SchemaNode, value: number): boolean {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = Number.NaN } = schema;
  return value < minimum || value > maximum || value <= exclusiveMinimum;
}

function unknownKey(schema: SchemaNode, key: string, meant: string | null, path: KeyPath): SchemaIssue {
  const choices = schema.oneOf?.flatMap((branch) => branch.required) ?? [];
  const noun = meant !== null && choices.includes(meant) ? (schema['x-choice'] ?? 'key') : 'key';
  return {
    code: 'UNKNOWN_KEY',
    path: [...path, key],
    atKey: true,
    message: `unknown ${noun} '${key}'${meant === null ? '' : `, did you mean '${meant}'?`}`,
    ...(meant === null ? { expected: `one of ${Object.keys(schema.properties ?? {}).join(', ')}` } : {}),
  };
}

function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Returns what a schema expects, in a few words: `a number from -90 to 90 or text like float {column}`. */
function describeSchema(schema: SchemaNode): string {
  if (schema.anyOf !== undefined) {
    const choices = schema.anyOf.filter((choice) => choice.type !== 'null').map(describeSchema);
    return [...new Set(choices)].join(' or ');
  }
  if (schema.enum !== undefined) {
    const names = schema.enum.filter((value) => value !== null).map(String);
    return names.length === 1 ? String(names[0]) : `one of ${names.join(', ')}`;
  }
  if (schema.const !== undefined) return `'${String(schema.const)}'`;
  return schema.type === undefined ? 'a value' : kinds[schema.type].text(schema);
}

interface Kind {
  fits(value: JsonValue): boolean;
  text(schema: SchemaNode): string;
}

/** The values of each type, and what messages call them. */
const kinds: Readonly<Record<NonNullable<SchemaNode['type']>, Kind>> = {
  string: { fits: (value) => typeof value === 'string', text: describeText },
  number: { fits: (value) => Number.isFinite(toNumber(value)), text: (schema) => `a number${range(schema)}` },
  integer: { fits: (value) => Number.isInteger(value), text: (schema) => `an integer${range(schema)}` },
  boolean: { fits: (value) => typeof value === 'boolean', text: () => 'true or false' },
  array: { fits: Array.isArray, text: () => 'a list' },
  object: { fits: isJsonObject, text: () => 'a mapping' },
  null: { fits: (value) => value === null, text: () => 'null' },
};

function describeText(schema: SchemaNode): string {
  if (schema.format === 'date') return 'a date like 2024-12-31';
  if (schema.title !== undefined && schema.pattern !== undefined) return schema.title;
  if (schema.pattern !== undefined) return `text that matches ${schema.pattern}`;
  return schema.minLength === undefined ? 'text' : 'text that is not empty';
}

function range({ minimum, maximum, exclusiveMinimum }: SchemaNode): string {
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`;
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? '' : ` of at most ${maximum}`;
}

/**
 * Returns a schema as a JSON Schema document of draft 7, which every editor supports. Mappings with a title that occur
 * more than once become definitions; our own `x-` keywords are removed. Fails with an Error if two different mappings
 * share a title.
 */
export function publishSchema(schema: SchemaNode, id: string): JsonObject {
  const root: JsonObject = JSON.parse(JSON.stringify(schema));
  const uses = new Map<string, { count: number; text: string }>();
  countTitles(root, uses);
  const definitions: Record<string, JsonObject> = {};
  const published = (node: JsonObject): JsonObject => {
    const kept = Object.entries(node).filter(([key]) => !key.startsWith('x-'));
    return Object.fromEntries(kept.map(([key, value]) => [key, replaceRepeated(value)]));
  };
  const replaceRepeated = (node: JsonValue): JsonValue => {
    if (Array.isArray(node)) return node.map(replaceRepeated);
    if (!isJsonObject(node)) return node;
    const title = titleOf(node);
    if (title === null || (uses.get(title)?.count ?? 0) < 2) return published(node);
    definitions[title] ??= published(node);
    return { $ref: `#/definitions/${title}` };
  };
  const body = published(root);
  const sorted = Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: id,
    ...body,
    ...(sorted.length === 0 ? {} : { definitions: Object.fromEntries(sorted) }),
  };
}

function titleOf(node: JsonValue): string | null {
  return valueAt(node, 'type') === 'object' ? textAt(node, 'title') : null;
}

function countTitles(node: JsonValue, uses: Map<string, { count: number; text: string }>): void {
  if (typeof node !== 'object' || node === null) return;
  const title = titleOf(node);
  if (title !== null) {
    const text = JSON.stringify(node);
    const use = uses.get(title);
    if (use !== undefined && use.text !== text) throw new Error(`two schemas have the title ${title}`);
    uses.set(title, { count: (use?.count ?? 0) + 1, text });
    if (use !== undefined) return;
  }
  for (const child of Object.values(node)) countTitles(child, uses);
}
