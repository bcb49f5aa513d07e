import { compareNaturally, defined } from '../base/collections.js';
import { isJsonObject, type JsonValue } from '../base/json-value.js';
import { parseYaml } from '../deposition/config/parse-yaml.js';
import { list, type MapNode, map, nodeOf, type YamlNode } from './yaml-document.js';

/**
 * Parses answers in YAML or JSON: values by key path (`datasets[0].metadata.dataset_title: Vesicles`), nested as in the
 * configuration, or both. Fails with a ConfigError if the text is invalid or not a mapping.
 */
export function parseAnswers(source: string | Uint8Array, path: string): Answers {
  return leaves(parseYaml(source, path).value, '');
}

function leaves(value: JsonValue, path: string): Answers {
  if (isJsonObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, item]) => leaves(item, path === '' ? key : `${path}.${key}`));
  return Array.isArray(value) && value.some(isJsonObject)
    ? value.flatMap((item, index) => leaves(item, `${path}[${index}]`))
    : [[path, value]];
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
    const changed = setIn(answered, stepsOf(path), value);
    if (changed?.kind === 'map') answered = changed;
    else stray.push(path);
  };
  const removals = answers.filter(([path, value]) => value === null && path.endsWith(']'));
  for (const answer of answers.filter((one) => !removals.includes(one))) apply(answer);
  const filled = answered;
  for (const answer of removals.toSorted(([a], [b]) => compareNaturally(b, a))) apply(answer);
  return { document: removals.length === 0 ? answered : withAnchors(answered, filled), stray };
}

/** Returns a document in which the first alias of an anchor that it lost is the node that had it in `origin`. */
function withAnchors(document: MapNode, origin: MapNode): MapNode {
  const lost = new Map<string, YamlNode>();
  const collect = (node: YamlNode): void => {
    if (node.kind !== 'alias' && node.anchor !== undefined) lost.set(node.anchor, node);
    if (node.kind === 'list') for (const child of node.items) collect(child);
    if (node.kind === 'map') for (const [, child] of node.entries) collect(child);
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

type Step = string | number;

function stepsOf(path: string): Step[] {
  return [...path.matchAll(/[^.[\]]+/g)].map(({ 0: step }) => (/^\d+$/.test(step) ? Number(step) : step));
}

/**
 * Returns a node with a value at a path; the value null removes a list item. A missing key is added to its mapping, and
 * an item behind the last one to its list. Null if the node has no such path.
 */
function setIn(
  node: YamlNode | undefined,
  [step, ...rest]: readonly Step[],
  value: unknown,
): YamlNode | null {
  if (step === undefined) {
    const anchor = node === undefined || node.kind === 'alias' ? undefined : node.anchor;
    return { ...nodeOf(value), ...defined({ anchor }) } as YamlNode;
  }
  if (typeof step === 'string' && (node === undefined || node.kind === 'map')) {
    const entries = new Map(node?.entries);
    const changed = setIn(entries.get(step), rest, value);
    return changed && { ...(node ?? map({})), entries: [...entries.set(step, changed)] };
  }
  if (typeof step === 'number' && (node === undefined || node.kind === 'list')) {
    const { items } = node ?? list([]);
    const isNew = items[step] === undefined;
    if (isNew && (step > items.length || (node !== undefined && value === null))) return null;
    const isRemoved = !isNew && rest.length === 0 && value === null;
    const changed = isRemoved ? null : setIn(items[step], rest, value);
    if (changed === null && !isRemoved) return null;
    return { ...(node ?? list([])), items: items.toSpliced(step, 1, ...(changed === null ? [] : [changed])) };
  }
  return null;
}
