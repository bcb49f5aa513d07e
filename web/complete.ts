// Completes a configuration with the keys and values of its schema.

import type { SchemaNode } from '../src/base/schema.js';
import { configSchema } from '../src/deposition/config/config-schema.js';
import type { Completion } from './messages.js';

/** A key with its column, or the dash of an item. */
interface Token {
  readonly line: number;
  readonly column: number;
  /** Null for a dash. */
  readonly key: string | null;
}

/**
 * Returns the keys that may be written at an offset of a configuration in block style, or the values if a key is before
 * it, as far as the schema lists them. Keys that the mapping has already are left out.
 */
export function complete(text: string, offset: number): Completion {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const before = /^((?: |- )*)(?:([\w-]+): +(?:&\S+ +)?)?([^\s#:{}[\]]*)$/.exec(text.slice(start, offset));
  const [, dashes = '', key, word = ''] = before ?? [];
  const to = offset + (/^[^\s#:{}[\]]*/.exec(text.slice(offset))?.[0].length ?? 0);
  const from = offset - word.length;
  const after = /^[^\n]*/.exec(text.slice(to))?.[0] ?? '';
  const isPlace = key === undefined ? /^\s*(?::|$)/ : /^\s*(?:#|$)/;
  if (before === null || !isPlace.test(after)) return { from, to, choices: [] };
  const column = dashes.length;
  const tokens = tokensOf(text);
  const line = text.slice(0, start).split('\n').length - 1;
  const above = tokens.filter((token) => token.line < line || (token.line === line && token.column < column));
  const parents = nodesAt(pathTo(above, column));
  if (key !== undefined)
    return {
      from,
      to,
      choices: fitting(valuesOf(parents.flatMap((node) => node.properties?.[key] ?? [])), word),
    };
  const isThere = siblings(tokens, line, column);
  const choices = parents.flatMap(({ properties = {} }) =>
    Object.entries(properties)
      .filter(([name]) => !isThere.has(name))
      .map(([name, { description = '' }]) => ({ text: after === '' ? `${name}: ` : name, description })),
  );
  const unlike = new Map(choices.map((choice) => [choice.text, choice]));
  return { from, to, choices: fitting([...unlike.values()], word) };
}

/** Returns the choices that begin with what was typed; all if none does, or if it is one of them. */
function fitting(choices: Completion['choices'], typed: string): Completion['choices'] {
  const begun = choices.filter(({ text }) => text.startsWith(typed));
  return begun.length === 0 || choices.some(({ text }) => text === typed) ? choices : begun;
}

function tokensOf(text: string): Token[] {
  return text.split('\n').flatMap((content, line) => {
    const [all = '', before = '', key] = /^((?: |- )*)(?:([\w-]+):(?= |$))?/.exec(content) ?? [];
    const dashes = [...before.matchAll(/-/g)].map(({ index }) => ({ line, column: index, key: null }));
    return all.length === before.length || key === undefined
      ? dashes
      : [...dashes, { line, column: before.length, key }];
  });
}

/** Returns the keys above a column, outermost first; null stands for an item of a list. */
function pathTo(above: readonly Token[], column: number): (string | null)[] {
  const path: (string | null)[] = [];
  // The dash of an item may stand below the first letter of its key.
  let most = column - 1;
  for (const token of above.toReversed()) {
    if (token.column > most || (token.key === null && path[0] === null && token.column === most)) continue;
    path.unshift(token.key);
    most = token.key === null ? token.column : token.column - 1;
  }
  return path;
}

/** Returns the keys of the mapping in which a line has a key at this column, without that of the line itself. */
function siblings(tokens: readonly Token[], line: number, column: number): Set<string> {
  const keys = new Set<string>();
  const add = (some: readonly Token[]) => {
    for (const token of some) {
      if (token.column === column && token.key !== null) keys.add(token.key);
      if (token.column < column) break;
    }
  };
  const own = tokens.some((token) => token.line === line && token.column < column);
  if (!own) add(tokens.filter((token) => token.line < line).toReversed());
  add(tokens.filter((token) => token.line > line));
  return keys;
}

/** Returns the schemas of what is at a path. */
function nodesAt(path: readonly (string | null)[]): readonly SchemaNode[] {
  let nodes = alternatives(configSchema);
  for (const key of path) {
    nodes = nodes
      .flatMap(({ items, properties, additionalProperties: others }) => {
        if (key === null) return items ?? [];
        return properties?.[key] ?? (typeof others === 'object' ? others : []);
      })
      .flatMap(alternatives);
  }
  return nodes;
}

function alternatives(node: SchemaNode): readonly SchemaNode[] {
  return node.anyOf === undefined ? [node] : node.anyOf.flatMap(alternatives);
}

function valuesOf(nodes: readonly SchemaNode[]): Completion['choices'] {
  return nodes.flatMap(alternatives).flatMap((node) => {
    const { type, const: only, enum: several = only === undefined ? [] : [only], description = '' } = node;
    const values = type === 'boolean' ? [true, false] : several;
    return values.map((value) => ({ text: String(value), description }));
  });
}
