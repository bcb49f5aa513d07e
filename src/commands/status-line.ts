import type { Writable } from 'node:stream';

/** Milliseconds between two lines where there is no terminal, and between two looks where there is one. */
const pace = { terminal: 100, plain: 10_000 };

/** Tells how far a command is: one line that changes on a terminal, a line now and then elsewhere. */
export interface StatusLine {
  show(line: () => string): void;
  finish(): void;
}

/** A status line on a stream; none when `quiet`. */
export function createStatusLine(stream: Writable, quiet: boolean): StatusLine {
  const isTerminal = 'isTTY' in stream && stream.isTTY === true;
  // Node.js loads `performance` when it is first asked for.
  let last = 1000 * process.uptime();
  return {
    show(line) {
      const now = 1000 * process.uptime();
      if (quiet || now - last < (isTerminal ? pace.terminal : pace.plain)) return;
      last = now;
      stream.write(isTerminal ? `\r\u001b[2K${line()}` : `${line()}\n`);
    },
    finish() {
      if (isTerminal && !quiet) stream.write('\r\u001b[2K');
    },
  };
}
