import { placeholderText } from '../../config/index.js';
import { Float } from '../../json/index.js';

/** A value of the configuration in the making. */
export type YamlNode = ScalarNode | ListNode | MapNode | AliasNode;

interface Remarked {
  /** What stands behind the value, or above a list or mapping. */
  readonly comment?: string;
}

export interface ScalarNode extends Remarked {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | Float | null;
  /** What a person is asked for; absent where the value is known. */
  readonly wanted?: string;
  readonly anchor?: string;
}

export interface ListNode extends Remarked {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly anchor?: string;
}

export interface MapNode extends Remarked {
  readonly kind: 'map';
  readonly entries: readonly (readonly [key: string, value: YamlNode])[];
  readonly anchor?: string;
}

/** The same as an earlier list or mapping. */
export interface AliasNode {
  readonly kind: 'alias';
  readonly anchor: string;
}

export function scalar(value: ScalarNode['value'], comment?: string): ScalarNode {
  return { kind: 'scalar', value, ...(comment === undefined ? {} : { comment }) };
}

/** A place that only a person can fill; `wanted` says with what, values that are allowed and an example included. */
export function placeholder(wanted: string, anchor?: string): ScalarNode {
  return { kind: 'scalar', value: placeholderText, wanted, ...(anchor === undefined ? {} : { anchor }) };
}

/** A mapping without the keys whose values are null. */
export function map(
  entries: Readonly<Record<string, YamlNode | null>>,
  more: Omit<MapNode, 'kind' | 'entries'> = {},
): MapNode {
  const known = Object.entries(entries).filter((entry): entry is [string, YamlNode] => entry[1] !== null);
  return { kind: 'map', entries: known, ...more };
}

export function list(items: readonly YamlNode[], more: Omit<ListNode, 'kind' | 'items'> = {}): ListNode {
  return { kind: 'list', items, ...more };
}

/** The same as what has the anchor. */
export function alias(anchor: string): AliasNode {
  return { kind: 'alias', anchor };
}

/** A node of plain JSON. */
export function nodeOf(value: unknown): YamlNode {
  if (Array.isArray(value)) return list(value.map(nodeOf));
  if (value instanceof Float) return scalar(value);
  if (typeof value === 'object' && value !== null) {
    return map(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, nodeOf(item)])));
  }
  return scalar(value as ScalarNode['value']);
}
