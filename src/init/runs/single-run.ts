import type { SourceFile } from '../listing/source-file.js';
import { bare, fragmentsOf } from './fragments.js';

/** Files of one extension in a directory up to which they can be of one run. */
const mostOfOneKind = 3;

/** Whether the innermost directory that all files lie in is that of the only run: most files are named after it. */
export function isSingleRun(directory: readonly string[], files: readonly SourceFile[]): boolean {
  const name = directory.at(-1);
  if (name === undefined || !/\d/.test(name)) return false;
  const kinds = new Map<string, number>();
  let named = 0;
  for (const { segments, extension } of files) {
    const kind = `${segments.slice(0, -1).join('/')} ${extension}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const key = bare(name);
    if (fragmentsOf(segments.at(-1) ?? '').some(({ text }) => bare(text) === key)) named += 1;
  }
  return named * 2 >= files.length && [...kinds.values()].every((count) => count <= mostOfOneKind);
}
