import type { Writable } from 'node:stream';

/** An error of usage as all commands show it: one line, and where to read what is right. */
export function writeUsageError(
  stream: Writable,
  message: string,
  command: string,
  hint: string | undefined = `see ${command} --help`,
): void {
  stream.write(`error: ${message}\n  hint: ${hint}\n`);
}
