import type { ForeignNames } from '../names/foreign-name.js';
import { type RunTable, runColumn } from '../tables/run-table.js';
import { placeholder, type ScalarNode, scalar } from '../yaml/yaml-node.js';

/** Values that differ between runs, as a table that the configuration names. */
export class RunColumns {
  readonly #runs: readonly string[];
  readonly #table: RunTable | null;
  readonly #columns = new Map<string, ReadonlyMap<string, string>>();
  readonly #guessed: (readonly [column: string, names: ReadonlyMap<string, string>])[] = [];

  /** `table` is the one that came with the source, whose columns serve first. */
  constructor(runs: readonly string[], table: RunTable | null) {
    this.#runs = runs;
    this.#table = table;
  }

  /** Whether some value needs a column that the source's table lacks. */
  get isNeeded(): boolean {
    return this.#columns.size > 0;
  }

  /** Whether a column of the source's own table is used. */
  usesTable = false;

  /**
   * A number of each run: a column of the source's table whose name fits, one value where all agree within `tolerance`, a column
   * of its own where they differ, else a placeholder.
   */
  number(
    name: string,
    columns: RegExp,
    values: ReadonlyMap<string, number | null>,
    wanted: string,
    {
      digits = 3,
      tolerance = 0.001,
      type = 'float',
    }: { digits?: number; tolerance?: number; type?: 'float' | 'int' } = {},
  ): ScalarNode {
    const given = this.#columnLike(columns, type);
    if (given !== null) return scalar(`${type} {${given}}`);
    const known = this.#runs.flatMap((run) => values.get(run) ?? []);
    const [first] = known;
    if (first === undefined) return placeholder(wanted);
    const agree = known.every((value) => Math.abs(value - first) <= tolerance * Math.max(1, Math.abs(first)));
    if (agree) {
      const some =
        known.length < this.#runs.length ? `as ${known.length} of ${this.#runs.length} runs say` : undefined;
      return scalar(round(first, digits), some);
    }
    if (known.length < this.#runs.length) return placeholder(`${wanted}; runs differ, and some do not say`);
    this.#columns.set(
      name,
      new Map(this.#runs.map((run) => [run, String(round(values.get(run) as number, digits))])),
    );
    return scalar(`${type} {${name}}`);
  }

  /** Names of a column that globs use; runs without one have none. */
  names({ column, names, by }: ForeignNames): void {
    if (this.#table?.columns?.includes(column)) {
      this.usesTable = true;
      return;
    }
    if (by === 'order') this.#guessed.push([column, names]);
    const known = this.#columns.get(column) ?? new Map<string, string>();
    this.#columns.set(
      column,
      new Map([...known, ...[...names].map(([run, name]) => [run, name.replace(/[[*?]/g, '[$&]')] as const)]),
    );
  }

  /** The table as text: the source's own columns first; null where none is needed. */
  text(): string | null {
    if (!this.isNeeded) return null;
    this.#sayGuesses();
    const own = (this.#table?.columns ?? []).filter((column) => column !== runColumn);
    const at = new Map((this.#table?.columns ?? []).map((column, index) => [column, index]));
    const names = [...this.#columns.keys()].filter((name) => !own.includes(name));
    const rows = this.#runs.map((run) => [
      run,
      ...own.map((column) => this.#table?.rows.get(run)?.[at.get(column) as number] ?? ''),
      ...names.map((name) => this.#columns.get(name)?.get(run) ?? ''),
    ]);
    const lines = [[runColumn, ...own, ...names], ...rows].map((cells) => cells.map(spellCell).join(','));
    return `${lines.join('\n')}\n`;
  }

  /** A column that says which cells of a row are guesses, where some are. */
  #sayGuesses(): void {
    if (this.#guessed.length === 0) return;
    const of = (run: string) =>
      new Set(this.#guessed.flatMap(([column, names]) => (names.has(run) ? [column] : [])));
    this.#columns.set('guessed_columns', new Map(this.#runs.map((run) => [run, [...of(run)].join(' ')])));
  }

  /** A column of the source's table whose name fits and that has a number for every run. */
  #columnLike(pattern: RegExp, type: 'float' | 'int'): string | null {
    const { columns, rows } = this.#table ?? { columns: null, rows: new Map<string, readonly string[]>() };
    for (const [index, column] of (columns ?? []).entries()) {
      if (!pattern.test(column.toLowerCase().replace(/[^a-z]/g, '')) || !/^[A-Za-z0-9_-]+$/.test(column))
        continue;
      const cells = this.#runs.map((run) => rows.get(run)?.[index]?.trim() ?? '');
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

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function spellCell(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
