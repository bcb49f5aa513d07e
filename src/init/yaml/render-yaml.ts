import { dump } from 'js-yaml';
import { Float } from '../../json/index.js';
import type { ScalarNode, YamlNode } from './yaml-node.js';

/** A place that a person has to fill in. */
export interface Placeholder {
  /** Keys that lead to it: `datasets[0].metadata.dataset_title`. */
  readonly path: string;
  /** 1-based line of the configuration. */
  readonly line: number;
  readonly wanted: string;
}

/** The text of a configuration and what is left to fill in. */
export interface RenderedYaml {
  readonly text: string;
  readonly placeholders: readonly Placeholder[];
}

/** Spells a document; `head` are comment lines at its beginning. */
export function renderYaml(document: YamlNode, head: readonly string[]): RenderedYaml {
  const lines = [...head.map((line) => `# ${line}`.trimEnd())];
  const placeholders: Placeholder[] = [];
  const write = (node: YamlNode, indent: string, lead: string, path: string): void => {
    if (node.kind === 'alias') {
      lines.push(`${lead} *${node.anchor}`);
      return;
    }
    if (node.kind === 'scalar') {
      const anchored = node.anchor === undefined ? '' : ` &${node.anchor}`;
      lines.push(`${lead}${anchored} ${spell(node.value)}${remark(node)}`);
      if (node.wanted !== undefined) placeholders.push({ path, line: lines.length, wanted: node.wanted });
      return;
    }
    const anchor = node.anchor === undefined ? '' : ` &${node.anchor}`;
    const children = node.kind === 'list' ? node.items.map((item) => [null, item] as const) : node.entries;
    if (children.length === 0) {
      lines.push(`${lead}${anchor} ${node.kind === 'list' ? '[]' : '{}'}`);
      return;
    }
    const inline = inlineList(node);
    if (inline !== null) {
      lines.push(`${lead}${anchor} ${inline}`);
      return;
    }
    const isItem = lead.endsWith('-');
    if (!isItem || anchor !== '') lines.push(`${lead}${anchor}`);
    for (const [index, [key, child]] of children.entries()) {
      for (const line of commentAbove(child)) lines.push(`${indent}# ${line}`);
      const start = isItem && anchor === '' && index === 0 ? `${lead} ` : indent;
      const at = key === null ? `${path}[${index}]` : path === '' ? key : `${path}.${key}`;
      if (key === null) write(child, `${indent}  `, `${start}-`, at);
      else write(child, `${indent}  `, `${start}${spellKey(key)}:`, at);
    }
  };
  if (document.kind !== 'map') throw new TypeError('a configuration is a mapping');
  for (const [key, child] of document.entries) {
    if (lines.length > 0) lines.push('');
    for (const line of commentAbove(child)) lines.push(`# ${line}`);
    write(child, '  ', `${spellKey(key)}:`, key);
  }
  return { text: `${lines.join('\n')}\n`, placeholders };
}

/** A short list of plain values in brackets; null for any other. */
function inlineList(node: YamlNode): string | null {
  if (node.kind !== 'list') return null;
  const items: string[] = [];
  for (const item of node.items) {
    if (item.kind === 'alias') items.push(`*${item.anchor}`);
    else if (item.kind === 'scalar' && item.wanted === undefined && item.comment === undefined)
      items.push(spellInline(item.value));
    else return null;
  }
  const text = `[${items.join(', ')}]`;
  return text.length <= 100 ? text : null;
}

/** A scalar between brackets, where commas and brackets have a meaning. */
function spellInline(value: ScalarNode['value']): string {
  const plain = spell(value);
  return typeof value === 'string' && /^[^'"].*[,[\]{}]/.test(plain)
    ? `'${value.replaceAll("'", "''")}'`
    : plain;
}

function commentAbove(node: YamlNode): string[] {
  return (node.kind === 'list' || node.kind === 'map') && node.comment !== undefined ? [node.comment] : [];
}

function remark({ wanted, comment }: ScalarNode): string {
  const text = wanted ?? comment;
  return text === undefined ? '' : ` # ${text}`;
}

/** A scalar as YAML 1.1 and 1.2 read it alike. */
function spell(value: ScalarNode['value']): string {
  if (value instanceof Float) return value.toString();
  return dump(value, { lineWidth: -1 }).trimEnd();
}

function spellKey(key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? key : spell(key);
}
