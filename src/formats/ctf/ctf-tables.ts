// Tables of the CTF of a tilt series: of blank-separated numbers, one row a section (CTFFIND, Gctf and IMOD), and those
// in files of RELION, Warp and CETS.
import { defined } from '../../base/collections.js';
import { fileError } from '../../base/errors.js';
import { numberAt } from '../../base/json-value.js';
import { mostSections } from '../alignment/imod-alignment.js';
import { cetsTilts } from '../cets-tilts.js';
import { type RunChoice, relionTilts } from '../relion-tilts.js';
import { fields, type NamedText, parseReal, splitLines } from '../text.js';
import { warpTilts } from '../warp-tilts.js';

/** The CTF estimate of one section. Positive defocus is underfocus. */
export interface CtfRow {
  /** 1-based index in the tilt series. */
  readonly section: number;
  /** Å, along the axis of the larger defocus. */
  readonly defocus1: number;
  /** Å, at right angles to it. */
  readonly defocus2: number;
  /** Degrees from X to the axis of `defocus1`. */
  readonly azimuth?: number;
  /** Radians. */
  readonly phaseShift?: number;
  readonly crossCorrelation?: number;
  /** Resolution, in Å, up to which the fit is good. */
  readonly maxResolution?: number;
}

/** A row of a table that may state the recorded tilt of the section, in degrees, rather than number its sections. */
export interface RecordedCtfRow extends CtfRow {
  readonly tilt?: number;
  /** The tilt in degrees and the 0-based place in the order of acquisition, of a section that is known by its row. */
  readonly recorded?: { readonly tilt: number; readonly order?: number };
  /** Tilts in degrees of the first and last view of the range that was fitted together: those of the stack, or inverted. */
  readonly range?: readonly [first: number, last: number];
}

/** A row and its 1-based line in the file. */
export interface LocatedRow {
  readonly line: number;
  readonly row: RecordedCtfRow;
}

const radiansPerDegree = Math.PI / 180;
const angstromPerNanometre = 10;
const angstromPerMicron = 10_000;

/** The numbers of a line of a CTF table, and its location for messages. */
type TableLine = ReturnType<typeof tableLines>[number];

/**
 * Reads the lines of a table of blank-separated numbers, without blank lines and those that begin with a character of
 * `comments`. Fails with a FormatError that names the line of anything that is not a number.
 */
function tableLines({ text, path }: NamedText, comments: string) {
  return splitLines(text).flatMap((content, index) => {
    const tokens = fields(content);
    const [start] = tokens[0] ?? '';
    if (start === undefined || comments.includes(start)) return [];
    const line = index + 1;
    const numbers = tokens.map((token) => {
      const value = parseReal(token);
      if (value !== null) return value;
      throw fileError('not a number', { path, line }, 'a table of numbers', JSON.stringify(token));
    });
    return [{ path, line, numbers }];
  });
}

/** Returns a section number. Fails with a FormatError that names the line if it is not an integer from 1. */
function checkSection(section: number, { path, line }: TableLine): number {
  if (Number.isSafeInteger(section) && section >= 1) return section;
  throw fileError('not a section number', { path, line }, 'an integer from 1', `${section}`);
}

/** Returns the error for a line with another number of columns than `expected`. */
function wrongColumns({ path, line, numbers }: TableLine, expected: string, hint?: string) {
  const at = { path, line, ...defined({ hint }) };
  return fileError('wrong number of columns', at, expected, `${numbers.length}`);
}

/** Reads a CTFFIND 4 or AreTomo3 table but `#` lines and columns from the eighth. Fails with a FormatError. */
export function parseCtffind(file: NamedText): LocatedRow[] {
  return tableLines(file, '#').map((line) => {
    if (line.numbers.length < 7) throw wrongColumns(line, '7 or more');
    return rowOf(line, line.numbers);
  });
}

/**
 * Reads a Gctf summary: index, two defoci, angle, phase shift if there are 7 columns, correlation, resolution. The
 * phase shift is kept as it is. A STAR file, which Gctf writes too, is read as such. Fails with a FormatError that
 * names the line.
 */
export function parseGctf(file: NamedText, choice: RunChoice): LocatedRow[] {
  if (/^[ \t]*data_/m.test(file.text)) return parseStarCtf(file, choice);
  return tableLines(file, '#;%').map((line) => {
    const { numbers } = line;
    if (numbers.length !== 6 && numbers.length !== 7) throw wrongColumns(line, '6 or 7');
    const [index = 0, ...values] = numbers;
    if (numbers.length === 6) values.splice(3, 0, 0);
    return rowOf(line, [Math.round(index), ...values]);
  });
}

/** Returns the row of the columns of CTFFIND. Fails with a FormatError for what is not a section number. */
function rowOf(line: TableLine, columns: readonly number[]): LocatedRow {
  const [index = 0, defocus1 = 0, defocus2 = 0, azimuth = 0, ...others] = columns;
  const [phaseShift = 0, crossCorrelation = 0, maxResolution = 0] = others;
  const section = checkSection(index, line);
  const row = { section, defocus1, defocus2, azimuth, phaseShift, crossCorrelation, maxResolution };
  return { line: line.line, row };
}

/** Bits of the flags in the first line of a version 3 file (manual page of IMOD's ctfphaseflip). */
const flag = { astigmatism: 1, azimuthInRadians: 2, phaseShift: 4, phaseInRadians: 8, cutOn: 32 } as const;

/**
 * Reads an IMOD `.defocus` file: first and last view of a range, their tilt angles, then the columns of the flags;
 * defocus in nm. Where ctfplotter fitted several views at a time, `betweenFits` gives each its row; with `compatible:
 * portal` a row counts for its first view only. Correlation and resolution are 0, since IMOD records neither. Fails with
 * a FormatError that names the line.
 */
export function parseImodDefocus(file: NamedText, { compatible }: RunChoice): LocatedRow[] {
  const lines = tableLines(file, '#');
  const [first] = lines;
  if (first === undefined) return [];
  const hasHeader = first.numbers.length >= 6 && first.numbers.slice(1, 5).every((value) => value === 0);
  const flags = hasHeader ? (first.numbers[0] ?? 0) : 0;
  if (!Number.isSafeInteger(flags) || flags < 0) {
    throw fileError('bad flags', { path: file.path, line: first.line }, 'an integer from 0', `${flags}`);
  }
  const rows = hasHeader ? lines.slice(1) : lines;
  const fits = rows.map((line, index) => ({
    line: line.line,
    row: parseRow(line, flags, !hasHeader && index === 0),
    last: Math.min(line.numbers[1] ?? 0, mostSections),
  }));
  const isOfRanges = fits.some(({ row, last }) => last > row.section);
  return isOfRanges && compatible !== 'portal' ? betweenFits(fits) : fits;
}

/** A row, its line, and the last view of its range. */
type RangeFit = LocatedRow & { readonly last: number };

/**
 * Returns a row for each view of some range, as ctfphaseflip takes them (`ctfphaseflip.cpp` of IMOD): a fit is that of the
 * middle view of its range, views between two middles are interpolated, and those beyond have the fit next to them.
 */
function betweenFits(fits: readonly RangeFit[]): LocatedRow[] {
  const middle = ({ row, last }: RangeFit) => Math.floor((row.section + Math.max(row.section, last)) / 2);
  const sorted = fits.toSorted((a, b) => middle(a) - middle(b));
  const rows: LocatedRow[] = [];
  // Views ascend, and so do the fits around them.
  let [view, next] = [0, 0];
  for (const { row: start, last } of fits.toSorted((a, b) => a.row.section - b.row.section)) {
    for (view = Math.max(view, start.section); view <= Math.max(start.section, last); view++) {
      for (let fit = sorted[next]; fit !== undefined && middle(fit) <= view; fit = sorted[next]) next += 1;
      const before = sorted[next - 1] ?? (sorted[0] as RangeFit);
      const after = sorted[next] ?? before;
      const distance = middle(after) - middle(before);
      const share = distance === 0 ? 0 : (view - middle(before)) / distance;
      const { line, row } = share < 0.5 ? before : after;
      const between = (['defocus1', 'defocus2', 'phaseShift'] as const).map((key) => [
        key,
        (1 - share) * (before.row[key] ?? 0) + share * (after.row[key] ?? 0),
      ]);
      rows.push({ line, row: { ...row, section: view, ...Object.fromEntries(between) } });
    }
  }
  return rows;
}

function parseRow(line: TableLine, flags: number, mayEndInVersion: boolean): RecordedCtfRow {
  const has = (bit: number) => (flags & bit) !== 0;
  const { numbers } = line;
  const columns =
    4 + (has(flag.astigmatism) ? 3 : 1) + (has(flag.phaseShift) ? 1 : 0) + (has(flag.cutOn) ? 1 : 0);
  if (numbers.length !== columns && !(mayEndInVersion && numbers.length === columns + 1)) {
    const hint = 'astigmatism, phase shift and cut-on frequency need a first line with flags';
    throw wrongColumns(line, `${columns} for the flags ${flags}`, hint);
  }
  const [startView = 0, endView = 0, startTilt = 0, endTilt = 0] = numbers;
  if (startView === 0 || endView === 0) {
    const hint = 'IMOD before 4.1 wrote such files; write it anew with a current IMOD';
    const at = { path: line.path, line: line.line, hint };
    throw fileError('views are counted from 0', at, 'views from 1', `${startView} ${endView}`);
  }
  const payload = numbers.slice(4);
  const defocus1 = (payload.shift() ?? 0) * angstromPerNanometre;
  const defocus2 = has(flag.astigmatism) ? (payload.shift() ?? 0) * angstromPerNanometre : defocus1;
  const angle = has(flag.astigmatism) ? (payload.shift() ?? 0) : 0;
  const phase = has(flag.phaseShift) ? (payload.shift() ?? 0) : 0;
  return {
    section: checkSection(startView, line),
    defocus1,
    defocus2,
    azimuth: has(flag.azimuthInRadians) ? angle / radiansPerDegree : angle,
    phaseShift: has(flag.phaseInRadians) ? phase : phase * radiansPerDegree,
    crossCorrelation: 0,
    maxResolution: 0,
    range: [startTilt, endTilt],
  };
}

/**
 * Reads a STAR table with one image a row: the tilt series of a run of RELION or Warp 2, or the output of Gctf.
 * Sections are counted by row, or by the N of `N@stack`; rows without it have the recorded tilt. Defocus in Å, phase
 * shift in degrees (RELION's `metadata_label.h`). Fails with a FormatError if no table has rlnDefocusU and
 * rlnDefocusV, or as `relionTilts` does.
 */
export function parseStarCtf(file: NamedText, choice: RunChoice): LocatedRow[] {
  const columns = ['rlnDefocusU', 'rlnDefocusV'];
  const tilts = relionTilts([file], [columns], choice);
  if (tilts === null) {
    const hint = file.text.includes('_rlnTomoTiltSeriesStarFile')
      ? 'this lists tilt series: give the file of each run, which rlnTomoTiltSeriesStarFile names'
      : undefined;
    const expected = `a table with ${columns.join(' and ')}`;
    throw fileError('no CTF estimates', { path: file.path, ...defined({ hint }) }, expected, 'none');
  }
  const nominal = tilts.rows.map(({ optional }) => optional('rlnTomoNominalStageTiltAngle'));
  const orders = ordersOf(tilts.rows.map(({ optional }) => optional('rlnMicrographPreExposure')));
  // RELION sorts a stack by tilt; rows in another order do not tell their sections.
  const isRising = nominal.every((tilt, at) => at === 0 || (tilt ?? 0) > (nominal[at - 1] ?? 0));
  const isKnown = !nominal.includes(null) && (tilts.areNumbered || isRising);
  return tilts.rows.map(({ line, zIndex, number, optional }, at) => {
    const value = (column: string) => optional(column) ?? undefined;
    const row = defined({
      section: zIndex + 1,
      tilt: tilts.areNumbered ? undefined : (nominal[at] ?? undefined),
      recorded: isKnown ? defined({ tilt: nominal[at] ?? 0, order: orders[at] }) : undefined,
      defocus1: number('rlnDefocusU') ?? 0,
      defocus2: number('rlnDefocusV') ?? 0,
      azimuth: value('rlnDefocusAngle'),
      phaseShift: (optional('rlnPhaseShift') ?? 0) * radiansPerDegree,
      crossCorrelation: value('rlnCtfFigureOfMerit'),
      maxResolution: value('rlnCtfMaxResolution') ?? value('rlnFinalResolution'),
    });
    return { line, row };
  });
}

/** Returns the 0-based place in the order of acquisition of images with these doses, all different; else nothing. */
function ordersOf(doses: readonly (number | null)[]): (number | undefined)[] {
  const ranks = doses.toSorted((a, b) => (a ?? 0) - (b ?? 0));
  const areOrdered = !doses.includes(null) && new Set(doses).size === doses.length;
  return areOrdered ? doses.map((dose) => ranks.indexOf(dose)) : [];
}

/**
 * Reads a tilt series of Warp or M: grids of defocus and astigmatism in µm, of its angle in degrees and of the phase
 * shift in π. The two defoci are defocus ± astigmatism / 2, as Warp exports them (DialogTomoParticleExport.xaml.cs).
 * Fails with a FormatError if there is no defocus, or a grid is invalid.
 */
export function parseWarpCtf(file: NamedText): LocatedRow[] {
  const tilts = warpTilts(file);
  const defocus = tilts.grid('GridCTF');
  // Warp writes one node of 0 µm before it has estimated anything.
  if (defocus === null || defocus.every((value) => value === 0)) {
    const found = defocus === null ? 'none' : '0 everywhere';
    throw fileError('no defocus for every section', file.path, '<GridCTF> with an estimate (µm)', found);
  }
  const deltas = tilts.grid('GridCTFDefocusDelta');
  const azimuths = tilts.grid('GridCTFDefocusAngle');
  const phases = tilts.grid('GridCTFPhase');
  return defocus.map((mean, index) => ({
    line: 1,
    row: {
      section: index + 1,
      defocus1: (mean + (deltas?.[index] ?? 0) / 2) * angstromPerMicron,
      defocus2: (mean - (deltas?.[index] ?? 0) / 2) * angstromPerMicron,
      azimuth: azimuths?.[index] ?? 0,
      phaseShift: (phases?.[index] ?? 0) * Math.PI,
    },
  }));
}

/**
 * Reads the tilt series of a run in a CETS data set: defoci in Å, angles in degrees; images without an estimate have no
 * row. Fails with a FormatError as `cetsTilts` does.
 */
export function parseCetsCtf(file: NamedText, choice: RunChoice): LocatedRow[] {
  const { images } = cetsTilts(file, choice);
  const orders = ordersOf(images.map(({ image }) => numberAt(image, 'accumulated_dose')));
  return images.flatMap(({ image, zIndex }, at): LocatedRow[] => {
    const estimate = (key: string) => numberAt(image, 'ctf_metadata', key);
    const [defocus1, defocus2] = [estimate('defocus_u'), estimate('defocus_v')];
    if (defocus1 === null || defocus2 === null) return [];
    const phaseShift = (estimate('phase_shift') ?? 0) * radiansPerDegree;
    const angles = defined({ azimuth: estimate('defocus_angle') ?? undefined, phaseShift });
    const tilt = numberAt(image, 'nominal_tilt_angle');
    const recorded = tilt === null ? {} : { recorded: defined({ tilt, order: orders[at] }) };
    return [{ line: 1, row: { section: zIndex + 1, defocus1, defocus2, ...angles, ...recorded } }];
  });
}
