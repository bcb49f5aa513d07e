import { groupBy } from '../base/collections.js';
import { withoutKinds } from './find-runs.js';
import { columnOf, foreignMatch } from './foreign-names.js';
import { fragmentTexts, type RunMatch } from './run-matcher.js';
import type { SourceRuns } from './runs-of-source.js';
import type { SourceFile } from './source-listing.js';

/**
 * Gives files without a run to that whose name they spell in other letters, delimiters or zeros: `ts1_rec.mrc` to `TS_01`.
 * Names of files are no runs if just one run of the same spelling was recorded. `stems` are the beginnings of series.
 */
export function joinSpellings(
  files: readonly SourceFile[],
  stems: ReadonlyMap<SourceFile, string>,
  { prefix, runs, matches }: SourceRuns,
): SourceRuns {
  const ofSeries = files.flatMap(({ extension }, at) =>
    ['mdoc', 'st', 'rawtlt'].includes(extension) ? (matches[at]?.run ?? []) : [],
  );
  const recorded = new Set(ofSeries);
  const bySpelling = new Map(
    [...groupBy(runs, (run) => spellingOf(withoutKinds(run)))].flatMap(([spelling, same]) => {
      const [run, ...others] = same.length === 1 ? same : same.filter((each) => recorded.has(each));
      // Numbers alone are of other things too.
      const isName = /\d/.test(spelling) && /\p{L}/u.test(spelling);
      return run === undefined || others.length > 0 || !isName ? [] : [[spelling, run] as const];
    }),
  );
  const isOther = (run: string) => (bySpelling.get(spellingOf(withoutKinds(run))) ?? run) !== run;
  return {
    prefix,
    runs: runs.filter((run) => !isOther(run)),
    matches: files.map((file, at): RunMatch | null => {
      const match = matches[at] ?? null;
      if (match !== null && !isOther(match.run)) return match;
      const named = [...fragmentTexts(file.segments)].flatMap((text) => {
        const run = bySpelling.get(spellingOf(text));
        return run === undefined ? [] : [{ run, text }];
      });
      const [longest] = named.sort((a, b) => b.text.length - a.text.length);
      if (longest === undefined) return null;
      const foreign = { text: longest.text, column: columnOf([file], stems), by: 'spelling' } as const;
      return foreignMatch(file, longest.run, foreign, prefix.length);
    }),
  };
}

/** Returns the letters and numbers of a name, without case and zeros before numbers: `ts 1` of `TS_01`. */
function spellingOf(name: string): string {
  const words = name.toLowerCase().match(/\d+|\p{L}+/gu) ?? [];
  return words.map((word) => word.replace(/^0+(?=\d)/, '')).join(' ');
}
