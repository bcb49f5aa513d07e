import { dump } from 'js-yaml';
import { Float } from '../base/float.js';
import { placeholderText } from '../deposition/config-rules/sections.js';

/** A value that a person has to fill in. */
export interface Placeholder {
  /** Key path: `datasets[0].metadata.dataset_title`. */
  readonly path: string;
  /** 1-based line of the configuration. */
  readonly line: number;
  readonly wanted: string;
}

/** Formats a configuration as YAML below comment lines `head`. Fails with a TypeError if it is not a mapping. */
export function renderYaml(document: MapNode, head: readonly string[]) {
  const lines = head.map((line) => `# ${line}`.trimEnd());
  const placeholders: Placeholder[] = [];
  const write = (node: YamlNode, indent: string, lead: string, path: string): void => {
    const anchor = node.kind === 'alias' || node.anchor === undefined ? '' : ` &${node.anchor}`;
    const inline = inlineText(node);
    if (inline !== null) lines.push(`${lead}${anchor} ${inline}`);
    if (node.kind === 'scalar' && node.wanted !== undefined)
      placeholders.push({ path, line: lines.length, wanted: node.wanted });
    if (inline !== null || (node.kind !== 'list' && node.kind !== 'map')) return;
    const children = node.kind === 'list' ? node.items.map((item) => [null, item] as const) : node.entries;
    const isItem = lead.endsWith('-');
    if (!isItem || anchor !== '') lines.push(`${lead}${anchor}`);
    for (const [index, [key, child]] of children.entries()) {
      for (const line of commentAbove(child)) lines.push(`${indent}# ${line}`);
      const start = isItem && anchor === '' && index === 0 ? `${lead} ` : indent;
      const at = key === null ? `${path}[${index}]` : path === '' ? key : `${path}.${key}`;
      write(child, `${indent}  `, start + (key === null ? '-' : `${spellKey(key)}:`), at);
    }
  };
  for (const [key, child] of document.entries) {
    if (lines.length > 0) lines.push('');
    for (const line of commentAbove(child)) lines.push(`# ${line}`);
    write(child, '  ', `${spellKey(key)}:`, key);
  }
  return { text: `${lines.join('\n')}\n`, placeholders };
}

/** Returns an alias, a scalar with its remark, or a short list of plain values in one line; null for other nodes. */
function inlineText(node: YamlNode): string | null {
  if (node.kind === 'alias') return `*${node.anchor}`;
  if (node.kind === 'scalar') {
    const remark = node.wanted ?? node.comment;
    return spell(node.value) + (remark === undefined ? '' : ` # ${remark.replaceAll(lineBreak, ' ')}`);
  }
  if (node.kind === 'map') return node.entries.length === 0 ? '{}' : null;
  const isPlain = (item: YamlNode): item is AliasNode | ScalarNode =>
    item.kind === 'alias' || (item.kind === 'scalar' && (item.wanted ?? item.comment) === undefined);
  if (!node.items.every(isPlain)) return null;
  const items = node.items.map((item) =>
    item.kind === 'alias' ? `*${item.anchor}` : spellInline(item.value),
  );
  const text = `[${items.join(', ')}]`;
  return text.length <= 100 ? text : null;
}

/** Formats a scalar between brackets, where commas and brackets need quotes. */
function spellInline(value: ScalarNode['value']): string {
  const plain = spell(value);
  return typeof value === 'string' && /^[^'"].*[,[\]{}]/.test(plain)
    ? `'${value.replaceAll("'", "''")}'`
    : plain;
}

function commentAbove(node: YamlNode): string[] {
  return (node.kind === 'list' || node.kind === 'map') && node.comment !== undefined
    ? node.comment.split(lineBreak)
    : [];
}

/** Every character that a reader of YAML 1.1 or 1.2 takes for the end of a line, and with it of a comment. */
const lineBreak = /\r\n|[\n\r\u0085\u2028\u2029]/g;

/** Formats a scalar in one line, so that YAML 1.1 and 1.2 parse it alike. */
function spell(value: ScalarNode['value']): string {
  if (value instanceof Float) return value.toString();
  if (typeof value === 'string' && value.search(lineBreak) !== -1) return JSON.stringify(value);
  return dump(value, { lineWidth: -1 }).trimEnd();
}

function spellKey(key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? key : spell(key);
}

/** A node of a configuration that is being built. */
export type YamlNode = ScalarNode | ListNode | MapNode | AliasNode;

interface Remarked {
  /** Comment after a scalar, or above a list or mapping. */
  readonly comment?: string;
  readonly anchor?: string;
}

/** A scalar, or a placeholder of one. */
export interface ScalarNode extends Remarked {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | Float | null;
  /** Description of the value to fill in; absent if the value is known. */
  readonly wanted?: string;
}

interface ListNode extends Remarked {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

export interface MapNode extends Remarked {
  readonly kind: 'map';
  readonly entries: readonly (readonly [key: string, value: YamlNode])[];
}

interface AliasNode {
  readonly kind: 'alias';
  readonly anchor: string;
}

export function scalar(value: ScalarNode['value'], comment?: string): ScalarNode {
  return { kind: 'scalar', value, ...(comment === undefined ? {} : { comment }) };
}

/** Returns a placeholder that a person has to fill in; `wanted` describes it, with allowed values and an example. */
export function placeholder(wanted: string, anchor?: string): ScalarNode {
  return { kind: 'scalar', value: placeholderText, wanted, ...(anchor === undefined ? {} : { anchor }) };
}

/** Returns a mapping without the keys whose values are null. */
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

/** Returns a reference to the node with this anchor. */
export function alias(anchor: string): AliasNode {
  return { kind: 'alias', anchor };
}

/** Converts plain JSON to a node. */
export function nodeOf(value: unknown): YamlNode {
  if (Array.isArray(value)) return list(value.map(nodeOf));
  if (value instanceof Float) return scalar(value);
  if (typeof value === 'object' && value !== null) {
    return map(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, nodeOf(item)])));
  }
  return scalar(value as ScalarNode['value']);
}
