import { type FormatError, fileError } from '../base/errors.js';
import type { ByteSource } from './byte-source.js';
import { LineSplitter, type NamedText, splitLines, textChunks } from './text.js';

/** A row of a table: its cells as written, without quotes. */
export interface StarRow {
  /** 1-based line of the file. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A piece of a STAR file, in file order. */
export type StarEvent = { readonly block: string } & (
  | { readonly kind: 'block'; readonly line: number }
  | { readonly kind: 'pair'; readonly key: string; readonly value: string; readonly line: number }
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly line: number }
  | { readonly kind: 'rows'; readonly rows: readonly StarRow[] }
);

/** Reads a STAR file in batches, in the memory of one piece of the file. Fails like StarParser. */
export async function* readStar(source: ByteSource): AsyncGenerator<StarEvent[]> {
  const parser = new StarParser(source.path);
  for await (const text of textChunks(source)) yield parser.push(text);
  yield parser.end();
}

/** Blocks of a file, columns of a table and keys of a block, of each: RELION and Warp write a block a tomogram. */
const mostNames = 20_000;

type State = 'outside' | 'block' | 'pairs' | 'header' | 'rows';

/**
 * Parses STAR text, the subset that RELION, STOPGAP and TOMOMAN write, piece by piece. Every cell stays text. Fails
 * with a FormatError that names the line, as soon as that line is read.
 */
export class StarParser {
  readonly #lines: LineSplitter;
  readonly #blocks = new Set<string>();
  #state: State = 'outside';
  #block = '';
  #line = 0;
  #columns = new Set<string>();
  #keys = new Set<string>();
  #events: StarEvent[] = [];
  #rows: StarRow[] = [];

  /** Rows for whose line `isWanted` is false are skipped unchecked; by default all rows are read. */
  constructor(
    private readonly path: string,
    private readonly isWanted: (row: string) => boolean = () => true,
  ) {
    this.#lines = new LineSplitter(path);
  }

  /** Number of lines read so far. */
  get line(): number {
    return this.#line;
  }

  /** Counts lines of rows that are not passed in, after a piece that ended with a line. */
  skip(lines: number): void {
    this.#line += lines;
  }

  /** Parses a piece of text; returns the events that it completes. */
  push(text: string): StarEvent[] {
    for (const line of this.#lines.push(text)) this.#take(line.trim());
    return this.#flush();
  }

  /** Parses the last line; returns the events that it completes. Fails if there is no block, or an incomplete one. */
  end(): StarEvent[] {
    for (const line of this.#lines.end()) this.#take(line.trim());
    if (this.#state === 'outside')
      throw this.#error('not a STAR file', 'a line that starts with data_', 'none');
    this.#closeBlock();
    return this.#flush();
  }

  #take(line: string): void {
    this.#line++;
    if (line === '' || line.startsWith('#')) return;
    if (line.startsWith('data_')) this.#openBlock(line);
    else if (this.#state === 'block') this.#takeFirst(line);
    else if (this.#state === 'pairs') this.#takePair(line);
    else if (this.#state === 'header' && line.startsWith('_')) this.#takeColumn(line);
    else if (this.#state !== 'outside') this.#takeRow(line);
  }

  #openBlock(line: string): void {
    if (this.#state !== 'outside') this.#closeBlock();
    this.#block = this.#tokens(line)[0]?.slice('data_'.length) ?? '';
    if (this.#blocks.has(this.#block)) {
      throw this.#error('duplicate block', 'one block of a name', `data_${this.#block} again`);
    }
    this.#add(this.#block, this.#blocks, 'blocks');
    this.#state = 'block';
    this.#events.push({ kind: 'block', block: this.#block, line: this.#line });
  }

  #closeBlock(): void {
    this.#flushRows();
    if (this.#state === 'header' && this.#columns.size > 0) this.#openTable();
    if (this.#state === 'rows' || this.#state === 'pairs') return;
    const expected = this.#state === 'header' ? 'names of columns after loop_' : 'a table or keys';
    throw this.#error(`the block data_${this.#block} is empty`, expected, 'nothing');
  }

  #takeFirst(line: string): void {
    if (line.startsWith('loop_')) {
      if (this.#tokens(line).length > 1) throw this.#error('loop_ is not alone on its line', 'loop_', line);
      this.#state = 'header';
      this.#columns = new Set();
    } else if (line.startsWith('_')) {
      this.#state = 'pairs';
      this.#keys = new Set();
      this.#takePair(line);
    }
  }

  #takePair(line: string): void {
    if (line.startsWith('loop_')) {
      throw this.#error('a table follows keys in one block', 'a block of its own for the table', line);
    }
    if (line.startsWith(';')) throw this.#textValue();
    if (!line.startsWith('_')) return;
    const [key = '', ...values] = this.#tokens(line);
    const [value] = values;
    if (value === undefined || values.length > 1) {
      throw this.#error(`${key} needs one value`, 'a key and one value', `${values.length} values`);
    }
    if (this.#keys.has(key)) throw this.#error('duplicate key', 'one value of a name', key);
    this.#add(key, this.#keys, 'keys');
    this.#events.push({ kind: 'pair', block: this.#block, key: key.slice(1), value, line: this.#line });
  }

  #takeColumn(line: string): void {
    const name = this.#tokens(line)[0]?.slice(1) ?? '';
    if (this.#columns.has(name)) throw this.#error('duplicate column', 'one of a name', `_${name}`);
    this.#add(name, this.#columns, 'columns');
  }

  #add(name: string, names: Set<string>, what: string): void {
    if (names.size >= mostNames) throw this.#error(`too many ${what}`, `at most ${mostNames}`, 'more');
    names.add(name);
  }

  #takeRow(line: string): void {
    if (this.#state === 'header') {
      if (this.#columns.size === 0)
        throw this.#error('loop_ without columns', 'a name with _ in front', line);
      this.#openTable();
    }
    if (line === 'loop_')
      throw this.#error('two tables in one block', 'a block for each table', 'loop_ again');
    if (line.startsWith(';')) throw this.#textValue();
    if (!this.isWanted(line)) return;
    const cells = this.#tokens(line);
    // RELION writes nothing for an option of a job that is empty.
    if (this.#block === 'joboptions_values' && cells.length === this.#columns.size - 1) cells.push('');
    if (cells.length !== this.#columns.size) {
      const expected = `${this.#columns.size}, one a column`;
      throw this.#error('the row has the wrong number of fields', expected, `${cells.length}`);
    }
    this.#rows.push({ line: this.#line, cells });
  }

  #openTable(): void {
    this.#state = 'rows';
    this.#events.push({ kind: 'table', block: this.#block, columns: [...this.#columns], line: this.#line });
  }

  #flush(): StarEvent[] {
    this.#flushRows();
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #flushRows(): void {
    if (this.#rows.length === 0) return;
    this.#events.push({ kind: 'rows', block: this.#block, rows: this.#rows });
    this.#rows = [];
  }

  #tokens(line: string): string[] {
    const tokens = splitTokens(line);
    if (tokens !== null) return tokens;
    const expected = 'a closing quote before a blank or the end of the line';
    throw this.#error('the quote has no end', expected, line);
  }

  #textValue(): FormatError {
    return this.#error('text values of several lines are not supported', 'values on one line', ';');
  }

  #error(message: string, expected: string, found: string): FormatError {
    const shown = found.length > 80 ? `${found.slice(0, 80)}…` : found;
    const location = this.#line === 0 ? {} : { line: this.#line };
    return fileError(message, { path: this.path, ...location }, expected, shown);
  }
}

/** A table of a STAR file in memory. */
export interface StarTable {
  readonly block: string;
  readonly columns: readonly string[];
  readonly rows: readonly StarRow[];
  /** 1-based line of its last column. */
  readonly line: number;
}

/** Returns a test of the lines of rows that are read, of a block by its text; null for a block that is not read. */
export type BlockTest = (block: string) => ((line: string) => boolean) | null;

/** Reads all tables of a STAR text, or what is `wanted` of it; keys without a table are ignored. Fails like StarParser. */
export function starTables({ text, path }: NamedText, wanted: BlockTest | null = null): StarTable[] {
  const tables: (Omit<StarTable, 'rows'> & { readonly rows: StarRow[] })[] = [];
  let isWanted: ReturnType<BlockTest> = () => true;
  const parser = new StarParser(path, (line) => isWanted?.(line) ?? true);
  const events: StarEvent[] = [];
  for (const block of wanted === null ? [text] : text.split(/^(?=[ \t]*data_)/m)) {
    if (wanted !== null) isWanted = /^[ \t]*data_/.test(block) ? wanted(block) : null;
    if (isWanted === null) parser.skip(splitLines(block).length - 1);
    else events.push(...parser.push(block));
  }
  if (events.length > 0 || wanted === null) events.push(...parser.end());
  for (const event of events) {
    if (event.kind === 'table') {
      const { block, columns, line } = event;
      tables.push({ block, columns, line, rows: [] });
    }
    // One at a time: `push(...rows)` fails for very many rows.
    if (event.kind === 'rows') for (const row of event.rows) tables.at(-1)?.rows.push(row);
  }
  return tables;
}

/** A comment, a quoted text, another token, or a quote without an end. */
const anyToken = /#|(["'])([\s\S]*?)\1(?![^ \t])|[^ \t"'][^ \t]*|["']/g;

/**
 * Splits a trimmed STAR line into tokens, separated by blanks or tabs and quoted if they hold some, up to a `#` that
 * starts a token. A quote ends where its character comes before a blank or the end of the line. Null if one has no end.
 */
function splitTokens(line: string): string[] | null {
  // Rows of numbers, which are most.
  if (!line.includes('"') && !line.includes("'") && !line.includes('#')) return line.split(/[ \t]+/);
  const tokens: string[] = [];
  for (const [token, quoted, content = token] of line.matchAll(anyToken)) {
    if (token.startsWith('#')) break;
    if (quoted === undefined && /["']/.test(token[0] ?? '')) return null;
    tokens.push(content);
  }
  return tokens;
}
