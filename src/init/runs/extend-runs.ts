import { escapeRegex } from '../globs/pattern.js';
import type { Explanation } from './explain-paths.js';
import { numberHole, withoutNumbers } from './fragments.js';
import { bareHole, runHole } from './run-matcher.js';

/**
 * The runs of all paths, after those of a sample were found: what stands in further paths where the names stand in those of the
 * sample. Forms without numbers count, as long as there are any: a number may be of a name or not.
 */
export function extendRuns(sample: Explanation, paths: readonly (readonly string[])[]): string[] {
  const forms = new Map<string, Set<string>>();
  for (const match of sample.matches) {
    if (match === null || match.how === 'inside') continue;
    const form = withoutNumbers(match.template);
    forms.set(form, (forms.get(form) ?? new Set()).add(match.run));
  }
  const shared = [...forms].filter(([, runs]) => runs.size >= 2).map(([form]) => form);
  const plain = shared.filter((form) => !form.includes(numberHole));
  const tests = (plain.length > 0 ? plain : shared).map(expressionOf);
  const runs = new Set(sample.runs);
  for (const segments of paths) {
    const path = segments.join('/');
    for (const test of tests) {
      const run = test.exec(path)?.[1];
      if (run !== undefined) runs.add(run);
    }
  }
  return [...runs];
}

function expressionOf(form: string): RegExp {
  let isFirst = true;
  const source = form
    .split(/([\uE001\uE002\uE003])/)
    .map((piece) => {
      if (piece === bareHole) return '[^/]*';
      if (piece === numberHole) return '\\d+';
      if (piece !== runHole) return escapeRegex(piece);
      const hole = isFirst ? '([^/]+)' : '\\1';
      isFirst = false;
      return hole;
    })
    .join('');
  return new RegExp(`^${source}$`);
}
