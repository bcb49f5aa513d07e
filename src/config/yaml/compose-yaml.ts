import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { JsonValue } from '../../json/index.js';
import { resolveScalar } from './resolve-scalar.js';
import { yamlLimits } from './yaml-limits.js';
import type { YamlNode, YamlPair } from './yaml-node.js';

/** Tells the composer's caller what is wrong at which offset. */
export type YamlProblem = (
  offset: number,
  message: string,
  facts?: { expected?: string; found?: string; hint?: string },
) => never;

/** Builds the nodes of one document from the parser's events; every fault goes to `problem`. */
export class YamlComposer {
  readonly #events: readonly Event[];
  readonly #text: string;
  readonly #problem: YamlProblem;
  readonly #anchors = new Map<string, YamlNode | null>();
  #at = 0;
  /** End of the last token, for values that are not written at all. */
  #last = 0;

  constructor(events: readonly Event[], text: string, problem: YamlProblem) {
    this.#events = events;
    this.#text = text;
    this.#problem = problem;
  }

  /** The document's content; null when there is none. */
  compose(): YamlNode | null {
    const first = this.#events[0];
    if (first === undefined || this.#events[1]?.type === EVENT_ID.POP) return null;
    this.#at = 1;
    const root = this.#node();
    if (this.#at + 1 < this.#events.length) {
      this.#problem(this.#last, 'more than one YAML document', { hint: 'put one configuration in a file' });
    }
    return root;
  }

  #node(): YamlNode {
    const event = this.#events[this.#at++] as Event;
    switch (event.type) {
      case EVENT_ID.ALIAS:
        return this.#alias(event.anchorStart, event.anchorEnd);
      case EVENT_ID.SCALAR:
        return this.#anchored(event, () => this.#scalar(event));
      case EVENT_ID.SEQUENCE:
        return this.#anchored(event, () => this.#sequence(event.start));
      case EVENT_ID.MAPPING:
        return this.#anchored(event, () => this.#mapping(event.start));
      default:
        return this.#problem(this.#last, 'not a YAML value');
    }
  }

  #anchored(
    event: { anchorStart: number; anchorEnd: number; tagStart: number; tagEnd: number },
    make: () => YamlNode,
  ): YamlNode {
    if (event.tagStart >= 0) {
      this.#problem(event.tagStart, `YAML tags are not supported`, {
        found: this.#text.slice(event.tagStart, event.tagEnd),
        hint: 'quote text that looks like a number',
      });
    }
    if (event.anchorStart < 0) return make();
    const name = this.#text.slice(event.anchorStart, event.anchorEnd);
    this.#last = event.anchorEnd;
    this.#anchors.set(name, null);
    const node = make();
    this.#anchors.set(name, node);
    return node;
  }

  #alias(start: number, end: number): YamlNode {
    const name = this.#text.slice(start, end);
    const node = this.#anchors.get(name);
    this.#last = end;
    if (node === undefined) {
      return this.#problem(start - 1, `no anchor &${name} before this alias`, { found: `*${name}` });
    }
    return node ?? this.#problem(start - 1, `the alias *${name} stands inside its own anchor`);
  }

  #scalar(event: ScalarEvent): YamlNode {
    const text = getScalarValue(this.#text, event);
    const isPlain = event.style === SCALAR_STYLE.PLAIN;
    const isQuoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    const offset = event.valueStart < 0 ? this.#last : event.valueStart - (isQuoted ? 1 : 0);
    if (event.valueEnd >= 0) this.#last = event.valueEnd;
    const value: JsonValue = isPlain ? resolveScalar(text) : text;
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      this.#problem(offset, 'an integer too large to be kept exactly', { found: text, hint: 'quote it' });
    }
    return { value, offset, depth: 0, values: 1, characters: text.length };
  }

  #sequence(offset: number): YamlNode {
    const items: YamlNode[] = [];
    const size = new Size(offset, this.#problem);
    while (this.#events[this.#at]?.type !== EVENT_ID.POP) {
      const node = this.#node();
      size.add(node);
      items.push(node);
    }
    this.#at++;
    return { value: items.map((node) => node.value), offset, items, ...size.sum() };
  }

  #mapping(offset: number): YamlNode {
    const pairs = new Map<string, YamlPair>();
    const size = new Size(offset, this.#problem);
    while (this.#events[this.#at]?.type !== EVENT_ID.POP) {
      const { key, keyOffset } = this.#key(pairs);
      const node = this.#node();
      size.add(node, key.length);
      pairs.set(key, { keyOffset, node });
    }
    this.#at++;
    const value = Object.fromEntries([...pairs].map(([key, pair]) => [key, pair.node.value]));
    return { value, offset, pairs, ...size.sum() };
  }

  #key(pairs: ReadonlyMap<string, YamlPair>): { key: string; keyOffset: number } {
    const event = this.#events[this.#at] as Event;
    if (event.type !== EVENT_ID.SCALAR) {
      const offset = 'start' in event ? event.start : 'anchorStart' in event ? event.anchorStart - 1 : 0;
      return this.#problem(offset, 'a key must be plain text');
    }
    const keyOffset = this.#node().offset;
    const key = getScalarValue(this.#text, event);
    if (key === '<<') {
      this.#problem(keyOffset, 'merge keys (<<) are not supported', { hint: 'write the keys out' });
    }
    if (pairs.has(key)) this.#problem(keyOffset, `the key '${key}' is given twice`);
    return { key, keyOffset };
  }
}

/** Adds up what a collection holds and stops at the limits. */
class Size {
  readonly #offset: number;
  readonly #problem: YamlProblem;
  #depth = 1;
  #values = 1;
  #characters = 0;

  constructor(offset: number, problem: YamlProblem) {
    this.#offset = offset;
    this.#problem = problem;
  }

  add(node: YamlNode, keyLength = 0): void {
    this.#depth = Math.max(this.#depth, node.depth + 1);
    this.#values += node.values;
    this.#characters += node.characters + keyLength;
    if (this.#depth > yamlLimits.depth) {
      this.#problem(node.offset, 'nested too deeply', { expected: `at most ${yamlLimits.depth} levels` });
    }
    if (this.#values > yamlLimits.values) {
      this.#problem(this.#offset, 'holds too many values once its aliases are followed', {
        expected: `at most ${yamlLimits.values}`,
      });
    }
    if (this.#characters > yamlLimits.characters) {
      this.#problem(this.#offset, 'holds too much text once its aliases are followed', {
        expected: `at most ${yamlLimits.characters} characters`,
      });
    }
  }

  sum(): { depth: number; values: number; characters: number } {
    return { depth: this.#depth, values: this.#values, characters: this.#characters };
  }
}
