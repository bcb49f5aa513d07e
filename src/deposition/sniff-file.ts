import { alignmentFormats } from '../formats/alignment/read-alignment.js';
import { ctfFormats } from '../formats/ctf/ctf-formats.js';
import { headBytes, headOfBytes, starOutline } from '../formats/file-head.js';
import { isHdf5 } from '../formats/hdf5.js';
import { beginsLikeMdoc } from '../formats/mdoc.js';
import { meshFormatOf } from '../formats/mesh/mesh-formats.js';
import { sniffPicture } from '../formats/picture/picture-formats.js';
import { sniffPointFormat } from '../formats/points/point-formats.js';
import { isSpatialGraph } from '../formats/points/sniff-points.js';
import { fields, parseFinite, parseInteger } from '../formats/text.js';
import { baseName } from '../storage/keys.js';
import { isMrcHeader } from '../volume/mrc/read-header.js';
import { sniffVolume } from '../volume/source/volume-formats.js';
import { packingOf } from '../volume/unpack.js';

/** The path and first bytes of a file, which its kind is recognized from. */
interface FileStart {
  readonly path: string;
  /** Size of the whole file in bytes. */
  readonly size: number;
  /** The first 64 KiB, or the whole file if it is shorter. Binary formats need 1024 bytes only. */
  readonly bytes: Uint8Array;
}

/** The kind of a file, and what else it can be read as: a STAR file of RELION can be an alignment and a CTF table. */
export interface SniffedFile extends Recognized {
  readonly others: readonly Recognized[];
}

export const unknownFile: SniffedFile = { kind: 'unknown', format: 'unknown', others: [] };

/**
 * Returns the kind and format of a file, from its first bytes and, where those are ambiguous, its name. Never fails:
 * a file that no reader takes is `unknown`.
 */
export function sniffFile(start: FileStart): SniffedFile {
  if (start.size === 0) return unknownFile;
  const sniffed = sniffedStart(start);
  const fitting = [...binaryKinds, ...textKinds].flatMap(([kind, formatOf]): Recognized[] => {
    const format = formatOf(sniffed);
    return format === null ? [] : [{ kind, format }];
  });
  const [first, ...more] = fitting.filter(
    ({ kind }, index) => fitting.findIndex((other) => other.kind === kind) === index,
  );
  return first === undefined
    ? unknownFile
    : { ...first, others: more.filter(({ kind }) => !generic.has(kind)) };
}

/** Kinds that only tell the syntax of a text. */
const generic: ReadonlySet<string> = new Set(['star', 'table', 'json', 'xml', 'yaml', 'text']);

/** Every kind of file with its name for people. */
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

/** The purpose of a file: the family of readers that takes it. */
export type FileKind = keyof typeof fileKinds;

/** A kind and format that a file can be read as. */
export interface Recognized {
  readonly kind: FileKind;
  /** Name in the registry of the kind: a `file_format`, or a format of volumes, meshes, alignments or CTF tables. */
  readonly format: string;
}

/** A kind, and what returns the format of a file of this kind; null for other files. */
type Recognizer = readonly [kind: FileKind, formatOf: (start: SniffedStart) => string | null];

/** File name extensions of MRC files. */
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

/** Kinds of binary files. Certain matches come before guesses by extension. */
const binaryKinds: readonly Recognizer[] = [
  // A motive list is an EM volume too, so points come before volumes; so do graphs of Amira, some of which are text.
  [
    'points',
    ({ head }) => (head.text === '' || isSpatialGraph(head) ? (sniffPointFormat(head)?.name ?? null) : null),
  ],
  ['frames', (start) => of(start.extension === 'eer' && volumeOf(start) === 'TIFF', 'eer')],
  [
    'mesh',
    // HDF5 files count only with the extension .hff: others may be volumes.
    ({ name, bytes }) => {
      const format = meshFormatOf(name, bytes)?.name ?? null;
      return format === 'hff' && !name.endsWith('.hff') ? null : format;
    },
  ],
  ['volume', volumeOf],
  ['picture', ({ bytes }) => sniffPicture(bytes)?.name ?? null],
  // HDF5 files with other extensions than .hff.
  ['mesh', ({ bytes }) => of(isHdf5(bytes), 'hff')],
  ['volume', ({ extension, head }) => (mrcExtensions.includes(extension) && head.text === '' ? 'MRC' : null)],
];

/** The format of a volume; null for an Amira file of another kind, and for one like MRC with an invalid header. */
function volumeOf({ bytes, size, isPacked, extension, path, head }: SniffedStart): string | null {
  if (isSpatialGraph(head)) return null;
  const format = sniffVolume(bytes, size).name;
  if (format !== 'MRC') return format;
  if (isPacked) return mrcExtensions.includes(extension) ? format : null;
  return isMrcHeader(bytes, path) ? format : null;
}

/** A file as the recognizers see it. */
type SniffedStart = ReturnType<typeof sniffedStart>;

/** Number of bytes at the start of a file that `sniffFile` needs. */
export const startBytes = headBytes;

function sniffedStart(start: FileStart) {
  const name = baseName(start.path)
    .toLowerCase()
    .replace(/\.(?:gz|bz2)$/, '');
  return {
    ...start,
    /** Base name in lower case, without the extension of a packer (.gz, .bz2). */
    name,
    /** Text after the last dot of `name`. */
    extension: /\.([^.]+)$/.exec(name)?.[1] ?? '',
    head: headOfBytes(start.bytes, start.size),
    isPacked: packingOf(start.bytes) !== null,
  };
}

const angleExtensions = ['rawtlt', 'rlt', 'tlt', 'tltx', 'xtilt'];

/**
 * Kinds of text files, the most specific first. File names count only where the content is ambiguous. JSON of CETS may
 * have alignments, CTF estimates and points behind its first bytes: it is of no kind, or of points.
 */
const textKinds: readonly Recognizer[] = [
  ['mdoc', ({ extension, head }) => of(extension === 'mdoc' || beginsLikeMdoc(head.lines), 'mdoc')],
  ['transforms', ({ extension, head }) => of(extension === 'xf' && columnsOf(head.lines[0]) === 6, 'xf')],
  [
    'angles',
    ({ name, extension, head: { lines } }) =>
      angleExtensions.includes(extension) && columnsOf(lines[0]) > 0
        ? extension
        : of(name.endsWith('_tlt.txt') && isOrdered(lines[0]), 'tlt'),
  ],
  [
    'alignment',
    ({ path, name, head: { text } }) =>
      /^tilt[ab]?\.com$/.test(name)
        ? 'IMOD'
        : isJson(text)
          ? null
          : (alignmentFormats.find(({ sniff }) => sniff([{ path, text }]))?.name ?? null),
  ],
  ['points', ({ extension, head }) => of(extension === 'ndjson' && isJson(head.text), 'ndjson')],
  ['points', ({ head }) => sniffPointFormat(head)?.name ?? null],
  [
    'ctf',
    // A line of six numbers is also a summary of Gctf; IMOD calls transforms .xg, .prexg, .tltxf, .maggradxf and so on.
    ({ extension, head }) =>
      /x[fg]$/.test(extension) || isJson(head.text)
        ? null
        : (ctfFormats.find(({ sniff }) => sniff(head.text))?.names[0] ?? null),
  ],
  ['star', ({ head }) => of(starOutline(head).size > 0, 'star')],
  ['table', tableOf],
  ['json', ({ head }) => of(isJson(head.text), 'json')],
  ['xml', ({ head }) => of(/^\s*<[?!a-z]/i.test(head.text), 'xml')],
  ['yaml', ({ extension }) => of(['yaml', 'yml'].includes(extension), 'yaml')],
  ['text', ({ head }) => of(head.text !== '', 'text')],
];

function of(isOne: boolean, format: string): string | null {
  return isOne ? format : null;
}

/** The format of delimited text: at least two columns, and as many in the second line as in the first. */
function tableOf({ extension, head: { lines } }: SniffedStart): string | null {
  const [first = '', second] = lines;
  const fitting = Object.entries({ csv: ',', tsv: '\t' }).find(([format, delimiter]) => {
    const columns = first.split(delimiter).length;
    return extension === format || (columns > 1 && second?.split(delimiter).length === columns);
  });
  return fitting?.[0] ?? null;
}

function isJson(text: string): boolean {
  return /^\s*[{[]/.test(text);
}

/** True for an angle, its order of acquisition and maybe a dose, as AreTomo3 writes them. */
function isOrdered(line = ''): boolean {
  return [2, 3].includes(columnsOf(line)) && parseInteger(fields(line)[1] ?? '') !== null;
}

/** Returns the number of numbers in a line; 0 if it has anything else. */
function columnsOf(line: string | undefined): number {
  const tokens = fields(line ?? '');
  return tokens.every((token) => parseFinite(token) !== null) ? tokens.length : 0;
}
