import { isJsonObject, type JsonValue } from '../base/json-value.js';
import { parseYaml } from '../deposition/config/parse-yaml.js';
import { list, type MapNode, map, nodeOf, type YamlNode } from './yaml-document.js';

/**
 * Parses answers in YAML or JSON: values by key path (`datasets[0].metadata.dataset_title: Vesicles`), nested as in the
 * configuration, or both. Fails with a ConfigError if the text is invalid or not a mapping.
 */
export function parseAnswers(source: string | Uint8Array, path: string): Answers {
  return [...leaves(parseYaml(source, path).value, '')];
}

function* leaves(value: JsonValue | undefined, path: string): Generator<[string, JsonValue]> {
  if (value === undefined) return;
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    for (const [key, item] of Object.entries(value))
      yield* leaves(item, path === '' ? key : `${path}.${key}`);
  } else if (Array.isArray(value) && value.some(isJsonObject)) {
    for (const [index, item] of value.entries()) yield* leaves(item, `${path}[${index}]`);
  } else yield [path, value];
}

/** Values by key path: `datasets[0].metadata.dataset_title`. */
export type Answers = readonly (readonly [path: string, value: unknown])[];

/**
 * Inserts answers into a configuration. Returns the new document, and `stray`: the key paths that it lacks. Removals of
 * list items are applied last and from the end, so that the indexes of the other answers stay valid.
 */
export function applyAnswers(document: MapNode, answers: Answers): { document: MapNode; stray: string[] } {
  const stray: string[] = [];
  let answered = document;
  const apply = ([path, value]: Answers[number]) => {
    const changed = setAnswer(answered, stepsOf(path), value);
    if (changed === null) stray.push(path);
    else answered = changed;
  };
  const removals = answers.filter(([path, value]) => value === null && path.endsWith(']'));
  for (const answer of answers.filter((one) => !removals.includes(one))) apply(answer);
  const filled = answered;
  for (const answer of [...removals].sort(([a], [b]) => compareBackwards(a, b))) apply(answer);
  return { document: removals.length === 0 ? answered : withAnchors(answered, filled), stray };
}

/** Returns a document in which the first alias of an anchor that it lost is the node that had it in `origin`. */
function withAnchors(document: MapNode, origin: MapNode): MapNode {
  const lost = new Map<string, YamlNode>();
  const collect = (node: YamlNode): void => {
    if (node.kind !== 'alias' && node.anchor !== undefined) lost.set(node.anchor, node);
    for (const child of childrenOf(node)) collect(child);
  };
  collect(origin);
  const restore = (node: YamlNode): YamlNode => {
    if (node.kind === 'alias') {
      const held = lost.get(node.anchor);
      return held === undefined ? node : restore(held);
    }
    if (node.anchor !== undefined) lost.delete(node.anchor);
    if (node.kind === 'list') return { ...node, items: node.items.map(restore) };
    if (node.kind !== 'map') return node;
    return { ...node, entries: node.entries.map(([key, child]) => [key, restore(child)] as const) };
  };
  const restored = restore(document);
  return restored.kind === 'map' ? restored : document;
}

function childrenOf(node: YamlNode): readonly YamlNode[] {
  if (node.kind === 'list') return node.items;
  return node.kind === 'map' ? node.entries.map(([, child]) => child) : [];
}

/** Sorts key paths so that later list items come first. */
function compareBackwards(a: string, b: string): number {
  const [left, right] = [stepsOf(a), stepsOf(b)];
  for (const [index, step] of left.entries()) {
    const other = right[index];
    if (other === undefined) return -1;
    if (step === other) continue;
    if (typeof step === 'number' && typeof other === 'number') return other - step;
    return String(step) < String(other) ? 1 : -1;
  }
  return 1;
}

type Step = string | number;

/** Splits `datasets[0].metadata.title` into its steps. */
function stepsOf(path: string): Step[] {
  return [...path.matchAll(/[^.[\]]+/g)].map(({ 0: step }) => (/^\d+$/.test(step) ? Number(step) : step));
}

/**
 * Returns a document with a value at a path; the value null removes a list item. A missing key is added to its mapping,
 * and an item behind the last one to its list. Null if the document has no such path.
 */
function setAnswer(document: MapNode, steps: readonly Step[], value: unknown): MapNode | null {
  const changed = setIn(document, steps, value);
  return changed?.kind === 'map' ? changed : null;
}

function setIn(node: YamlNode, steps: readonly Step[], value: unknown): YamlNode | null {
  const [step, ...rest] = steps;
  if (step === undefined) return { ...nodeOf(value), ...anchorOf(node) } as YamlNode;
  if (node.kind === 'map' && typeof step === 'string') {
    const child = node.entries.find(([key]) => key === step)?.[1];
    if (child === undefined) {
      const added = wrapped(rest, value);
      return added === null ? null : { ...node, entries: [...node.entries, [step, added]] };
    }
    const changed = setIn(child, rest, value);
    if (changed === null) return null;
    return { ...node, entries: node.entries.map((entry) => (entry[0] === step ? [step, changed] : entry)) };
  }
  if (node.kind === 'list' && typeof step === 'number') {
    const child = node.items[step];
    if (child === undefined) {
      const isNext = step === node.items.length && value !== null;
      const added = isNext ? wrapped(rest, value) : null;
      return added === null ? null : { ...node, items: [...node.items, added] };
    }
    if (rest.length === 0 && value === null)
      return { ...node, items: node.items.filter((item) => item !== child) };
    const changed = setIn(child, rest, value);
    return changed === null
      ? null
      : { ...node, items: node.items.map((item) => (item === child ? changed : item)) };
  }
  return null;
}

/** Wraps a value in new mappings and lists. Null if a new list would not begin with its first item. */
function wrapped(steps: readonly Step[], value: unknown): YamlNode | null {
  const [step, ...rest] = steps;
  if (step === undefined) return nodeOf(value);
  const inner = wrapped(rest, value);
  if (inner === null) return null;
  if (typeof step === 'string') return map({ [step]: inner });
  return step === 0 ? list([inner]) : null;
}

function anchorOf(node: YamlNode): { anchor?: string } {
  const anchor = node.kind === 'alias' ? undefined : node.anchor;
  return anchor === undefined ? {} : { anchor };
}
