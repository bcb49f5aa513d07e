import { fileError } from '../../base/errors.js';
import { isCetsWith } from '../cets-tilts.js';
import { sameTomogram } from '../points/row-filter.js';
import type { NamedText } from '../text.js';
import { type Alignment, type AlignmentFacts, tiltOffsets } from './alignment-section.js';
import { aretomoAlignment } from './aretomo-alignment.js';
import { cetsAlignment } from './cets-alignment.js';
import { imodAlignment } from './imod-alignment.js';
import { isRelionAlignment, relionAlignment } from './relion-alignment.js';
import { isWarpAlignment, warpAlignment } from './warp-alignment.js';

/** Endings of all files that some format reads. */
const endings = /(?:\.(?:xf|tlt|tltx|xtilt|aln|star|xml|tomostar|json)|tilt[ab]?\.com)$/;

/** A family of programs that align tilt series. */
interface AlignmentFormat {
  /** The name in the configuration and in metadata. */
  readonly name: string;
  /** Endings of which only the first file is read. */
  readonly readsFirst?: readonly string[];
  /** True if files are of this format, by their names and first lines. */
  sniff(texts: readonly NamedText[]): boolean;
  /** Reads the files of one alignment together. Fails with a FormatError if one is malformed. */
  read(texts: readonly NamedText[], facts: AlignmentFacts): Alignment;
}

/** All alignment formats, one row a format; the first that matches is used. */
export const alignmentFormats: readonly AlignmentFormat[] = [
  {
    name: 'ARETOMO3',
    readsFirst: ['.aln'],
    sniff: (texts) => first(texts, '.aln') !== null,
    read(texts, { compatible }) {
      const file = first(texts, '.aln');
      if (file === null) return without('an .aln file');
      return { ...aretomoAlignment(file, compatible), missing: null };
    },
  },
  {
    name: 'IMOD',
    readsFirst: ['.xf', '.tlt', '.tltx', '.xtilt', 'tilt.com'],
    sniff: (texts) => first(texts, '.xf') !== null && first(texts, '.tlt') !== null,
    read: readImod,
  },
  {
    name: 'RELION',
    sniff: (texts) => texts.some(isRelion),
    read(texts, facts) {
      if (!texts.some(isRelion)) return without('an aligned tilt series .star file of RELION');
      const tables = texts.filter(({ path }) => path.endsWith('.star'));
      return relionAlignment(tables, facts);
    },
  },
  { name: 'WARP', sniff: (texts) => texts.some(isWarp), read: readWarp },
  {
    name: 'CETS',
    readsFirst: ['.json'],
    sniff: (texts) => texts.some(({ text }) => isCetsWith(text, 'projection_alignments')),
    read(texts, facts) {
      const file = texts.find(({ text }) => isCetsWith(text, 'regions'));
      return file === undefined ? without('the JSON of a CETS data set') : cetsAlignment(file, facts);
    },
  },
];

/** True if `readAlignment` reads a file of this name. */
export function holdsAlignment(path: string): boolean {
  return endings.test(path);
}

/**
 * Reads the files of one alignment in a format, or, if `format` is null, in the one that their names and first lines
 * match, else as IMOD. Files of other kinds are ignored. If a required file is missing, `sections` is empty and
 * `missing` says why. Fails with a FormatError if the format is unknown or a file is malformed.
 *
 * @example
 * const alignment = readAlignment([{ path: 'TS_1.aln', text: await readFile('TS_1.aln', 'utf8') }], null);
 * console.log(alignment.sections.map(({ zIndex, tiltAngle }) => `${zIndex}: ${tiltAngle}°`));
 */
export function readAlignment(
  texts: readonly NamedText[],
  format: string | null,
  facts: AlignmentFacts = {},
): Alignment {
  const looksLike = alignmentFormats.find(({ sniff }) => sniff(texts)) ?? null;
  const name = format ?? looksLike?.name ?? 'IMOD';
  const reader = alignmentFormats.find((known) => known.name === name);
  if (reader === undefined) {
    const names = alignmentFormats.map((known) => known.name);
    const at = texts[0]?.path ?? {};
    const expected = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
    throw fileError('unknown alignment format', at, expected, JSON.stringify(format));
  }
  const alignment = reader.read(texts, facts);
  if (alignment.missing === null || looksLike === null || looksLike === reader) return alignment;
  return { ...alignment, missing: `${alignment.missing}; the files look like ${looksLike.name}` };
}

function readImod(texts: readonly NamedText[], { compatible, imageSize }: AlignmentFacts): Alignment {
  const transforms = first(texts, '.xf');
  const tiltAngles = first(texts, '.tlt');
  if (transforms === null || tiltAngles === null) return without('an .xf and a .tlt file');
  const xTilts = first(texts, '.tltx') ?? first(texts, '.xtilt');
  const tiltCommand =
    first(texts, 'tilt.com') ?? (compatible === 'portal' ? null : ofAxis(texts, transforms));
  const { sections, stackSections } = imodAlignment({ transforms, tiltAngles, xTilts, tiltCommand });
  // Tilt takes local alignments from the file that `LOCALFILE` names (manual page of IMOD's tilt).
  const isLocal = tiltCommand === null ? null : /^\s*LOCALFILE\b/im.test(tiltCommand.text);
  const command = tiltCommand?.text ?? '';
  const known = { sections, missing: null, stackSections, isLocal };
  return { ...known, imageSize: fullImage(command, imageSize ?? null), added: addedBy(command) };
}

/** Returns what a `tilt.com` adds to angles and volume, as it is written. */
function addedBy(command: string): ReadonlyMap<string, string> {
  const found = Object.entries(tiltOffsets).map(([key, parameter]) => {
    const line = new RegExp(`^[ \\t]*(${parameter}[ \\t=][^#\\r\\n]*)`, 'im').exec(command)?.[1] ?? '';
    return [key, line.trim()] as const;
  });
  return new Map(found.filter(([, line]) => /[1-9]/.test(line)));
}

/**
 * Returns the size of the unbinned images in a `tilt.com`; null without one. Its images may be turned by 90°, with their
 * tilt axis: then width and height are exchanged, so that the longer edge is that of the tilt series.
 */
function fullImage(command: string, own: readonly [number, number] | null): readonly [number, number] | null {
  const [, width, height] = /^[ \t]*FULLIMAGE[ \t=]+(\d+)[ \t,]+(\d+)/im.exec(command) ?? [];
  if (width === undefined || height === undefined) return null;
  const [x, y] = [Number(width), Number(height)];
  return own !== null && (own[0] - own[1]) * (x - y) < 0 ? [y, x] : [x, y];
}

/**
 * Returns `tilta.com` or `tiltb.com` of a dual-axis series: that of the axis that the transforms are named after,
 * else the only one. Fails with a FormatError if both exist and the transforms name no axis.
 */
function ofAxis(texts: readonly NamedText[], transforms: NamedText): NamedText | null {
  const [a, b] = [first(texts, 'tilta.com'), first(texts, 'tiltb.com')];
  if (a === null || b === null) return a ?? b;
  const axis = /([ab])(?:_st)?\.xf$/.exec(transforms.path)?.[1];
  if (axis !== undefined) return axis === 'a' ? a : b;
  const expected = 'the commands of one axis, or transforms named after theirs (…a.xf, …b.xf)';
  throw fileError('two axes and one set of transforms', transforms.path, expected, `${a.path} and ${b.path}`);
}

/** Reads the tilt series of Warp that is called like the run, if there are several. */
function readWarp(texts: readonly NamedText[], { pixelSize, run = null }: AlignmentFacts): Alignment {
  const all = texts.filter(isWarp);
  // Warp reads the .tomostar first, and takes what the .xml says instead.
  const refined = all.filter(({ path }) => path.endsWith('.xml'));
  const files = refined.length > 0 ? refined : all;
  const isOwn = sameTomogram(run ?? '');
  const [file, ...more] = files.length > 1 ? files.filter(({ path }) => isOwn(path)) : files;
  if (file !== undefined && more.length === 0) {
    return { ...warpAlignment(file, pixelSize ?? null), missing: null };
  }
  if (files.length === 0) return without('an .xml or .tomostar file of a tilt series of Warp');
  const expected = run === null ? 'one' : `one called ${run}.xml`;
  throw fileError('several tilt series of Warp', files[0]?.path ?? '', expected, `${files.length}`);
}

const isRelion = (file: NamedText) => file.path.endsWith('.star') && isRelionAlignment(file);
const isWarp = (file: NamedText) => /\.(?:xml|tomostar)$/.test(file.path) && isWarpAlignment(file);

function without(files: string): Alignment {
  return { sections: [], missing: `parameters of each section need ${files}` };
}

function first(texts: readonly NamedText[], ending: string): NamedText | null {
  return texts.find(({ path }) => path.endsWith(ending)) ?? null;
}
