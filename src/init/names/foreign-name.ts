import type { SourceFile } from '../listing/source-file.js';
import { fragmentsOf } from '../runs/fragments.js';
import { type RunMatch, runHole } from '../runs/run-matcher.js';

/** What tells the run of a file that has another name. */
export type NameOrigin = 'mdoc' | 'table' | 'order';

/** What a file is called in place of its run's name. */
export interface ForeignName {
  readonly text: string;
  /** Column of the run data map that holds it. */
  readonly column: string;
  readonly by: NameOrigin;
}

/** The names that files of a group have in place of their runs', by run. */
export interface ForeignNames extends Pick<ForeignName, 'column' | 'by'> {
  readonly names: ReadonlyMap<string, string>;
}

/** A file as one of a run whose name it does not have: its path with what stands for the run taken out. */
export function foreignMatch(file: SourceFile, run: string, foreign: ForeignName, depth: number): RunMatch {
  const segments = file.segments.slice(depth);
  const at = segments.findLastIndex((name) => placeOf(name, foreign.text) !== -1);
  // Nothing in the path tells the run, so that its files are listed one by one.
  if (foreign.text === '' || at === -1) return { run, template: segments.join('/'), how: 'whole' };
  const template = segments.map((name, index) => {
    const start = index === at ? placeOf(name, foreign.text) : -1;
    return start === -1 ? name : name.slice(0, start) + runHole + name.slice(start + foreign.text.length);
  });
  return { run, template: template.join('/'), how: 'whole', foreign };
}

function placeOf(name: string, text: string): number {
  return fragmentsOf(name).find((fragment) => fragment.text === text)?.start ?? -1;
}
