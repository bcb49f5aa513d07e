import { FormatError } from '../../errors/index.js';
import type { NamedText } from '../text/index.js';
import type { AlignmentSection } from './alignment-section.js';
import { aretomoAlignment } from './aretomo-alignment.js';
import { imodAlignment } from './imod-alignment.js';

/** What a set of alignment files says of each section. */
export interface Alignment {
  /** In ascending `zIndex`; excluded and dark sections are missing. */
  readonly sections: readonly AlignmentSection[];
  /** Why there are no sections, where files that would tell are missing; else null. */
  readonly missing: string | null;
}

const endings = ['.xf', '.tlt', '.tltx', '.xtilt', 'tilt.com', '.aln'] as const;
type Ending = (typeof endings)[number];

/** A family of programs that align tilt series. */
export interface AlignmentFormat {
  /** As the configuration and metadata spell it. */
  readonly name: string;
  /** Reads what the files of one alignment say together. Fails with a FormatError where one is malformed. */
  read(texts: readonly NamedText[]): Alignment;
}

/** Every kind of alignment, one row a format. */
export const alignmentFormats: readonly AlignmentFormat[] = [
  { name: 'IMOD', read: readImod },
  { name: 'ARETOMO3', read: readAretomo },
];

/** Whether a file of an alignment is one that `readAlignment` looks at, by its name. */
export function holdsAlignment(path: string): boolean {
  return endings.some((ending) => path.endsWith(ending));
}

/**
 * Reads the files of one alignment as `format` says (`IMOD` or `ARETOMO3`), or as their names say when it is null.
 * Files of other kinds are ignored; without those that matter there are no sections. Fails with a FormatError when
 * the format is unknown or a file is malformed.
 */
export function readAlignment(texts: readonly NamedText[], format: string | null): Alignment {
  const name = format ?? (first(texts, '.aln') === null ? 'IMOD' : 'ARETOMO3');
  const reader = alignmentFormats.find((known) => known.name === name);
  if (reader !== undefined) return reader.read(texts);
  throw new FormatError('unknown alignment format', {
    ...(texts[0] === undefined ? {} : { path: texts[0].path }),
    expected: alignmentFormats.map((known) => known.name).join(' or '),
    found: JSON.stringify(format),
  });
}

function readImod(texts: readonly NamedText[]): Alignment {
  const transforms = first(texts, '.xf');
  const tiltAngles = first(texts, '.tlt');
  if (transforms === null || tiltAngles === null) return without('an .xf and a .tlt file');
  const xTilts = first(texts, '.tltx') ?? first(texts, '.xtilt');
  const tiltCommand = first(texts, 'tilt.com');
  return { sections: imodAlignment({ transforms, tiltAngles, xTilts, tiltCommand }), missing: null };
}

function readAretomo(texts: readonly NamedText[]): Alignment {
  const file = first(texts, '.aln');
  return file === null ? without('an .aln file') : { sections: aretomoAlignment(file), missing: null };
}

function without(files: string): Alignment {
  return { sections: [], missing: `parameters of each section need ${files}` };
}

function first(texts: readonly NamedText[], ending: Ending): NamedText | null {
  return texts.find(({ path }) => path.endsWith(ending)) ?? null;
}
