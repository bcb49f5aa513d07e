import type { Inspection } from '../../inspect/index.js';
import { fileKinds } from '../../sources/sniff/index.js';
import { formatBytes } from '../format-bytes.js';
import { factLines } from './fact-lines.js';

/** What a file is, for people: a line of what it is, and its facts below it in aligned columns. */
export function formatInspection(inspection: Inspection): string {
  const { path, kind, format, bytes, others } = inspection;
  const named = format === kind ? fileKinds[kind] : `${fileKinds[kind]}, ${format}`;
  const size = bytes === null ? '' : `, ${formatBytes(bytes)}`;
  const facts = [...factLines(inspection)];
  const also = others.map((other) => `${fileKinds[other.kind]}, ${other.format}`);
  if (also.length > 0) facts.push(['also read as', also.join('; ')]);
  const widest = Math.max(0, ...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `  ${name.padEnd(widest)}  ${value}`.trimEnd());
  return `${[`${path}: ${named}${size}`, ...lines].join('\n')}\n`;
}
