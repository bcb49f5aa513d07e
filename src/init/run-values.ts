import { getOrMake, median } from '../base/collections.js';
import { ifValid } from '../base/errors.js';
import { csvCell } from '../formats/delimited.js';
import type { Mdoc } from '../formats/mdoc.js';
import { inOrderOfAcquisition, mergeMdocs, tiltAxisAngle } from '../formats/mdoc-sections.js';
import { relionTilts } from '../formats/relion-tilts.js';
import { totalDose } from '../formats/source-description.js';
import { isRawTilts } from '../tree/metadata/tilt-lists.js';
import type { PlannedSource } from './plan-sources.js';
import type { ForeignNames } from './run-matcher.js';
import { type RunTable, runColumn } from './run-table.js';
import { placeholder, type ScalarNode, scalar } from './yaml-document.js';

/** How a number is written: its decimals, the relative difference that counts as none, and its type. */
type Rounding = { readonly digits?: number; readonly tolerance?: number; readonly type?: 'float' | 'int' };

/** The run data map of a configuration: values that differ between runs. */
export class RunColumns {
  readonly #columns = new Map<string, Map<string, string>>();
  readonly #guessed: (readonly [column: string, names: ReadonlyMap<string, string>])[] = [];

  /** `table` is that of the source, whose columns are preferred. */
  constructor(
    private readonly runs: readonly string[],
    private readonly table: RunTable | null,
  ) {}

  /** True if a column of the source's table is used. */
  usesTable = false;

  /**
   * Returns the node of a number that may differ between runs: a reference to a column of the source's table whose name
   * matches `columns`; the value, if all runs agree within the relative `tolerance`; a reference to a new column, if
   * they differ; else a placeholder.
   */
  number(
    name: string,
    columns: RegExp,
    values: ReadonlyMap<string, number | null>,
    wanted: string,
    { digits = 3, tolerance = 0.001, type = 'float' }: Rounding = {},
  ): ScalarNode {
    const given = this.#columnLike(columns, type);
    if (given !== null) return scalar(`${type} {${given}}`);
    const known = this.runs.flatMap((run) => values.get(run) ?? []);
    const [first] = known;
    if (first === undefined) return placeholder(wanted);
    const agree = known.every((value) => Math.abs(value - first) <= tolerance * Math.max(1, Math.abs(first)));
    if (agree) {
      const some =
        known.length < this.runs.length ? `as ${known.length} of ${this.runs.length} runs say` : undefined;
      return scalar(round(first, digits), some);
    }
    if (known.length < this.runs.length) return placeholder(`${wanted}; runs differ, and some do not say`);
    const cell = (run: string) => String(round(values.get(run) as number, digits));
    this.#columns.set(name, new Map(this.runs.map((run) => [run, cell(run)])));
    return scalar(`${type} {${name}}`);
  }

  /** Adds a column of names, to which globs refer; runs without a name have an empty cell. */
  names({ column, names, by }: ForeignNames): void {
    if (this.table?.columns?.includes(column)) {
      this.usesTable = true;
      return;
    }
    if (by === 'order') this.#guessed.push([column, names]);
    const cells = getOrMake(this.#columns, column, () => new Map<string, string>());
    for (const [run, name] of names) cells.set(run, name.replace(/[[*?]/g, '[$&]'));
  }

  /** Returns the table as CSV, the source's own columns first; null if it is not needed. */
  text(): string | null {
    if (this.#columns.size === 0) return null;
    this.#sayGuesses();
    const own = (this.table?.columns ?? []).filter((column) => column !== runColumn);
    const at = new Map((this.table?.columns ?? []).map((column, index) => [column, index]));
    const names = [...this.#columns.keys()].filter((name) => !own.includes(name));
    const rows = this.runs.map((run) => [
      run,
      ...own.map((column) => this.table?.rows.get(run)?.[at.get(column) as number] ?? ''),
      ...names.map((name) => this.#columns.get(name)?.get(run) ?? ''),
    ]);
    const lines = [[runColumn, ...own, ...names], ...rows].map((cells) => cells.map(csvCell).join(','));
    return `${lines.join('\n')}\n`;
  }

  /** Adds a column that lists the guessed cells of each row, if there are any. */
  #sayGuesses(): void {
    if (this.#guessed.length === 0) return;
    const of = (run: string) =>
      new Set(this.#guessed.flatMap(([column, names]) => (names.has(run) ? [column] : [])));
    this.#columns.set('guessed_columns', new Map(this.runs.map((run) => [run, [...of(run)].join(' ')])));
  }

  /** Returns the column of the source's table whose name matches and that has a number for every run, or null. */
  #columnLike(pattern: RegExp, type: 'float' | 'int'): string | null {
    const { columns, rows } = this.table ?? { columns: null, rows: new Map<string, readonly string[]>() };
    for (const [index, column] of (columns ?? []).entries()) {
      if (!pattern.test(column.toLowerCase().replace(/[^a-z]/g, '')) || !/^[A-Za-z0-9_-]+$/.test(column))
        continue;
      const cells = this.runs.map((run) => rows.get(run)?.[index]?.trim() ?? '');
      const isNumber = (cell: string) =>
        cell !== '' && Number.isFinite(Number(cell)) && (type === 'float' || /^[-+]?\d+$/.test(cell));
      if (cells.length > 0 && cells.every(isNumber)) {
        this.usesTable = true;
        return column;
      }
    }
    return null;
  }
}

/** Rounds to a number of decimals. */
export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** The acquisition of a run, from its files; unknown values are null. */
export type RunFacts = ReturnType<typeof factsOf>;

/** Collects the acquisition of each run from headers, mdocs and lists of angles. */
export function factsOfRuns(sources: readonly PlannedSource[]): ReadonlyMap<string, RunFacts> {
  type Known = {
    mdocs: { path: string; mdoc: Mdoc }[];
    angles?: readonly number[];
    refined?: readonly number[];
    pixelSpacing?: number;
    table?: ReturnType<typeof recordedTilts>;
  };
  const found = new Map<string, Known>();
  for (const { section, group } of sources) {
    for (const { file, run } of group.files) {
      const facts = group.facts.get(file.path);
      if (run === null || facts === undefined) continue;
      const known = getOrMake(found, run, (): Known => ({ mdocs: [] }));
      if (section === 'collection_metadata' && facts.mdoc !== null)
        known.mdocs.push({ path: file.path, mdoc: facts.mdoc });
      // Another list may be refined: it counts where nothing was recorded.
      if (section === 'rawtilts' && facts.angles !== null)
        known[isRawTilts(file.path) ? 'angles' : 'refined'] = facts.angles;
      if (section === 'alignments' || section === 'ctfs')
        known.table ??= recordedTilts(facts.text, file.path, run);
      const size = facts.volume?.voxelSize ?? null;
      if (section === 'tiltseries' && size !== null) known.pixelSpacing = size;
    }
  }
  return new Map(
    [...found].map(([run, { mdocs, angles, refined, pixelSpacing, table = null }]) => {
      const mdoc = mergeMdocs(mdocs) ?? mdocs.at(-1)?.mdoc ?? null;
      const recorded = mdoc?.sections.flatMap(({ TiltAngle }) => TiltAngle ?? []) ?? [];
      const listed = angles ?? (recorded.length > 0 ? recorded : (table?.angles ?? refined ?? []));
      return [run, factsOf(mdoc, listed, pixelSpacing ?? null, table)];
    }),
  );
}

const nominal = 'rlnTomoNominalStageTiltAngle';

/** Returns what a text of RELION records of the tilts of a run; null for other, damaged and unfinished texts. */
function recordedTilts(text: string, path: string, run: string) {
  // Most files are no tables of RELION.
  if (!text.includes(nominal) || !text.endsWith('\n')) return null;
  return ifValid(() => {
    const { rows = [] } = relionTilts([{ text, path }], [[nominal]], { run }) ?? {};
    if (rows.length === 0) return null;
    const tilts = rows.map((row) => ({
      angle: row.number(nominal) ?? 0,
      dose: row.optional('rlnMicrographPreExposure'),
    }));
    const doses = tilts.flatMap(({ dose }) => dose ?? []);
    const isWhole = doses.length === rows.length && doses.includes(0) && doses.some((dose) => dose > 0);
    return {
      /** Degrees, in order of acquisition if the table has doses. */
      angles: tilts.sort((a, b) => (a.dose ?? 0) - (b.dose ?? 0)).map(({ angle }) => angle),
      /** Angle of the tilt axis in degrees. */
      axis: rows[0]?.optional('rlnTomoNominalTiltAxisAngle') ?? null,
      /** Total exposure in e/Å². */
      flux: isWhole ? totalDose(...doses) : null,
    };
  });
}

function factsOf(
  mdoc: Mdoc | null,
  angles: readonly number[],
  headerSpacing: number | null,
  table: ReturnType<typeof recordedTilts>,
) {
  const sections = mdoc?.sections ?? [];
  const taken = inOrderOfAcquisition(sections, (section) => section) ?? sections;
  const tilts = taken.flatMap(({ TiltAngle }) => TiltAngle ?? []);
  const doses = sections.map(({ ExposureDose = 0 }) => ExposureDose);
  const rates = sections.flatMap(({ ExposureDose = 0, ExposureTime = 0 }) =>
    ExposureDose > 0 && ExposureTime > 0 ? [ExposureDose / ExposureTime] : [],
  );
  const hasDoses = doses.length > 0 && doses.every((dose) => dose > 0);
  const kilovolts =
    mdoc?.globals.Voltage ?? sections.find(({ Voltage }) => Voltage !== undefined)?.Voltage ?? null;
  return {
    /** Pixel spacing of the tilt series in Å. */
    pixelSpacing: headerSpacing ?? mdoc?.globals.PixelSpacing ?? sections[0]?.PixelSpacing ?? null,
    /** Angle of the tilt axis in degrees, as are the tilts. */
    tiltAxis: tiltAxisAngle(mdoc?.titles ?? []) ?? sections[0]?.RotationAngle ?? table?.axis ?? null,
    tiltMin: angles.length === 0 ? null : Math.min(...angles),
    tiltMax: angles.length === 0 ? null : Math.max(...angles),
    tiltStep: median(stepsOf(angles.toSorted((a, b) => a - b))),
    /** Acceleration voltage in V. */
    voltage: kilovolts === null || kilovolts <= 0 ? null : kilovolts * (kilovolts < 2000 ? 1000 : 1),
    /** Total exposure in e/Å². */
    totalFlux: hasDoses ? doses.reduce((sum, dose) => sum + dose, 0) : (table?.flux ?? null),
    /** Dose rate in e/Å² per second. */
    doseRate: rates.length === sections.length ? median(rates) : null,
    tiltingScheme: schemeOf(tilts.length === 0 && table?.flux != null ? table.angles : tilts),
    software: softwareOf(mdoc?.titles ?? []),
  };
}

function stepsOf(angles: readonly number[]): number[] {
  return angles.slice(1).map((angle, index) => angle - (angles[index] as number));
}

/** Returns the tilting scheme, from the angles in order of acquisition. */
function schemeOf(angles: readonly number[]): string | null {
  if (angles.length < 5) return null;
  const steps = stepsOf(angles);
  if (steps.every((step) => step > 0) || steps.every((step) => step < 0)) return 'Unidirectional';
  const turns = steps.slice(1).filter((step, index) => step * (steps[index] as number) < 0).length;
  if (turns <= 2) return 'Bidirectional';
  return turns * 3 >= angles.length ? 'Dose symmetric' : null;
}

function softwareOf(titles: readonly string[]): string | null {
  const text = titles.join(' ');
  if (/serialem/i.test(text)) return 'SerialEM';
  if (/tomo\s?5|tomography\s?5|tfs tomo/i.test(text)) return 'Tomography 5';
  return /\bpacetomo\b/i.test(text) ? 'PACEtomo' : null;
}
