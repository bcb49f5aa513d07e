import { compareNaturally, getOrMake, groupBy } from '../base/collections.js';
import { subFrameName } from '../formats/mdoc-sections.js';
import { baseName } from '../storage/keys.js';
import type { FileGroup } from './group-files.js';
import { peetList } from './peet-projects.js';
import type { FileFacts } from './read-facts.js';
import {
  type ForeignName,
  type ForeignNames,
  fragmentsOf,
  fragmentTexts,
  type RunMatch,
  runHole,
  withoutExtensions,
  withoutNumbers,
} from './run-matcher.js';
import { type RunTable, runColumn } from './run-table.js';
import type { SourceRuns } from './runs-of-source.js';
import type { SourceFile } from './source-listing.js';
import { countTopic, tokensOf } from './vocabulary.js';

/** The facts that are available before the runs are known. */
interface NameClues {
  readonly files: readonly SourceFile[];
  readonly tables: readonly Pick<RunTable, 'columns' | 'rows'>[];
  /** Common beginnings of the names of series, by file. */
  readonly stems: ReadonlyMap<SourceFile, string>;
  /** Facts of a file, if it was read. */
  readonly factsOf: (file: SourceFile) => FileFacts | undefined;
  /** Paths of the volumes that projects of PEET give to their motive lists. */
  readonly volumesOf: ReadonlyMap<SourceFile, string>;
}

/**
 * Finds the files whose run is known from an mdoc, a table, or a project or number of PEET, since their names lack it.
 * `match` returns the matches of all files once the runs are known, including these, with a guess by order for
 * unmatched ones.
 */
export function findForeignFiles({ files, tables, stems, factsOf, volumesOf }: NameClues) {
  const byMdocs = namedByMdocs(files, factsOf);
  const byTables = namedByTables(files, tables);
  const ofPeet = files.filter(({ name }) => peetList.test(name));
  return {
    files: new Set([...byMdocs.keys(), ...byTables.keys(), ...ofPeet]),
    match({ prefix, runs, matches }: SourceRuns): (RunMatch | null)[] {
      const depth = prefix.length;
      const at = new Map(files.map((file, index) => [file, matches[index] ?? null]));
      const known = new Set(runs);
      const mixed = stemsOfSeveral(byMdocs, stems);
      const matched = files.map((file) => {
        const own = at.get(file) ?? null;
        const tie = byMdocs.get(file);
        const run = tie === undefined ? undefined : at.get(tie.mdoc)?.run;
        if (tie !== undefined && run !== undefined && own?.run !== run) {
          const stem = stems.get(file) ?? withoutExtensions(file.name);
          const text = mixed.has(`${file.directory}/${stem}`) ? '' : stem;
          return foreignMatch(file, run, { text, column: tie.column, by: 'mdoc' }, depth);
        }
        const volume = volumesOf.get(file);
        const listed = volume === undefined ? undefined : runOfVolume(volume, files, at, known);
        if (listed !== undefined && own?.run !== listed) {
          const text = peetList.exec(file.name)?.[2] ?? '';
          return foreignMatch(file, listed, { text, column: 'volume_name', by: 'table' }, depth);
        }
        const row = byTables.get(file);
        if (row !== undefined && known.has(row.run) && own?.run !== row.run)
          return foreignMatch(file, row.run, row.foreign, depth);
        return own;
      });
      return namedByOrder(files, stems, { runs, matches: matched, prefix });
    },
  };
}

/** Returns the run of a volume that a project names: that of the files of this name, or the one in its path. */
function runOfVolume(
  path: string,
  files: readonly SourceFile[],
  at: ReadonlyMap<SourceFile, RunMatch | null>,
  known: ReadonlySet<string>,
): string | undefined {
  const alike = files.filter(({ name }) => name === baseName(path));
  const [run, ...others] = new Set(alike.flatMap((file) => at.get(file)?.run ?? []));
  if (run !== undefined && others.length === 0) return run;
  return [...fragmentTexts(path.split('/'))].findLast((text) => known.has(text));
}

/** Returns the beginnings of series, with their directories, that occur in files of several mdocs. */
function stemsOfSeveral(ties: ReturnType<typeof namedByMdocs>, stems: ReadonlyMap<SourceFile, string>) {
  const mdocs = new Map<string, Set<SourceFile>>();
  for (const [file, { mdoc }] of ties) {
    const key = `${file.directory}/${stems.get(file) ?? withoutExtensions(file.name)}`;
    getOrMake(mdocs, key, () => new Set<SourceFile>()).add(mdoc);
  }
  return new Set([...mdocs].flatMap(([key, { size }]) => (size > 1 ? [key] : [])));
}

/** The mdoc that names a file, and the column of the run data map for its name. */
interface MdocTie {
  readonly mdoc: SourceFile;
  readonly column: 'frame_name' | 'tilt_series_name';
}

/** Returns the frames and stacks that mdocs name and whose own names do not lead to their mdoc. */
function namedByMdocs(files: readonly SourceFile[], factsOf: (file: SourceFile) => FileFacts | undefined) {
  const byName = new Map<string, SourceFile | null>();
  for (const file of files) {
    const name = file.name.toLowerCase();
    // A name that occurs in several directories is ambiguous.
    byName.set(name, byName.has(name) ? null : file);
  }
  const ties = new Map<SourceFile, MdocTie | null>();
  for (const mdoc of files) {
    const found = factsOf(mdoc)?.mdoc;
    if (found === null || found === undefined) continue;
    const stem = (mdoc.segments.at(-1) ?? '').replace(/\.mdoc$/i, '').replace(/\.(?:mrcs?|st|tiff?)$/i, '');
    const tie = (path: string, column: MdocTie['column']) => {
      const file = byName.get(subFrameName(path).toLowerCase());
      if (file === null || file === undefined || file === mdoc) return;
      if (fragmentTexts(file.segments).has(stem)) return;
      const known = ties.get(file);
      ties.set(file, known === undefined || known?.mdoc === mdoc ? { mdoc, column } : null);
    };
    for (const { SubFramePath } of found.sections) {
      if (SubFramePath !== undefined) tie(SubFramePath, 'frame_name');
    }
    if (found.globals.ImageFile !== undefined) tie(found.globals.ImageFile, 'tilt_series_name');
  }
  return new Map([...ties].flatMap(([file, tie]) => (tie === null ? [] : [[file, tie] as const])));
}

const shortest = 3;

/** Returns the files that have a name which a table lists for a run, but not the name of the run. */
function namedByTables(files: readonly SourceFile[], tables: NameClues['tables']) {
  const known = new Map<string, { run: string; foreign: ForeignName }>();
  for (const table of tables) {
    const width = Math.max(0, ...[...table.rows.values()].map(({ length }) => length));
    for (let at = 0; at < width; at++) {
      const names = [...table.rows].map(([run, cells]) => [run, cells[at] ?? ''] as const);
      if (!areNames(names)) continue;
      const column = table.columns?.[at] ?? 'mapped_name';
      if (column === runColumn || !/^\w+$/.test(column)) continue;
      for (const [run, text] of names) known.set(text, { run, foreign: { text, column, by: 'table' } });
    }
  }
  const found = new Map<SourceFile, { run: string; foreign: ForeignName }>();
  if (known.size === 0) return found;
  for (const file of files) {
    const texts = fragmentTexts(file.segments);
    const [name] = [...texts].flatMap((text) => known.get(text) ?? []);
    if (name !== undefined && !texts.has(name.run)) found.set(file, name);
  }
  return found;
}

function isName(text: string): boolean {
  return text.length >= shortest && Number.isNaN(Number(text)) && !/\s/.test(text) && /\d/.test(text);
}

/** True if the cells of a column are names that are unique and differ from those of the runs. */
function areNames(cells: readonly (readonly [run: string, text: string])[]): boolean {
  const texts = cells.map(([, text]) => text);
  return (
    texts.every(isName) && new Set(texts).size === texts.length && cells.every(([run, text]) => run !== text)
  );
}

/** Returns the match of a file with a run whose name it lacks: its template has a hole for the foreign name. */
export function foreignMatch(file: SourceFile, run: string, foreign: ForeignName, depth: number): RunMatch {
  const segments = file.segments.slice(depth);
  const at = segments.findLastIndex((name) => startOf(name, foreign.text) !== -1);
  // Nothing in the path identifies the run, so its files will be listed one by one.
  if (foreign.text === '' || at === -1) return { run, template: segments.join('/'), how: 'whole' };
  const template = segments.map((name, index) => {
    const start = index === at ? startOf(name, foreign.text) : -1;
    return start === -1 ? name : name.slice(0, start) + runHole + name.slice(start + foreign.text.length);
  });
  return { run, template: template.join('/'), how: 'whole', foreign };
}

function startOf(name: string, text: string): number {
  return fragmentsOf(name).find((fragment) => fragment.text === text)?.start ?? -1;
}

const volumes = ['mrc', 'mrcs', 'st', 'ali', 'rec', 'map', 'em', 'hdf', 'zarr', 'eer', 'tif', 'tiff'];

/**
 * Guesses the runs of volumes and series without one, as a last resort: if a directory has as many of an extension as
 * there are runs, they are assigned in the order of the names. Returns the matches of all files.
 */
function namedByOrder(
  files: readonly SourceFile[],
  stems: ReadonlyMap<SourceFile, string>,
  { runs, matches, prefix }: SourceRuns,
): (RunMatch | null)[] {
  if (runs.length < 2) return [...matches];
  const ordered = [...runs].sort(compareNaturally);
  const guessed = new Map<SourceFile, RunMatch>();
  for (const alone of unmatched(files, matches)) {
    const names = differences(alone, stems);
    if (names === null || names.size !== runs.length) continue;
    // Volumes that differ in words, such as a map and its mask, are not of one kind.
    if (new Set([...names.keys()].map(withoutNumbers)).size > 1) continue;
    const sorted = [...names.keys()].sort(compareNaturally);
    const column = columnOf(alone, stems);
    for (const [index, text] of sorted.entries()) {
      const run = ordered[index] as string;
      for (const file of names.get(text) ?? [])
        guessed.set(file, foreignMatch(file, run, { text, column, by: 'order' }, prefix.length));
    }
  }
  // Files of no run follow those of one name that were guessed, such as the mdocs of its frames.
  const named = new Map(
    [...guessed.values()].flatMap(({ run, foreign }) =>
      foreign !== undefined && isName(foreign.text) ? [[foreign.text, { run, foreign }] as const] : [],
    ),
  );
  return files.map((file, index) => {
    const known = matches[index] ?? guessed.get(file);
    if (known !== undefined) return known;
    const [alike] = [...fragmentTexts(file.segments)].flatMap((text) => named.get(text) ?? []);
    return alike === undefined ? null : foreignMatch(file, alike.run, alike.foreign, prefix.length);
  });
}

/** Returns the volumes and motive lists of PEET in groups by directory and extension of which no file has a run. */
function unmatched(files: readonly SourceFile[], matches: readonly (RunMatch | null)[]): SourceFile[][] {
  const members = files.map((file, index) => ({ file, match: matches[index] ?? null }));
  const kindOf = ({ name, extension }: SourceFile) =>
    peetList.test(name) ? name.replace(peetList, '$1$3') : extension;
  return [...groupBy(members, ({ file }) => `${kindOf(file)} ${file.directory}`).values()]
    .filter((same) =>
      same.every(
        ({ file, match }) => match === null && (volumes.includes(file.extension) || peetList.test(file.name)),
      ),
    )
    .map((same) => same.map(({ file }) => file));
}

/** Groups files by the part of their names that differs between them, or their series; null without one. */
function differences(files: readonly SourceFile[], stems: ReadonlyMap<SourceFile, string>) {
  if (files.some((file) => countTopic(tokensOf(file.segments.join('/')).all, 'gain') > 0)) return null;
  const series = files.filter((file) => stems.has(file));
  if (series.length > 0 && series.length < files.length) return null;
  const names = files.map(
    (file) => stems.get(file) ?? file.name.slice(peetList.exec(file.name)?.[1]?.length ?? 0),
  );
  const behind = series.length > 0 ? '' : sharedEnd(names);
  const own = names.map((name) => name.slice(0, name.length - behind.length));
  if (files.some(({ name }, index) => !fragmentTexts([name]).has(own[index] as string))) return null;
  const found = groupBy(files.keys(), (index) => own[index] as string);
  return new Map([...found].map(([name, indexes]) => [name, indexes.map((at) => files[at] as SourceFile)]));
}

/** Returns the common end of names, from a delimiter on. */
function sharedEnd(names: readonly string[]): string {
  const [first = ''] = names;
  for (let at = 1; at < first.length; at++) {
    const end = first.slice(at);
    if (/^[^\p{L}\p{N}]/u.test(end) && names.every((name) => name.endsWith(end))) return end;
  }
  return '';
}

/** Returns the column of the run data map for names of files, by the first of them. */
export function columnOf([first]: readonly SourceFile[], stems: ReadonlyMap<SourceFile, string>): string {
  if (first === undefined || stems.has(first)) return 'frame_name';
  const { directories } = tokensOf(first.segments.join('/'));
  return countTopic(directories, 'tiltSeries') > 0 || first.extension === 'st'
    ? 'tilt_series_name'
    : 'volume_name';
}

/**
 * Gives the columns of names unique labels: a group gets another column if the names of a run differ, and a column of
 * the source's own table only if its cells are equal.
 */
export function withOwnColumns(groups: readonly FileGroup[], tables: readonly RunTable[]): FileGroup[] {
  const table = tables.find(({ columns }) => columns !== null) ?? null;
  const taken = new Map<string, Map<string, string>>();
  for (const [at, column] of (table?.columns ?? []).entries()) {
    taken.set(column, new Map([...(table?.rows ?? [])].map(([run, cells]) => [run, cells[at] ?? ''])));
  }
  return groups.map((group) => {
    const { foreign } = group;
    if (foreign === null) return group;
    const column = freeColumn(foreign, taken);
    const names = getOrMake(taken, column, () => new Map<string, string>());
    for (const [run, name] of foreign.names) names.set(run, name);
    return { ...group, foreign: { ...foreign, column } };
  });
}

function freeColumn(
  { column, names }: ForeignNames,
  taken: ReadonlyMap<string, ReadonlyMap<string, string>>,
): string {
  const fits = (name: string) => {
    const known = taken.get(name);
    return known === undefined || [...names].every(([run, text]) => (known.get(run) ?? text) === text);
  };
  let name = column;
  for (let number = 2; !fits(name); number++) name = `${column}_${number}`;
  return name;
}
