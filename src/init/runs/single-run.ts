import type { SourceFile } from '../listing/source-file.js';
import { bare, fragmentsOf } from './fragments.js';
import { isNameOfKind } from './trim-runs.js';

type Paths = readonly (readonly string[])[];

/** Files of one extension in a directory up to which they can be of one run. */
const mostOfOneKind = 3;

/** Whether the innermost directory that all files lie in is that of the only run: most files are named after it. */
export function isSingleRun(directory: readonly string[], paths: Paths): boolean {
  const name = directory.at(-1);
  if (name === undefined || !/\d/.test(name)) return false;
  const key = bare(name);
  const named = paths.filter((segments) =>
    fragmentsOf(segments.at(-1) ?? '').some(({ text }) => bare(text) === key),
  );
  return named.length * 2 >= paths.length && areOfOneRun(paths);
}

/** Whether no directory has more files of one extension than a run can have; a series counts as one. */
export function areOfOneRun(paths: Paths): boolean {
  const kinds = new Map<string, number>();
  for (const segments of paths) {
    const name = segments.at(-1) ?? '';
    const kind = `${segments.slice(0, -1).join('/')} ${name.slice(name.lastIndexOf('.') + 1)}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return [...kinds.values()].every((count) => count <= mostOfOneKind);
}

/** Files of which a run has one, by extension: tilt series and what is recorded with them. */
const oneOfRun = ['st', 'mdoc', 'rawtlt'];

/** Whether what a run has one of is there once, and some of it is. */
export function hasOneTiltSeries(files: readonly SourceFile[]): boolean {
  const counts = oneOfRun.map((extension) => files.filter((file) => file.extension === extension).length);
  return counts.some((count) => count === 1) && counts.every((count) => count <= 1);
}

/**
 * The directories above the one that is named after the only run, and its name: the innermost of those that all files lie in whose
 * name is no kind's; null where there is none.
 */
export function runDirectory(common: readonly string[]): { above: string[]; name: string } | null {
  for (let depth = common.length - 1; depth >= 0; depth--) {
    const name = common[depth] as string;
    if (!isNameOfKind(name)) return { above: common.slice(0, depth), name };
  }
  return null;
}
