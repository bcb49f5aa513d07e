import { list, type MapNode, map, nodeOf, type YamlNode } from './yaml-node.js';

type Step = string | number;

/** `datasets[0].metadata.title` as its steps. */
export function stepsOf(path: string): Step[] {
  return [...path.matchAll(/[^.[\]]+/g)].map(({ 0: step }) => (/^\d+$/.test(step) ? Number(step) : step));
}

/**
 * A document with a value at a path; null takes an item of a list away. Null where there is no such place: a key that is
 * not there is added to its mapping, and an item behind the last one to its list.
 */
export function setAnswer(document: MapNode, steps: readonly Step[], value: unknown): MapNode | null {
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

/** A value within new mappings and lists; null where a new list would not begin with its first item. */
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
