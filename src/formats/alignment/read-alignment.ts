import { FormatError } from '../../base/errors.js';
import type { NamedText } from '../text.js';
import type { AlignmentSection } from './alignment-section.js';
import { aretomoAlignment } from './aretomo-alignment.js';
import { imodAlignment } from './imod-alignment.js';
import { isRelionAlignment, relionAlignment } from './relion-alignment.js';
import { isWarpAlignment, warpAlignment } from './warp-alignment.js';

/** What a set of alignment files says of each section. */
export interface Alignment {
  /** In ascending `zIndex`; excluded and dark sections are missing. */
  readonly sections: readonly AlignmentSection[];
  /** Why there are no sections, where files that would tell are missing; else null. */
  readonly missing: string | null;
  /** Sections of the stack that the files speak of, excluded ones too; absent or null where they do not tell. */
  readonly stackSections?: number | null;
  /** Å of a pixel of the tilt series, where the files give it. */
  readonly pixelSize?: number | null;
}

const endings = [
  '.xf',
  '.tlt',
  '.tltx',
  '.xtilt',
  'tilt.com',
  'tilta.com',
  'tiltb.com',
  '.aln',
  '.star',
  '.xml',
] as const;
type Ending = (typeof endings)[number];

/** A family of programs that align tilt series. */
export interface AlignmentFormat {
  /** As the configuration and metadata spell it. */
  readonly name: string;
  /** Endings of which only the first file is read. */
  readonly readsFirst?: readonly Ending[];
  /** Whether files are of this kind, by their names and beginnings. */
  sniff(texts: readonly NamedText[]): boolean;
  /** Reads what the files of one alignment say together. Fails with a FormatError where one is malformed. */
  read(texts: readonly NamedText[], facts: AlignmentFacts): Alignment;
}

/** What an alignment leaves to others to know. */
export interface AlignmentFacts {
  /** Å of a pixel of the tilt series; null or absent where it is unknown. */
  readonly pixelSize?: number | null;
  /** `portal`: exclude lists of dual-axis series are left out, and rows of AreTomo count in their order, as there. */
  readonly compatible?: 'none' | 'portal';
}

/** Every kind of alignment, one row a format. */
export const alignmentFormats: readonly AlignmentFormat[] = [
  {
    name: 'ARETOMO3',
    readsFirst: ['.aln'],
    sniff: (texts) => first(texts, '.aln') !== null,
    read: readAretomo,
  },
  { name: 'IMOD', readsFirst: ['.xf', '.tlt', '.tltx', '.xtilt', 'tilt.com'], sniff: isImod, read: readImod },
  { name: 'RELION', sniff: (texts) => relionFile(texts) !== null, read: readRelion },
  { name: 'WARP', sniff: (texts) => warpFile(texts) !== null, read: readWarp },
];

/** Whether a file of an alignment is one that `readAlignment` looks at, by its name. */
export function holdsAlignment(path: string): boolean {
  return endings.some((ending) => path.endsWith(ending));
}

/**
 * Reads the files of one alignment as `format` says, or as their names and beginnings say when it is null. Files of other
 * kinds are ignored; without those that matter there are no sections. Fails with a FormatError when the format is unknown or
 * a file is malformed; the error tells what the files look like.
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
    throw new FormatError('unknown alignment format', {
      ...(texts[0] === undefined ? {} : { path: texts[0].path }),
      expected: listed(alignmentFormats.map((known) => known.name)),
      found: JSON.stringify(format),
    });
  }
  const alignment = reader.read(texts, facts);
  if (alignment.missing === null || looksLike === null || looksLike === reader) return alignment;
  return { ...alignment, missing: `${alignment.missing}; the files look like ${looksLike.name}` };
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function isImod(texts: readonly NamedText[]): boolean {
  return first(texts, '.xf') !== null && first(texts, '.tlt') !== null;
}

function readImod(texts: readonly NamedText[], { compatible }: AlignmentFacts): Alignment {
  const transforms = first(texts, '.xf');
  const tiltAngles = first(texts, '.tlt');
  if (transforms === null || tiltAngles === null) return without('an .xf and a .tlt file');
  const xTilts = first(texts, '.tltx') ?? first(texts, '.xtilt');
  const tiltCommand =
    first(texts, 'tilt.com') ?? (compatible === 'portal' ? null : ofAxis(texts, transforms));
  const { sections, stackSections } = imodAlignment({ transforms, tiltAngles, xTilts, tiltCommand });
  return { sections, missing: null, stackSections };
}

/** `tilta.com` or `tiltb.com` of a dual-axis series: that of the axis which the transforms are named after, else the only one. */
function ofAxis(texts: readonly NamedText[], transforms: NamedText): NamedText | null {
  const [a, b] = [first(texts, 'tilta.com'), first(texts, 'tiltb.com')];
  if (a === null || b === null) return a ?? b;
  const axis = /([ab])(?:_st)?\.xf$/.exec(transforms.path)?.[1];
  if (axis !== undefined) return axis === 'a' ? a : b;
  throw new FormatError('two axes and one set of transforms', {
    path: transforms.path,
    expected: 'the commands of one axis, or transforms named after theirs (…a.xf, …b.xf)',
    found: `${a.path} and ${b.path}`,
  });
}

function readAretomo(texts: readonly NamedText[], { compatible }: AlignmentFacts): Alignment {
  const file = first(texts, '.aln');
  return file === null ? without('an .aln file') : { ...aretomoAlignment(file, compatible), missing: null };
}

function readRelion(texts: readonly NamedText[], { pixelSize }: AlignmentFacts): Alignment {
  const file = relionFile(texts);
  if (file === null) return without('a tilt series .star file of RELION 5');
  const others = texts.filter((text) => text !== file && text.path.endsWith('.star'));
  return { ...relionAlignment(file, others, pixelSize ?? null), missing: null };
}

function readWarp(texts: readonly NamedText[], { pixelSize }: AlignmentFacts): Alignment {
  const file = warpFile(texts);
  if (file === null) return without('an .xml file of a tilt series of Warp');
  return { ...warpAlignment(file, pixelSize ?? null), missing: null };
}

function relionFile(texts: readonly NamedText[]): NamedText | null {
  return texts.find((file) => file.path.endsWith('.star') && isRelionAlignment(file)) ?? null;
}

function warpFile(texts: readonly NamedText[]): NamedText | null {
  return texts.find((file) => file.path.endsWith('.xml') && isWarpAlignment(file)) ?? null;
}

function without(files: string): Alignment {
  return { sections: [], missing: `parameters of each section need ${files}` };
}

function first(texts: readonly NamedText[], ending: Ending): NamedText | null {
  return texts.find(({ path }) => path.endsWith(ending)) ?? null;
}
