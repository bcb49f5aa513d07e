// Reads YAML with the event parser of js-yaml, since the configuration needs what its loader drops: the spelling of
// floats, the line and column of every key and value, and limits that hold while aliases are followed.

import {
  boolCoreTag,
  EVENT_ID,
  type Event,
  floatCoreTag,
  getScalarValue,
  intCoreTag,
  NOT_RESOLVED,
  nullCoreTag,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml';
import { partitionPoint } from '../../base/collections.js';
import { ConfigError, type ErrorFacts } from '../../base/errors.js';
import { Float } from '../../base/float.js';
import type { Issue } from '../../base/issue.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json-value.js';
import { type DocumentIssue, formatKeyPath, type KeyPath } from '../../base/schema.js';

/** A YAML mapping whose floats keep their spelling, with the location of every key and value. */
export interface YamlDocument {
  readonly value: JsonObject;
  /** Position of the value at a path, or of its nearest ancestor that exists. */
  locate(path: KeyPath): TextPosition;
  /** Position of the key at the end of a path, or of its nearest ancestor that exists. */
  locateKey(path: KeyPath): TextPosition;
}

/**
 * Reads one YAML document (1.2 core schema, no tags, no merge keys) that is a mapping. Fails with a ConfigError at
 * the line of the fault: invalid syntax, a duplicate key, or more than `yamlLimits` allows.
 */
export function parseYaml(source: string | Uint8Array, file: string): YamlDocument {
  const size = (typeof source === 'string' ? new TextEncoder().encode(source) : source).byteLength;
  if (size > yamlLimits.bytes) {
    const facts = { path: file, expected: `at most ${yamlLimits.bytes} bytes`, found: `${size} bytes` };
    throw new ConfigError('the file is too large for a configuration', facts);
  }
  const text = (typeof source === 'string' ? source : decodeText(source, file)).replace(/^\uFEFF/, '');
  const position = lineIndex(text);
  const root = compose(text, file, position);
  if (root === null) throw new ConfigError('the file is empty', { path: file });
  if (!isJsonObject(root.value)) {
    const expected = 'a mapping with keys such as datasets and runs';
    throw new ConfigError('not a configuration', { path: file, ...position(root.offset), expected });
  }
  return {
    value: root.value,
    locate: (path) => position(offsetOf(root, path, false)),
    locateKey: (path) => position(offsetOf(root, path, true)),
  };
}

function compose(text: string, file: string, position: ReturnType<typeof lineIndex>): YamlNode | null {
  try {
    const events = parseEvents(text, { filename: file, maxDepth: yamlLimits.depth + 1 });
    return composeYaml(events, text, (offset, message, facts) => {
      throw new ConfigError(message, { path: file, ...position(offset), ...facts });
    });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { mark } = error;
    const at = { path: file, ...(mark && { line: mark.line + 1, column: mark.column + 1 }) };
    if (error.reason.startsWith('nesting exceeded')) {
      const expected = `at most ${yamlLimits.depth} levels`;
      throw new ConfigError('nested too deeply', { ...at, expected });
    }
    const lines =
      mark === undefined ? [] : text.split(/\r?\n/).slice(Math.max(0, mark.line - 1), mark.line + 1);
    const quoted = lines
      .toReversed()
      .map(quotedText)
      .find((found) => found !== null);
    const expected = quoted === undefined ? {} : { expected: `text; quote it: ${quoted}` };
    throw new ConfigError(`not valid YAML: ${error.reason}`, { ...at, ...expected, cause: error });
  }
}

/** Returns the offset of the value at a path, or of its key; of the nearest ancestor if there is none. */
function offsetOf(root: YamlNode, path: KeyPath, wantsKey: boolean): number {
  let node = root;
  let offset = root.offset;
  for (const [index, step] of path.entries()) {
    const child = node.children.get(step);
    if (child === undefined) break;
    offset = wantsKey && index === path.length - 1 ? child.offset : child.node.offset;
    node = child.node;
  }
  return offset;
}

/** 1-based position in a text. */
type TextPosition = Required<Pick<ErrorFacts, 'line' | 'column'>>;

/** Returns what converts offsets in a text to lines and columns. */
function lineIndex(text: string): (offset: number) => TextPosition {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    const line = partitionPoint(starts.length, (index) => (starts[index] as number) > offset);
    return { line, column: offset - (starts[line - 1] as number) + 1 };
  };
}

/** Limits that stop aliases of aliases from exhausting memory; real files have 160 kB, 25,000 values and 9 levels at most. */
export const yamlLimits = {
  bytes: 2 * 1024 * 1024,
  /** Levels of nesting, with aliases followed. */
  depth: 64,
  /** Values, counted again at every alias. */
  values: 80_000,
  /** Characters of text, counted again at every alias. */
  characters: 32 * 1024 * 1024,
} as const;

/** Decodes UTF-8 without its byte order mark. Fails with a ConfigError at the line of the first invalid byte. */
function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const good = new TextDecoder('utf-8').decode(bytes).split('\uFFFD', 1)[0] ?? '';
    const hint = 'save the file with the encoding UTF-8';
    throw new ConfigError('not UTF-8 text', { path: file, line: good.split('\n').length, hint, cause });
  }
}

/** A value of a YAML document with its offset. A node behind an alias has several parents. */
interface YamlNode {
  readonly value: JsonValue;
  /** Offset of the value in the text. */
  readonly offset: number;
  /** By key or index; the offset of a child is that of its key, or of its value in a sequence. */
  readonly children: ReadonlyMap<string | number, { readonly node: YamlNode; readonly offset: number }>;
  readonly size: YamlSize;
}

/** Size of a node with aliases followed: levels of collections, number of values, characters of text. */
interface YamlSize {
  depth: number;
  values: number;
  characters: number;
}

/** Fails with a ConfigError at an offset of the text. */
type YamlProblem = (
  offset: number,
  message: string,
  facts?: { expected?: string; found?: string; hint?: string },
) => never;

const noChildren: YamlNode['children'] = new Map();

/** Composes the node of the only document; null for an empty file. Calls `problem` for every fault. */
function composeYaml(events: readonly Event[], text: string, problem: YamlProblem): YamlNode | null {
  const anchors = new Map<string, YamlNode | null>();
  let at = 1;
  /** End of the last token: the offset of values that are empty. */
  let last = 0;

  if (events[at] === undefined || events[at]?.type === EVENT_ID.POP) return null;
  const root = compose();
  if (at + 1 < events.length) {
    problem(last, 'more than one YAML document', { hint: 'put one configuration in a file' });
  }
  return root;

  function compose(): YamlNode {
    const event = events[at++] as Event;
    if (event.type === EVENT_ID.ALIAS) return followAlias(event.anchorStart, event.anchorEnd);
    if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) {
      return problem(last, 'not a YAML value');
    }
    if (event.tagStart >= 0) {
      problem(event.tagStart, 'YAML tags are not supported', {
        found: text.slice(event.tagStart, event.tagEnd),
        hint: 'quote text that looks like a number',
      });
    }
    const anchor = event.anchorStart < 0 ? null : text.slice(event.anchorStart, event.anchorEnd);
    if (anchor !== null) {
      last = event.anchorEnd;
      anchors.set(anchor, null);
    }
    const node =
      event.type === EVENT_ID.SCALAR
        ? composeScalar(event)
        : composeCollection(event.start, event.type === EVENT_ID.MAPPING);
    if (anchor !== null) anchors.set(anchor, node);
    return node;
  }

  function followAlias(start: number, end: number): YamlNode {
    const name = text.slice(start, end);
    const node = anchors.get(name);
    last = end;
    if (node === undefined) {
      return problem(start - 1, `no anchor &${name} before this alias`, {
        expected: `an anchor, or text; quote it: ${inQuotes(`*${name}`)}`,
        found: `*${name}`,
      });
    }
    return node ?? problem(start - 1, `the alias *${name} is inside its own anchor`);
  }

  function composeScalar(event: ScalarEvent): YamlNode {
    const source = getScalarValue(text, event);
    const isQuoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    const offset = event.valueStart < 0 ? last : event.valueStart - (isQuoted ? 1 : 0);
    if (event.valueEnd >= 0) last = event.valueEnd;
    const value = event.style === SCALAR_STYLE.PLAIN ? resolveScalar(source) : source;
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      problem(offset, 'an integer too large to be kept exactly', { found: source, hint: 'quote it' });
    }
    const size = { depth: 0, values: 1, characters: source.length };
    return { value, offset, children: noChildren, size };
  }

  function composeCollection(offset: number, isMapping: boolean): YamlNode {
    const children = new Map<string | number, { node: YamlNode; offset: number }>();
    const size = { depth: 1, values: 1, characters: 0 };
    while (events[at]?.type !== EVENT_ID.POP) {
      const key = isMapping ? composeKey(children) : null;
      const node = compose();
      size.depth = Math.max(size.depth, node.size.depth + 1);
      size.values += node.size.values;
      size.characters += node.size.characters + (key?.name.length ?? 0);
      checkLimits(size, offset, node.offset, problem);
      children.set(key?.name ?? children.size, { node, offset: key?.offset ?? node.offset });
    }
    at++;
    const values = [...children].map(([key, { node }]) => [key, node.value] as const);
    const value = isMapping ? Object.fromEntries(values) : values.map(([, item]) => item);
    return { value, offset, children, size };
  }

  function composeKey(earlier: YamlNode['children']): { name: string; offset: number } {
    const event = events[at] as Event;
    if (event.type !== EVENT_ID.SCALAR) {
      const start = 'start' in event ? event.start : 'anchorStart' in event ? event.anchorStart - 1 : 0;
      return problem(start, 'a key must be plain text');
    }
    const { offset } = compose();
    const name = getScalarValue(text, event);
    if (name === '<<') problem(offset, 'merge keys (<<) are not supported', { hint: 'write the keys out' });
    if (earlier.has(name)) problem(offset, `duplicate key '${name}'`);
    return { name, offset };
  }
}

/** The value of an unquoted scalar (YAML 1.2 core schema): texts like floats are Floats, dates, `yes`, `y` texts. */
function resolveScalar(source: string): null | boolean | number | string | Float {
  for (const tag of [nullCoreTag, boolCoreTag, intCoreTag]) {
    const value = tag.resolve(source, false, tag.tagName);
    if (value !== NOT_RESOLVED) return value;
  }
  const float = floatCoreTag.resolve(source, false, floatCoreTag.tagName);
  return float === NOT_RESOLVED ? source : new Float(float);
}

/** Calls `problem` for a node that exceeds the limits, before it grows further. */
function checkLimits(size: YamlSize, offset: number, itemOffset: number, problem: YamlProblem): void {
  const { depth, values, characters } = yamlLimits;
  const expected = `at most ${depth} levels`;
  if (size.depth > depth) problem(itemOffset, 'nested too deeply', { expected });
  const what =
    size.values > values ? 'too many values' : size.characters > characters ? 'too much text' : null;
  const most = size.values > values ? `${values}` : `${characters} characters`;
  if (what !== null)
    problem(offset, `holds ${what} once its aliases are followed`, { expected: `at most ${most}` });
}

/** Values that YAML does not read as text unless quoted: a template in braces, a glob that begins with * or [. */
const unquoted = [
  /(?:^|[:,[]\s+|-\s+|\{\s*\w+:\s+)([^\s,{}'"[\]]*(?:\{\w+\}[^\s,{}'"]*)+)/,
  /(?:[:,]\s+|-\s+)(\*[^\s,{}]*)/,
  /(?:[:,]\s+|-\s+)(\[[^\]\s]*\][^\s,{}]+)/,
];

/** Returns the first value of a line that needs quotes, with quotes; null if there is none. */
function quotedText(line: string): string | null {
  const masked = line.replaceAll(/'[^']*'|"[^"]*"/g, (text) => `'${' '.repeat(text.length - 2)}'`);
  for (const pattern of unquoted) {
    const text = pattern.exec(masked)?.[1];
    if (text !== undefined && text !== '') return inQuotes(text);
  }
  return null;
}

/** Quotes a text for YAML. */
export function inQuotes(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export type RuleIssue = DocumentIssue & Pick<Issue, 'code' | 'severity'>;

/**
 * Returns the issues of a document with line and column, in the order of the file. A value that aliases repeat stands
 * in one location, so its issue is returned once.
 */
export function locateIssues(found: Iterable<RuleIssue>, document: YamlDocument, file: string): Issue[] {
  const issues = new Map<string, Issue & { readonly line: number; readonly column: number }>();
  for (const { code, severity, path, atKey = false, message, ...contrast } of found) {
    const position = atKey ? document.locateKey(path) : document.locate(path);
    const identity = JSON.stringify([position, message, contrast]);
    if (issues.has(identity)) continue;
    const keyPath = path.length === 0 ? {} : { keyPath: formatKeyPath(path) };
    issues.set(identity, { code, severity, message, path: file, ...position, ...keyPath, ...contrast });
  }
  return [...issues.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Returns the error that loading fails with for an issue. */
export function configError({ code: _, severity: __, message, ...facts }: Issue): ConfigError {
  return new ConfigError(message, facts);
}
