import { fileError } from '../../base/errors.js';
import { isCetsWith } from '../cets-tilts.js';
import type { NamedText } from '../text.js';
import { type Alignment, type AlignmentFacts, fileEnding } from './alignment-section.js';
import { readAretomo } from './aretomo-alignment.js';
import { readImod } from './imod-alignment.js';
import { isRelion, isWarp, readCets, readRelion, readWarp } from './tilt-series-alignment.js';

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
    sniff: (texts) => fileEnding('.aln', texts) !== null,
    read: readAretomo,
  },
  {
    name: 'IMOD',
    readsFirst: ['.xf', '.tlt', '.tltx', '.xtilt', 'tilt.com'],
    sniff: (texts) => fileEnding('.xf', texts) !== null && fileEnding('.tlt', texts) !== null,
    read: readImod,
  },
  { name: 'RELION', sniff: (texts) => texts.some(isRelion), read: readRelion },
  { name: 'WARP', sniff: (texts) => texts.some(isWarp), read: readWarp },
  {
    name: 'CETS',
    readsFirst: ['.json'],
    sniff: (texts) => texts.some(({ text }) => isCetsWith(text, 'projection_alignments')),
    read: readCets,
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
