import { splitLines } from '../../formats/text/index.js';
import type { ContentChange, Severity } from '../change.js';

const longest = 120;

/**
 * Changes between two texts: the number of lines that differ once those alike at both ends are set aside, and the
 * first of them on either side. Line ends and blanks at the end of a line are storage.
 */
export function compareLines(a: string, b: string, severity: Severity): ContentChange[] {
  if (a === b) return [];
  const [before, after] = [linesOf(a), linesOf(b)];
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  if (start === before.length && start === after.length) {
    return [{ kind: 'line-ends', severity: 'storage', at: null, a: null, b: null }];
  }
  let end = 0;
  const shorter = Math.min(before.length, after.length) - start;
  while (end < shorter && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const [left, right] = [before.length, after.length].map((length) => length - start - end) as [
    number,
    number,
  ];
  return [
    {
      kind: 'lines',
      severity,
      at: `line ${start + 1}`,
      a: left > 0 ? show(before[start] as string) : null,
      b: right > 0 ? show(after[start] as string) : null,
      facts: { lines: Math.max(left, right) },
    },
  ];
}

function linesOf(text: string): string[] {
  const lines = splitLines(text).map((line) => line.trimEnd());
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

function show(line: string): string {
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
