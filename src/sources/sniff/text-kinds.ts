import { alignmentFormats } from '../../formats/alignment/index.js';
import { ctfFormats } from '../../formats/ctf/index.js';
import { beginsLikeMdoc } from '../../formats/mdoc/index.js';
import { sniffPointFormat } from '../../formats/points/index.js';
import { starOutline } from '../../formats/sniff/index.js';
import { fields, parseFinite } from '../../formats/text/index.js';
import type { SniffedStart } from './file-start.js';
import type { Recognizer } from './recognizer.js';

const angleExtensions = ['rawtlt', 'tlt', 'tltx', 'xtilt'];

/** Kinds of text, the surest first; names count only where the content alone does not tell. */
export const textKinds: readonly Recognizer[] = [
  {
    kind: 'mdoc',
    formatOf: ({ extension, head }) => of(extension === 'mdoc' || beginsLikeMdoc(head.lines), 'mdoc'),
  },
  {
    kind: 'transforms',
    formatOf: ({ extension, head }) => of(extension === 'xf' && columnsOf(head.lines[0]) === 6, 'xf'),
  },
  {
    kind: 'angles',
    formatOf: ({ extension, head }) =>
      angleExtensions.includes(extension) && columnsOf(head.lines[0]) > 0 ? extension : null,
  },
  { kind: 'alignment', formatOf: alignmentOf },
  {
    kind: 'points',
    formatOf: ({ extension, head }) => of(extension === 'ndjson' && isJson(head.text), 'ndjson'),
  },
  { kind: 'points', formatOf: ({ head }) => sniffPointFormat(head)?.name ?? null },
  {
    kind: 'ctf',
    // Six numbers a line are a summary of Gctf as well.
    formatOf: ({ extension, head }) =>
      extension === 'xf' ? null : (ctfFormats.find(({ sniff }) => sniff(head.text))?.names[0] ?? null),
  },
  { kind: 'star', formatOf: ({ head }) => of(starOutline(head).size > 0, 'star') },
  { kind: 'table', formatOf: tableOf },
  { kind: 'json', formatOf: ({ head }) => of(isJson(head.text), 'json') },
  { kind: 'xml', formatOf: ({ head }) => of(/^\s*<[?!a-z]/i.test(head.text), 'xml') },
  { kind: 'yaml', formatOf: ({ extension }) => of(['yaml', 'yml'].includes(extension), 'yaml') },
  { kind: 'text', formatOf: ({ head }) => of(head.text !== '', 'text') },
];

function of(isOne: boolean, format: string): string | null {
  return isOne ? format : null;
}

function alignmentOf({ path, name, head: { text } }: SniffedStart): string | null {
  if (/^tilt[ab]?\.com$/.test(name)) return 'IMOD';
  return alignmentFormats.find(({ sniff }) => sniff([{ path, text }]))?.name ?? null;
}

/** Delimited text of two columns or more, as many in the second line as in the first. */
function tableOf({ extension, head: { lines } }: SniffedStart): string | null {
  const [first = '', second] = lines;
  for (const [format, delimiter] of [
    ['csv', ','],
    ['tsv', '\t'],
  ] as const) {
    const columns = first.split(delimiter).length;
    if (columns < 2 && extension !== format) continue;
    if (extension === format || second?.split(delimiter).length === columns) return format;
  }
  return null;
}

function isJson(text: string): boolean {
  return /^\s*[{[]/.test(text);
}

/** Numbers of a line that holds nothing else; else 0. */
function columnsOf(line: string | undefined): number {
  const tokens = fields(line ?? '');
  return tokens.every((token) => parseFinite(token) !== null) ? tokens.length : 0;
}
