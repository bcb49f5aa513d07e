import { Writable } from 'node:stream';
import headless from '@xterm/headless';

/** A cell's text and colour: a number of the palette, null for the terminal's own. */
export interface Cell {
  readonly text: string;
  readonly color: number | null;
  readonly isDim: boolean;
}

/** A terminal of xterm.js, and the stream that a program writes to. */
export class TerminalEmulator extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  readonly #terminal: headless.Terminal;

  constructor(columns: number, rows: number) {
    super({ decodeStrings: false });
    [this.columns, this.rows] = [columns, rows];
    this.#terminal = new headless.Terminal({ cols: columns, rows, scrollback: 1000, allowProposedApi: true });
  }

  override _write(chunk: string | Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    // What a terminal's driver does with line feeds.
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    this.#terminal.write(text.replaceAll(/\r?\n/g, '\r\n'), done);
  }

  /** As a program's stream for a terminal, which has much that nobody asks for here. */
  get stream(): NodeJS.WriteStream {
    return this as unknown as NodeJS.WriteStream;
  }

  /** Gives the window another size, and says so as a terminal does. */
  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
    [this.columns, this.rows] = [columns, rows];
    this.emit('resize');
  }

  /** Has the picture of a program that has the alternate screen drawn now, and waits until it is there. */
  async redraw(): Promise<string[]> {
    while (!this.isAlternate) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.#settle();
    }
    this.emit('resize');
    return this.screen();
  }

  /** The rows that are seen, each without blanks at its end. */
  async screen(): Promise<string[]> {
    await this.#settle();
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.rows }, (_, row) => this.#row(active.viewportY + row));
  }

  /** Every row that the terminal holds, those that were scrolled away too; blank ones at the end are left out. */
  async history(): Promise<string[]> {
    await this.#settle();
    const rows = Array.from({ length: this.#terminal.buffer.active.length }, (_, row) => this.#row(row));
    while (rows.at(-1) === '') rows.pop();
    return rows;
  }

  /** Whether a program has the alternate screen. */
  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  /** The cells that are seen, row by row. */
  async cells(): Promise<Cell[][]> {
    await this.#settle();
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.rows }, (_, row) => {
      const line = active.getLine(active.viewportY + row);
      return Array.from({ length: this.columns }, (_, column) => {
        const cell = line?.getCell(column);
        const color = cell === undefined || cell.isFgDefault() ? null : cell.getFgColor();
        return { text: cell?.getChars() || ' ', color, isDim: (cell?.isDim() ?? 0) !== 0 };
      });
    });
  }

  #row(index: number): string {
    return this.#terminal.buffer.active.getLine(index)?.translateToString(true) ?? '';
  }

  /** Waits until the terminal has all that was written; this stream hands it on piece by piece. */
  async #settle(): Promise<void> {
    do await new Promise<void>((resolve) => this.#terminal.write('', resolve));
    while (this.writableLength > 0);
  }
}
