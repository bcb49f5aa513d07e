import {
  boolCoreTag,
  EVENT_ID,
  type Event,
  floatCoreTag,
  getScalarValue,
  intCoreTag,
  NOT_RESOLVED,
  nullCoreTag,
  SCALAR_STYLE,
  type ScalarEvent,
} from 'js-yaml';
import { Float, type JsonValue } from '../../json/index.js';
import { inQuotes } from './unquoted-text.js';
import { yamlLimits } from './yaml-limits.js';

/** A value of a YAML document together with where it stands; a node behind an alias stands in several places. */
export interface YamlNode {
  readonly value: JsonValue;
  /** Offset of the value in the text. */
  readonly offset: number;
  /** By key or index; the offset of a child is that of its key, or of its value in a sequence. */
  readonly children: ReadonlyMap<string | number, { readonly node: YamlNode; readonly offset: number }>;
  readonly size: YamlSize;
}

/** What a node holds, aliases followed: levels of collections, values, characters of text. */
interface YamlSize {
  depth: number;
  values: number;
  characters: number;
}

/** Tells the composer's caller what is wrong at which offset. */
export type YamlProblem = (
  offset: number,
  message: string,
  facts?: { expected?: string; found?: string; hint?: string },
) => never;

const noChildren: YamlNode['children'] = new Map();

/** The node of the one document in the parser's events, null where it is empty; every fault goes to `problem`. */
export function composeYaml(events: readonly Event[], text: string, problem: YamlProblem): YamlNode | null {
  const anchors = new Map<string, YamlNode | null>();
  let at = 1;
  /** End of the last token, for values that are not written at all. */
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
      addSize(size, node.size, key?.name.length ?? 0);
      checkLimits(size, offset, node.offset, problem);
      children.set(key?.name ?? children.size, { node, offset: key?.offset ?? node.offset });
    }
    at++;
    const values = [...children].map(([key, { node }]) => [key, node.value] as const);
    return {
      value: isMapping ? Object.fromEntries(values) : values.map(([, value]) => value),
      offset,
      children,
      size,
    };
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

/**
 * Value of an unquoted scalar by the YAML 1.2 core rules. Whatever is spelled as a float becomes a Float;
 * dates, `yes` and `y` stay text.
 */
function resolveScalar(source: string): null | boolean | number | string | Float {
  for (const tag of [nullCoreTag, boolCoreTag, intCoreTag]) {
    const value = tag.resolve(source, false, tag.tagName);
    if (value !== NOT_RESOLVED) return value;
  }
  const float = floatCoreTag.resolve(source, false, floatCoreTag.tagName);
  return float === NOT_RESOLVED ? source : new Float(float);
}

function addSize(size: YamlSize, item: YamlSize, keyLength: number): void {
  size.depth = Math.max(size.depth, item.depth + 1);
  size.values += item.values;
  size.characters += item.characters + keyLength;
}

/** Stops what exceeds the limits before it grows further. */
function checkLimits(size: YamlSize, offset: number, itemOffset: number, problem: YamlProblem): void {
  const { depth, values, characters } = yamlLimits;
  if (size.depth > depth) {
    problem(itemOffset, 'nested too deeply', { expected: `at most ${depth} levels` });
  }
  if (size.values > values) {
    problem(offset, 'holds too many values once its aliases are followed', { expected: `at most ${values}` });
  }
  if (size.characters > characters) {
    problem(offset, 'holds too much text once its aliases are followed', {
      expected: `at most ${characters} characters`,
    });
  }
}
