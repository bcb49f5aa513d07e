import { fileError } from '../base/errors.js';
import { fields, parseInteger, parseReal, splitLines } from './text.js';

type KeysByKind = { readonly [K in Kind]?: readonly string[] };

type Typed<Keys extends KeysByKind> = {
  readonly [K in keyof Keys & Kind as NonNullable<Keys[K]>[number]]?: KindTypes[K];
};

/** Values of the keys before the first section. */
type MdocGlobals = Typed<typeof globalKeys>;

/** Values of the keys of a section. */
export type MdocKeys = Typed<typeof sectionKeys>;

/** An image, montage piece or frame set of an mdoc. */
export type MdocSection = MdocKeys & {
  /** Texts of other keys. */
  readonly others: Readonly<Record<string, string>>;
  /** 1-based line of the section's header. */
  readonly line: number;
  /** The file of a section that was merged with those of others. */
  readonly path?: string;
};

/** A SerialEM metadata file. */
export interface Mdoc {
  readonly globals: MdocGlobals & { readonly others: Readonly<Record<string, string>> };
  /** Whole title lines in file order, brackets included. */
  readonly titles: readonly string[];
  /** In file order; at least one. */
  readonly sections: readonly MdocSection[];
}

const sectionStart = /^\[\s*(?:ZValue|MontSection|FrameSet)\s*=/;
const title = /^(?:\[\s*)?T\s*=/;

/** True if one of the first lines of a text is the header of a section. */
export function beginsLikeMdoc(lines: readonly string[]): boolean {
  return lines.some((line) => sectionStart.test(line));
}

/**
 * Reads a SerialEM `.mdoc`. Spaces in section headers are optional; titles may lack brackets and may come between
 * sections. Fails with a FormatError that names the line if a value is not of the type of its key or a line before
 * the first section is not `Key = Value`, and if there is no section.
 *
 * @example
 * const { sections } = parseMdoc(await readFile('TS_1.mdoc', 'utf8'), 'TS_1.mdoc');
 * console.log(sections.map(({ ZValue, TiltAngle }) => `${ZValue}: ${TiltAngle}°`));
 */
export function parseMdoc(text: string, path: string): Mdoc {
  const titles: string[] = [];
  const globals: Entry[] = [];
  const sections: MdocSection[] = [];
  let own: Entry[] = globals;
  const finish = () => {
    if (own === globals) return;
    const values = typedValues(own, sectionKeys, path, `section ${sections.length}`);
    sections.push({ ...values, line: own[0]?.line ?? 0 });
  };
  for (const [index, raw] of splitLines(text.replace(/^\uFEFF/, '')).entries()) {
    const content = raw.trim();
    const entry = entryOf(content, index + 1);
    if (title.test(content)) titles.push(content);
    else if (sectionStart.test(content) && entry !== null) {
      finish();
      own = [entry];
    } else if (entry !== null) own.push(entry);
    else if (content !== '' && own === globals) {
      const found = JSON.stringify(content.slice(0, 60));
      throw fileError('not a line of an mdoc', { path, line: index + 1 }, 'Key = Value', found);
    }
  }
  finish();
  if (sections.length === 0) {
    const expected = 'sections that begin with [ZValue = …], [MontSection = …] or [FrameSet = …]';
    throw fileError('no section', path, expected, 'none');
  }
  return {
    globals: typedValues(globals, globalKeys, path, 'the lines before the first section'),
    titles,
    sections,
  };
}

/** Returns a `Key = Value` line, by its number from 1; null for other lines. */
function entryOf(content: string, line: number) {
  let end = content.length;
  while (content[end - 1] === ']') end--;
  const bare = content.slice(0, end).replace(/^\[+/, '');
  const equals = bare.indexOf('=');
  if (equals === -1) return null;
  return { key: bare.slice(0, equals).trim(), value: bare.slice(equals + 1).trim(), line };
}

type Entry = NonNullable<ReturnType<typeof entryOf>>;

/**
 * Returns the values of entries whose key is in `keys`, and the others as text in `others`; the last of a repeated key
 * counts. Fails with a FormatError that names file, line, owner (`section 3`) and key if a value is not of its kind.
 */
function typedValues<Keys extends KeysByKind>(
  entries: readonly Entry[],
  keys: Keys,
  path: string,
  owner: string,
): Typed<Keys> & { readonly others: Readonly<Record<string, string>> } {
  const last = new Map(entries.map((entry) => [entry.key, entry]));
  const typed: [string, unknown][] = [];
  const others: [string, string][] = [];
  for (const { key, value, line } of last.values()) {
    const kind = kindNames.find((name) => keys[name]?.includes(key));
    if (kind === undefined) others.push([key, value]);
    // An empty SubFramePath names no movie.
    else if (key !== 'SubFramePath' || value !== '') {
      const [expected, parse] = kinds[kind];
      const parsed = parse(value);
      if (parsed === null)
        throw fileError(`bad value of ${key} in ${owner}`, { path, line }, expected, JSON.stringify(value));
      typed.push([key, parsed]);
    }
  }
  return { ...(Object.fromEntries(typed) as Typed<Keys>), others: Object.fromEntries(others) };
}

type Kind = keyof typeof kinds;

type KindTypes = {
  [K in Kind]: NonNullable<ReturnType<(typeof kinds)[K][1]>>;
};

/** Kinds of values: their names in messages, and their readers, which return null for malformed text. */
const kinds = {
  integer: ['an integer', parseInteger],
  float: ['a number', parseReal],
  flag: [
    '0 or 1',
    (text: string) => ({ 0: false, 1: true })[Number(parseInteger(text) ?? Number.NaN)] ?? null,
  ],
  text: ['text', (text: string) => text],
  'float pair': ['two numbers', (text: string) => numbers(text, parseReal, 2) as Pair | null],
  'integer pair': ['two integers', (text: string) => numbers(text, parseInteger, 2) as Pair | null],
  'float triple': ['three numbers', (text: string) => numbers(text, parseReal, 3) as Triple | null],
  floats: ['two or three numbers', (text: string) => numbers(text, parseReal, 2, 3)],
  integers: ['two or three integers', (text: string) => numbers(text, parseInteger, 2, 3)],
  /** An odd last number is dropped. */
  'dose list': ['pairs of a dose and a number of frames', doseList],
} as const;

const kindNames = Object.keys(kinds) as Kind[];

type Pair = readonly [number, number];
type Triple = readonly [number, number, number];

/** Keys before the first section by their kind, as SerialEM spells them. */
const globalKeys = {
  integer: ['DataMode', 'ImageSeries'],
  float: ['PixelSpacing', 'Voltage'],
  flag: ['Montage'],
  text: ['ImageFile', 'Version'],
  'integer pair': ['ImageSize'],
} as const satisfies KeysByKind;

/** Keys of a section by their kind, as SerialEM spells them, in SerialEM's units. */
const sectionKeys = {
  integer: [
    ...(['ZValue', 'MontSection', 'FrameSet', 'MagIndex', 'CameraIndex', 'RotationAndFlip'] as const),
    ...(['LowDoseConSet', 'NumSubFrames'] as const),
  ],
  float: [
    ...(['TiltAngle', 'StageZ', 'Magnification', 'CameraLength', 'Intensity', 'PixelSpacing'] as const),
    ...(['ExposureDose', 'DoseRate', 'SpotSize', 'Defocus', 'TargetDefocus', 'RotationAngle'] as const),
    ...(['ExposureTime', 'Binning', 'PriorRecordDose', 'CameraPixelSize', 'Voltage'] as const),
  ],
  flag: ['UsingCDS', 'DividedBy2'],
  'float pair': ['StagePosition', 'SuperMontCoords', 'ImageShift', 'StageOffsets', 'FilterSlitAndLoss'],
  'float triple': ['PieceCoordinates', 'MinMaxMean'],
  floats: [
    ...(['XedgeDxy', 'YedgeDxy', 'XedgeDxyVS', 'YedgeDxyVS'] as const),
    ...(['AlignedPieceCoords', 'AlignedPieceCoordsVS'] as const),
  ],
  integers: ['MultiShotHoleAndPosition'],
  'dose list': ['FrameDosesAndNumber'],
  text: ['SubFramePath', 'DateTime', 'NavigatorLabel', 'ChannelName'],
} as const satisfies KeysByKind;

/** Reads numbers; null if one is malformed or their count is none of `counts`, which are empty for any count. */
function numbers(text: string, parse: (token: string) => number | null, ...counts: readonly number[]) {
  const values = fields(text).map(parse);
  const isCount = counts.length === 0 || counts.includes(values.length);
  return isCount && values.every((value) => value !== null) ? values : null;
}

function doseList(text: string): [number, number][] | null {
  const values = numbers(text, parseReal);
  return (
    values && Array.from({ length: values.length >> 1 }, (_, at) => [values[2 * at]!, values[2 * at + 1]!])
  );
}
