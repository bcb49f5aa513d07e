import type { FileFacts } from '../facts/file-facts.js';
import type { SourceFile } from '../listing/source-file.js';
import type { RunMatch } from '../runs/run-matcher.js';
import type { SourceRuns } from '../runs/runs-of-source.js';
import type { RunTable } from '../tables/run-table.js';
import { foreignMatch } from './foreign-match.js';
import { namedByMdocs } from './named-by-mdocs.js';
import { namedByOrder } from './named-by-order.js';
import { namedByTables } from './named-by-tables.js';

/** What is known before the runs are. */
export interface NameClues {
  readonly files: readonly SourceFile[];
  readonly tables: readonly RunTable[];
  /** How the files of series begin. */
  readonly stems: ReadonlyMap<SourceFile, string>;
  /** Facts of files that were read. */
  readonly factsOf: (file: SourceFile) => FileFacts | undefined;
}

/** Files that have other names than their runs, and how to match them once the runs are known. */
export interface ForeignFiles {
  readonly files: ReadonlySet<SourceFile>;
  /** Matches of all files, those of these included, with a guess by order for what is left. */
  match(found: SourceRuns): (RunMatch | null)[];
}

/** Finds the files whose runs mdocs or tables tell, and not their names. */
export function findForeignFiles({ files, tables, stems, factsOf }: NameClues): ForeignFiles {
  const byMdocs = namedByMdocs(files, factsOf);
  const byTables = namedByTables(files, tables);
  return {
    files: new Set([...byMdocs.keys(), ...byTables.keys()]),
    match({ prefix, runs, matches }) {
      const depth = prefix.length;
      const at = new Map(files.map((file, index) => [file, matches[index] ?? null]));
      const known = new Set(runs);
      const mixed = stemsOfSeveral(byMdocs, stems);
      const matched = files.map((file) => {
        const own = at.get(file) ?? null;
        const tie = byMdocs.get(file);
        const run = tie === undefined ? undefined : at.get(tie.mdoc)?.run;
        if (tie !== undefined && run !== undefined && own?.run !== run) {
          const stem = stems.get(file) ?? stemOf(file);
          const text = mixed.has(`${file.segments.slice(0, -1).join('/')}/${stem}`) ? '' : stem;
          return foreignMatch(file, run, { text, column: tie.column, by: 'mdoc' }, depth);
        }
        const row = byTables.get(file);
        if (row !== undefined && known.has(row.run) && own?.run !== row.run)
          return foreignMatch(file, row.run, row.foreign, depth);
        return own;
      });
      return namedByOrder({ files, matches: matched, stems, runs, depth });
    },
  };
}

/** Beginnings of series, with their directories, that files of several mdocs have. */
function stemsOfSeveral(
  ties: ReturnType<typeof namedByMdocs>,
  stems: ReadonlyMap<SourceFile, string>,
): ReadonlySet<string> {
  const mdocs = new Map<string, Set<SourceFile>>();
  for (const [file, { mdoc }] of ties) {
    const key = `${file.segments.slice(0, -1).join('/')}/${stems.get(file) ?? stemOf(file)}`;
    mdocs.set(key, (mdocs.get(key) ?? new Set()).add(mdoc));
  }
  return new Set([...mdocs].flatMap(([key, { size }]) => (size > 1 ? [key] : [])));
}

function stemOf({ segments }: SourceFile): string {
  return (segments.at(-1) ?? '').replace(/(?:\.[A-Za-z]\w*)+$/, '');
}
