import { alignmentFormats } from '../formats/alignment/read-alignment.js';
import { ctfFormats } from '../formats/ctf/ctf-formats.js';
import { type FileHead, headBytes, headOfBytes, starOutline } from '../formats/file-head.js';
import { isHdf5 } from '../formats/hdf5.js';
import { beginsLikeMdoc } from '../formats/mdoc.js';
import { meshFormatOf } from '../formats/mesh/mesh-formats.js';
import { sniffPicture } from '../formats/picture/picture-formats.js';
import { sniffPointFormat } from '../formats/points/point-formats.js';
import { fields, parseFinite } from '../formats/text.js';
import { isMrcHeader } from '../volume/mrc/read-header.js';
import { sniffVolume } from '../volume/source/volume-formats.js';
import { packingOf } from '../volume/unpack.js';

/** A row of the sniffer. */
interface Recognizer {
  readonly kind: FileKind;
  /** The format of a file that is of this kind; null for any other. */
  formatOf(start: SniffedStart): string | null;
}

/** Extensions by which MRC files go. */
export const mrcExtensions: readonly string[] = [
  'mrc',
  'mrcs',
  'map',
  'rec',
  'st',
  'ali',
  'preali',
  'ccp4',
  'raw',
];
const frameExtensions = ['eer'];

/** Kinds of binary files, the surest first. */
const binaryKinds: readonly Recognizer[] = [
  // A motive list is an EM volume too.
  {
    kind: 'points',
    formatOf: ({ head }) => (head.text === '' ? (sniffPointFormat(head)?.name ?? null) : null),
  },
  {
    kind: 'frames',
    formatOf: (start) =>
      frameExtensions.includes(start.extension) && volumeOf(start) === 'TIFF' ? start.extension : null,
  },
  { kind: 'mesh', formatOf: meshOf },
  { kind: 'volume', formatOf: volumeOf },
  { kind: 'picture', formatOf: ({ bytes }) => sniffPicture(bytes)?.name ?? null },
  // Segmentations of other extensions.
  { kind: 'mesh', formatOf: (start) => (isHdf5(start.bytes) ? 'hff' : null) },
  {
    kind: 'volume',
    formatOf: ({ extension, head }) => (mrcExtensions.includes(extension) && head.text === '' ? 'MRC' : null),
  },
];

function volumeOf({ bytes, size, isPacked, extension, path }: SniffedStart): string | null {
  const format = sniffVolume({ file: { size }, head: bytes })?.name ?? null;
  if (format !== 'MRC') return format;
  if (isPacked) return mrcExtensions.includes(extension) ? format : null;
  return isMrcHeader(bytes, path) ? format : null;
}

/** A mesh whose name or beginning is its own; an HDF5 file of another name may be a volume. */
function meshOf({ name, bytes }: SniffedStart): string | null {
  const format = meshFormatOf(name, bytes);
  return format === null || (format.name === 'hff' && !name.endsWith('.hff')) ? null : format.name;
}

/** The name of a file and its beginning: all that its kind is told from. */
interface FileStart {
  readonly path: string;
  /** Bytes of the whole file. */
  readonly size: number;
  /** The first 64 KiB, or all where it is shorter; 1024 bytes are enough for anything but text. */
  readonly bytes: Uint8Array;
}

/** As the rows of the sniffer see a file. */
interface SniffedStart extends FileStart {
  /** In lower case, without what a packer adds. */
  readonly name: string;
  /** Behind the last dot of `name`. */
  readonly extension: string;
  readonly head: FileHead;
  readonly isPacked: boolean;
}

/** Bytes of a file's beginning that `sniffFile` looks at. */
export const startBytes = headBytes;

/** What the rows of the sniffer ask of a file, worked out once. */
function sniffedStart({ path, size, bytes }: FileStart): SniffedStart {
  const name = (path.split('/').at(-1) ?? '').toLowerCase().replace(/\.(?:gz|bz2)$/, '');
  return {
    path,
    size,
    bytes,
    name,
    extension: /\.([^.]+)$/.exec(name)?.[1] ?? '',
    head: headOfBytes(bytes, size),
    isPacked: packingOf(bytes) !== null,
  };
}

const angleExtensions = ['rawtlt', 'tlt', 'tltx', 'xtilt'];

/** Kinds of text, the surest first; names count only where the content alone does not tell. */
const textKinds: readonly Recognizer[] = [
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

/** What a file is, and what else it can be read as: a STAR file of RELION is an alignment and a CTF table. */
export interface SniffedFile extends Recognized {
  readonly others: readonly Recognized[];
}

const recognizers = [...binaryKinds, ...textKinds];
const unknown: SniffedFile = { kind: 'unknown', format: 'unknown', others: [] };

/** The kind and format of a file, by its beginning and, where that does not tell, its name. Never fails. */
export function sniffFile(start: FileStart): SniffedFile {
  if (start.size === 0) return unknown;
  const sniffed = sniffedStart(start);
  const fitting = recognizers.flatMap(({ kind, formatOf }): Recognized[] => {
    const format = formatOf(sniffed);
    return format === null ? [] : [{ kind, format }];
  });
  const [first, ...more] = fitting.filter(
    ({ kind }, index) => fitting.findIndex((other) => other.kind === kind) === index,
  );
  return first === undefined ? unknown : { ...first, others: more.filter(({ kind }) => !generic.has(kind)) };
}

/** Kinds that say no more than how a text is written. */
const generic: ReadonlySet<string> = new Set(['star', 'table', 'json', 'xml', 'yaml', 'text']);

/** Every kind of file that is told apart, with what people call it. */
export const fileKinds = {
  volume: 'volume',
  frames: 'movie of frames',
  picture: 'picture',
  mesh: 'mesh',
  points: 'points',
  mdoc: 'SerialEM metadata',
  angles: 'list of tilt angles',
  transforms: 'transforms of sections',
  alignment: 'alignment',
  ctf: 'CTF estimates',
  star: 'STAR file',
  table: 'table',
  json: 'JSON document',
  yaml: 'YAML document',
  xml: 'XML document',
  text: 'text',
  unknown: 'unknown',
} as const;

/** What a file is for, by the family of readers that takes it. */
export type FileKind = keyof typeof fileKinds;

/** One reading of a file. */
export interface Recognized {
  readonly kind: FileKind;
  /** As the registry of the kind names it: a `file_format`, a format of volumes, meshes, alignments or CTF tables. */
  readonly format: string;
}
