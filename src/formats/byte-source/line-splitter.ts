import { FormatError } from '../../errors/index.js';

const longestLine = 2 ** 20;

/** Cuts text that comes in pieces into lines; `\n`, `\r\n` and `\r` all end one. */
export class LineSplitter {
  readonly #path: string;
  #rest = '';
  #lines: number;

  /** `lines`: those of the file that came before. */
  constructor(path: string, lines = 0) {
    this.#path = path;
    this.#lines = lines;
  }

  /** The lines that are complete now, without their ends; fails with a FormatError on one beyond 1 MiB. */
  push(text: string): string[] {
    const all = this.#rest + text;
    const holdsReturn = all.endsWith('\r');
    const lines = (holdsReturn ? all.slice(0, -1) : all).split(all.includes('\r') ? /\r\n?|\n/ : '\n');
    const last = lines.pop() ?? '';
    this.#rest = holdsReturn ? `${last}\r` : last;
    this.#lines += lines.length;
    if (last.length > longestLine) {
      throw new FormatError('the line has no end', {
        path: this.#path,
        line: this.#lines + 1,
        expected: `lines of at most ${longestLine} characters`,
        found: 'a longer one',
      });
    }
    return lines;
  }

  /** What follows the last line end, if anything does. */
  end(): string[] {
    const last = this.#rest.endsWith('\r') ? this.#rest.slice(0, -1) : this.#rest;
    const isLine = this.#rest !== '';
    this.#rest = '';
    return isLine ? [last] : [];
  }
}
