import { ConfigError } from '../../errors/index.js';
import { Float, type JsonObject, type JsonValue } from '../../json/index.js';
import { formatKeyPath, type KeyPath } from '../../metadata/index.js';
import type { RunDataRow } from '../maps/run-data-map.js';
import { expandTemplate } from './expand-template.js';
import { templateVariables } from './parse-template.js';
import { parsePythonFloat, parsePythonInteger } from './python-number.js';
import { placeFacts, type TemplateLocation } from './template-location.js';

const typed = /^(int|float)( *)(\{[a-zA-Z0-9_-]+\} *)$/;
const bare = /^ *\{[a-zA-Z0-9_-]+\} *$/;

/**
 * Metadata of an entry with the columns of a run's row filled in: every text in it, in nested mappings and directly
 * in lists; mappings inside lists (authors) stay as they are. `float {column}` becomes a Float, `int {column}` an
 * integer. Without a row nothing is expanded, and a value that is nothing but a column fails, as do unknown columns
 * and cells that are no number: a ConfigError names the place, the run, the column and the cell.
 */
export function expandMetadata(
  metadata: JsonObject,
  row: RunDataRow | null,
  place: TemplateLocation,
): JsonObject {
  return expandMapping(metadata, { row, place, path: [] });
}

interface Context {
  readonly row: RunDataRow | null;
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
  const { row } = context;
  const typedText = typed.exec(text);
  if (row === null) {
    if (typedText === null && !bare.test(text)) return text;
    throw fault('no row of the run data map says what this run has here', text, context);
  }
  const place = { ...context.place, keyPath: keyPath(context) };
  if (typedText !== null) {
    const [, kind, , template] = typedText as unknown as [string, 'int' | 'float', string, string];
    const cell = expandTemplate(template, row.columns, place);
    return convert(kind, cell, () => cellFault(kind, text, cell, row, context));
  }
  const expanded = expandTemplate(text, row.columns, place);
  const prefix = /^(int|float) (.*)$/s.exec(expanded);
  if (prefix === null) return expanded;
  const [, kind, rest] = prefix as unknown as [string, 'int' | 'float', string];
  if (templateVariables(text).length === 0 && toNumberOf(kind, rest) === null) return expanded;
  return convert(kind, rest, () => cellFault(kind, text, rest, row, context));
}

function toNumberOf(kind: 'int' | 'float', text: string): number | Float | null {
  if (kind === 'int') return parsePythonInteger(text);
  const value = parsePythonFloat(text);
  return value === null ? null : new Float(value);
}

function convert(kind: 'int' | 'float', text: string, fail: () => ConfigError): number | Float {
  const value = toNumberOf(kind, text);
  if (value === null) throw fail();
  return value;
}

function cellFault(
  kind: 'int' | 'float',
  text: string,
  cell: string,
  row: RunDataRow,
  context: Context,
): ConfigError {
  const columns = templateVariables(text).map((name) => `column ${name}`);
  const origin = [`line ${row.line} of the run data map`, ...columns].join(', ');
  return fault(
    `'${text}' needs ${kind === 'int' ? 'an integer' : 'a finite number'}`,
    cell.trim(),
    context,
    origin,
  );
}

function fault(message: string, found: string, context: Context, origin?: string): ConfigError {
  return new ConfigError(origin === undefined ? message : `${message} in ${origin}`, {
    ...placeFacts({ ...context.place, keyPath: keyPath(context) }),
    found: `'${found}'`,
  });
}

function keyPath({ place, path }: Context): string {
  return `${place.keyPath}.metadata.${formatKeyPath(path)}`;
}
