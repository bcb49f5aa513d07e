import { defined } from '../../base/collections.js';
import { ConfigError, type ErrorFacts } from '../../base/errors.js';
import { Float } from '../../base/float.js';
import type { Issue } from '../../base/issue.js';
import type { JsonObject, JsonValue } from '../../base/json-value.js';
import { suggestion } from '../../base/messages.js';
import { formatKeyPath, type KeyPath } from '../../base/schema.js';
import {
  ancestorTypes,
  type EntityType,
  entities,
  type SectionName,
  sectionType,
} from '../../tree/entities/entity-type.js';
import type { RunDataRow } from '../run-tables.js';

/**
 * Fills the variables into a template; null prints as `None`, `{{` as `{`. Fails with a ConfigError for an unknown
 * variable, listing those that are defined, and for any other use of braces.
 */
export function expandTemplate(template: string, variables: TemplateVariables, place?: TemplateLocation) {
  if (!/[{}]/.test(template)) return template;
  const tokens = parseTemplate(template);
  if ('message' in tokens) {
    const facts = { ...locationFacts(place), found: `'${template}'`, ...defined({ hint: tokens.hint }) };
    throw new ConfigError(`not a template: ${tokens.message}`, facts);
  }
  return tokens
    .map((token) => {
      if ('text' in token) return token.text;
      const name = token.variable;
      const value = variables.get(name);
      if (value !== undefined) return printValue(value);
      const names = [...variables.keys()].sort();
      throw new ConfigError(`unknown variable {${name}}${suggestion(name, names)}`, {
        ...locationFacts(place),
        expected: names.length === 0 ? 'no variables' : `one of ${names.join(', ')}`,
        found: `'${template}'`,
        ...defined({ hint: place?.hint }),
      });
    })
    .join('');
}

export type TemplateValue = string | number | boolean | null | Float;

/** Values of variables by name. */
export type TemplateVariables = ReadonlyMap<string, TemplateValue>;

/** Prints a value as Python's `str()` does: `None`, `True`, `60.0`, `4`. */
function printValue(value: TemplateValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value.toString();
}

/** The location of a template in a configuration, for messages. */
export interface TemplateLocation {
  readonly file: string;
  /** 1-based; 0 if the line is unknown. */
  readonly line: number;
  readonly keyPath: string;
  /** Name of the run that it is expanded for. */
  readonly run?: string;
  /** Hint of the error for an unknown variable. */
  readonly hint?: string;
}

export function locationFacts(place: TemplateLocation | undefined): ErrorFacts {
  if (place === undefined) return {};
  const line = place.line > 0 ? place.line : undefined;
  const entity = place.run === undefined ? undefined : `run ${place.run}`;
  return { path: place.file, ...defined({ line, entity }), keyPath: place.keyPath };
}

type TemplateToken = { readonly text: string } | { readonly variable: string };

type TemplateIssue = Pick<Issue, 'message' | 'hint'>;

/**
 * Splits a template into tokens: `{name}` is a variable, `{{` and `}}` are braces. Returns an issue for everything
 * else that Python's format strings allow (`{x:d}`, `{x!r}`, `{x.y}`, `{x[0]}`, `{}`).
 */
export function parseTemplate(template: string): readonly TemplateToken[] | TemplateIssue {
  const tokens: TemplateToken[] = [];
  let text = '';
  for (let at = 0; at < template.length; at++) {
    const character = template[at] as string;
    if (character !== '{' && character !== '}') {
      text += character;
    } else if (template[at + 1] === character) {
      text += character;
      at++;
    } else if (character === '}') {
      return { message: "a '}' without a '{' before it", hint: 'write }} for a brace' };
    } else {
      const end = template.indexOf('}', at);
      if (end === -1) return { message: "a '{' without a '}' after it", hint: 'write {{ for a brace' };
      const variable = template.slice(at + 1, end);
      const fault = nameFault(variable);
      if (fault !== null) return fault;
      if (text !== '') tokens.push({ text });
      tokens.push({ variable });
      text = '';
      at = end;
    }
  }
  if (text !== '') tokens.push({ text });
  return tokens;
}

/** Returns the names of the variables in a template; none for an invalid template. */
export function templateVariables(template: string): string[] {
  const tokens = parseTemplate(template);
  if (!Array.isArray(tokens)) return [];
  return tokens.flatMap((token: TemplateToken) => ('variable' in token ? [token.variable] : []));
}

function nameFault(name: string): TemplateIssue | null {
  if (name.trim() === '') return { message: 'a variable without a name', hint: 'write {{}} for braces' };
  if (name.includes('{')) return { message: `braces inside a variable: {${name}}` };
  if (/[:!.[\]]/.test(name)) {
    const hint = 'formats, conversions, attributes and indexes are not known';
    return { message: `only plain variables are supported, not {${name}}`, hint };
  }
  return null;
}

/** A typed template: `float {column}`, `int {column}`. */
const typed = /^(int|float)( *)(\{[a-zA-Z0-9_-]+\} *)$/;
/** A template that is one variable alone: `{column}`. */
const bare = /^ *\{[a-zA-Z0-9_-]+\} *$/;

/**
 * Fills columns of a run's row and built-in variables into the metadata of an entry, except mappings inside lists
 * (authors). `float {column}` becomes a Float, `int {column}` an integer. Without a row, only texts of built-in variables
 * are expanded. Fails with a ConfigError that names location, run, column and cell: for an unknown column, for a cell that
 * is no number where one is needed, and, without a row, for a value that is a column alone.
 */
export function expandMetadata(
  metadata: JsonObject,
  row: RunDataRow | null,
  place: TemplateLocation,
  builtIn: (name: string) => TemplateValue | undefined = () => undefined,
): JsonObject {
  return expandMapping(metadata, { row, columns: row?.columns ?? new Map(), builtIn, place, path: [] });
}

interface Context {
  readonly row: RunDataRow | null;
  /** Those of the row, which is packed. */
  readonly columns: RunDataRow['columns'];
  readonly builtIn: (name: string) => TemplateValue | undefined;
  readonly place: TemplateLocation;
  readonly path: KeyPath;
}

function expandMapping(value: JsonObject, context: Context): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      expandValue(item, { ...context, path: [...context.path, key] }),
    ]),
  );
}

function expandValue(value: JsonValue, context: Context): JsonValue {
  if (typeof value === 'string') return expandText(value, context);
  if (value instanceof Float || typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) return expandMapping(value as JsonObject, context);
  return value.map((item: JsonValue, index) =>
    typeof item === 'string' ? expandText(item, { ...context, path: [...context.path, index] }) : item,
  );
}

function expandText(text: string, context: Context): JsonValue {
  const { row, columns: cells, path } = context;
  const place = { ...context.place, keyPath: `${context.place.keyPath}.metadata.${formatKeyPath(path)}` };
  const named = templateVariables(text);
  const variables = variablesFor(named, context);
  const isKnown = named.length > 0 && named.every((name) => variables.get(name) != null);
  const [, typedKind, , template = text] = typed.exec(text) ?? [];
  if (row === null && !isKnown) {
    if (typedKind === undefined && !bare.test(text)) return text;
    const message = 'no row of the run data map says what this run has here';
    throw new ConfigError(message, { ...locationFacts(place), found: `'${text}'` });
  }
  const expanded = expandTemplate(template, variables, place);
  const prefixed = /^(int|float) (.*)$/s.exec(expanded) ?? [];
  const [kind, cell = ''] = typedKind === undefined ? prefixed.slice(1) : [typedKind, expanded];
  if (kind === undefined) return expanded;
  const value = (kind === 'int' ? parsePythonInteger : parsePythonFloat)(cell);
  if (value !== null) return kind === 'int' ? value : new Float(value);
  if (named.length === 0) return expanded;
  const columns = named.filter((name) => cells.has(name)).map((name) => `column ${name}`);
  const origin = [`line ${row?.line} of the run data map`, ...columns].join(', ');
  const message = `'${text}' needs ${kind === 'int' ? 'an integer' : 'a finite number'}`;
  const facts = { ...locationFacts(place), found: `'${cell.trim()}'` };
  throw new ConfigError(columns.length === 0 ? message : `${message} in ${origin}`, facts);
}

/** The columns of the row, and those of the named built-in variables that no column hides. */
function variablesFor(names: readonly string[], { columns, builtIn }: Context): TemplateVariables {
  const variables = new Map<string, TemplateValue>(columns);
  for (const name of names) {
    const value = variables.has(name) ? undefined : builtIn(name);
    if (value !== undefined) variables.set(name, value);
  }
  return variables;
}

/**
 * Parses an integer as Python's `int()` does: spaces around it, a sign, leading zeros and `_` between digits are
 * allowed. Returns null for other text and for integers beyond 2^53 - 1.
 */
export function parsePythonInteger(text: string): number | null {
  const trimmed = text.trim();
  if (!/^[+-]?\d+(_\d+)*$/.test(trimmed)) return null;
  const value = Number(trimmed.replaceAll('_', ''));
  return Number.isSafeInteger(value) ? value + 0 : null;
}

/** Parses a finite number as Python's `float()` does, with exponents and `_` between digits; null for others. */
export function parsePythonFloat(text: string): number | null {
  const trimmed = text.trim();
  if (!/^[+-]?(\d+(_\d+)*(\.(\d+(_\d+)*)?)?|\.\d+(_\d+)*)([eE][+-]?\d+(_\d+)*)?$/.test(trimmed)) return null;
  const value = Number(trimmed.replaceAll('_', ''));
  return Number.isFinite(value) ? value : null;
}

/** Types with variables in a section's templates, outermost first; one `with-sources` is named by its own templates too. */
function typesAbove(section: SectionName): readonly EntityType[] {
  const type = sectionType(section);
  const above = ancestorTypes(type);
  return entities[type].grouping === 'with-sources' ? [...above, type] : above;
}

/** Variables of the `run_to_*_map_csv` tables, by the key that names the table. */
export const mappedVariables = {
  run_to_tomo_map_csv: 'mapped_tomo_name',
  run_to_frame_map_csv: 'mapped_frame_name',
  run_to_ts_map_csv: 'mapped_ts_name',
} as const;

/** True if templates of a section are expanded once a run, so that they can use the columns of its tables. */
export function isBelowRun(section: SectionName): boolean {
  return typesAbove(section).includes('run');
}

/** Returns the variables that are always defined in the templates of a section, so not columns of tables. */
export function builtInVariables(section: SectionName): ReadonlySet<string> {
  const names = typesAbove(section).flatMap((level) => [
    `${level}_name`,
    `int_${level}_name`,
    `${level}_path`,
    `${level}_output_path`,
    ...(entities[level].identity === undefined ? [] : [`${level}_id`]),
  ]);
  return new Set(['output_path', ...names]);
}
