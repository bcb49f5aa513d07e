import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import type { SourceProgress } from '../api/check-sources.js';
import { nullIf, StorageError } from '../base/errors.js';
import { countOf, printable } from '../base/messages.js';
import { systemCode, toStorageError } from '../storage/local/fs-error.js';

/**
 * Fails with a StorageError that names the file if a report cannot be written, before the work begins. Nothing is
 * written; without a path there is nothing to check. `output` is a directory that the work will create, `config` a file
 * that it reads.
 */
export async function checkReportFile(
  path: string | undefined,
  { output, config }: { readonly output?: string; readonly config?: string } = {},
): Promise<void> {
  if (path === undefined) return;
  try {
    if (path === '') throw new Error('no name');
    if (output !== undefined && `${resolve(output)}/`.startsWith(`${resolve(path)}/`))
      throw new Error(`the directory of OUTPUT, ${output}`);
    const facts = await stat(path).catch(nullIf((error) => systemCode(error) === 'ENOENT'));
    if (facts?.isDirectory()) throw new Error('a directory');
    const own = config === undefined ? null : await stat(config).catch(() => null);
    if (facts !== null && facts.ino === own?.ino && facts.dev === own.dev)
      throw new Error('the configuration');
    await access(facts === null ? dirname(path) : path, constants.W_OK);
  } catch (cause) {
    throw notWritable(path, cause);
  }
}

/** Writes a report. Fails with a StorageError that names the file. */
export async function writeReportFile(path: string, text: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw notWritable(path, cause);
  }
}

/** Writes a report to a file, or to the stream without a path. Fails as `writeReportFile` does. */
export async function showReport(text: string, path: string | undefined, stream: Writable): Promise<void> {
  if (path === undefined) stream.write(text);
  else await writeReportFile(path, text);
}

function notWritable(path: string, cause: unknown): StorageError {
  const { message, facts } = toStorageError(cause, path);
  return new StorageError('failed', 'the report cannot be written', {
    path,
    found: facts.found ?? message,
    hint: 'name a file in a directory that is there',
    cause,
  });
}

/** Describes what a check has looked at so far, for its status line. */
export function describeTotals({ runs, errors, warnings }: SourceProgress): string {
  return `${countOf(runs, 'run')} looked at, ${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}`;
}

/** Milliseconds between two updates of the status line. */
const pace = { terminal: 100, plain: 10_000 };

/** Creates a status line: it changes on a terminal, and is a new line now and then elsewhere. */
export function createStatusLine(stream: Writable, quiet: boolean) {
  const isTerminal = 'isTTY' in stream && stream.isTTY === true;
  // `process.uptime` and not `performance`, which Node.js loads at its first use.
  let last = 1000 * process.uptime();
  return {
    show(line: () => string) {
      const now = 1000 * process.uptime();
      if (quiet || now - last < (isTerminal ? pace.terminal : pace.plain)) return;
      last = now;
      stream.write(isTerminal ? `\r\u001b[2K${printable(line())}` : `${printable(line())}\n`);
    },
    finish() {
      if (isTerminal && !quiet) stream.write('\r\u001b[2K');
    },
  };
}
