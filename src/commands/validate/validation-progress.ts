import type { Writable } from 'node:stream';
import type { ValidateOptions } from '../../validate/index.js';

/** Milliseconds between two lines where there is no terminal, and between two looks where there is one. */
const pace = { terminal: 100, plain: 10_000 };

export interface ValidationProgress {
  readonly show: NonNullable<ValidateOptions['onProgress']>;
  finish(): void;
}

/** Tells how far a validation is: one line that changes on a terminal, a line now and then elsewhere. */
export function createValidationProgress(stream: Writable, quiet: boolean): ValidationProgress {
  const isTerminal = 'isTTY' in stream && stream.isTTY === true;
  let last = performance.now();
  return {
    show({ unit, runs, errors, warnings }) {
      const now = performance.now();
      if (quiet || now - last < (isTerminal ? pace.terminal : pace.plain)) return;
      last = now;
      const line = `${runs} runs looked at, ${errors} errors, ${warnings} warnings; at ${unit.directory}`;
      stream.write(isTerminal ? `\r\u001b[2K${line}` : `${line}\n`);
    },
    finish() {
      if (isTerminal && !quiet) stream.write('\r\u001b[2K');
    },
  };
}
