import type { SourceFile } from '../listing/source-file.js';
import { fragmentsOf } from '../runs/fragments.js';
import { type RunMatch, runHole } from '../runs/run-matcher.js';
import type { ForeignName } from './foreign-name.js';

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
