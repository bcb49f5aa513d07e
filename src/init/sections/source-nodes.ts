import { escapeRegex, literalGlob } from '../name-pattern.js';
import type { PlannedSource } from '../plan-sources.js';
import { list, type MapNode, map, scalar, type YamlNode } from '../yaml-document.js';

/** The parents to which a source is limited. */
export interface Filters {
  readonly runs?: readonly string[] | null;
  readonly notRuns?: readonly string[];
  /** Voxel spacing in Å with three decimals. */
  readonly voxelSpacing?: string | null;
}

/** Returns a regular expression that matches these names and no others. */
export function anyOf(names: readonly string[]): string {
  const any = names.map(escapeRegex).join('|');
  return names.length === 1 ? `^${any}$` : `^(?:${any})$`;
}

/** Returns `parent_filters`, or null if nothing is filtered. */
export function filterNode({ runs = null, notRuns = [], voxelSpacing = null }: Filters): YamlNode | null {
  const include = {
    run: runs === null ? null : list([scalar(anyOf(runs))]),
    voxel_spacing: voxelSpacing === null ? null : list([scalar(anyOf([voxelSpacing]))]),
  };
  const isIncluding = runs !== null || voxelSpacing !== null;
  if (!isIncluding && notRuns.length === 0) return null;
  return map({
    include: isIncluding ? map(include) : null,
    exclude: notRuns.length === 0 ? null : map({ run: list([scalar(anyOf(notRuns))]) }),
  });
}

/** Returns the sources that find a group: one with its glob, and one for each run that is an exception. */
export function globSources({ finder, onlyRuns, group }: PlannedSource, filters: Filters = {}): YamlNode[] {
  const { glob, matchRegex, exceptions } = finder;
  const runs = filters.runs ?? onlyRuns;
  const notRuns = [...exceptions.keys()];
  const { foreign } = group;
  const guess =
    foreign?.by === 'order' ? `names guessed from their order: check column ${foreign.column}` : undefined;
  const others = [...exceptions].filter(
    ([run, paths]) => paths.length > 0 && (runs === null || runs.includes(run)),
  );
  return [
    map({
      source_glob: map({
        list_glob: scalar(glob, guess),
        match_regex: matchRegex === null ? null : scalar(matchRegex),
      }),
      parent_filters: filterNode({ ...filters, runs, notRuns }),
    }),
    ...others.map(([run, paths]) => multiGlobSource(paths.map(literalGlob), { ...filters, runs: [run] })),
  ];
}

/** Returns a source of one or several globs. */
export function multiGlobSource(globs: readonly string[], filters: Filters = {}): YamlNode {
  const [first = ''] = globs;
  return map({
    source_glob: globs.length === 1 ? map({ list_glob: scalar(first) }) : null,
    source_multi_glob:
      globs.length === 1 ? null : map({ list_globs: list(globs.map((glob) => scalar(glob))) }),
    parent_filters: filterNode(filters),
  });
}

/** Returns a source of values that are written as they are. */
export function literalSource(values: readonly YamlNode[], filters: Filters = {}): MapNode {
  return map({ literal: map({ value: list(values) }), parent_filters: filterNode(filters) });
}

/** Returns a section of these entries; null without any. */
export function section(entries: readonly YamlNode[]): YamlNode | null {
  return entries.length === 0 ? null : list(entries);
}

/** Returns an entry of a section. */
export function entry(sources: readonly YamlNode[], metadata: YamlNode | null = null): YamlNode {
  return map({ metadata, sources: list(sources) });
}

/** Returns the list of tomograms of RELION with a column that is nearest to a file in the directories; null without any. */
export function relionListOf(
  lists: ReadonlyMap<string, string>,
  path: string,
  column: 'rlnTomoTiltSeriesPixelSize' | 'rlnTomoSizeX',
): string | null {
  const directories = path.split('/');
  const shared = (list: string) => list.split('/').findIndex((name, at) => name !== directories[at]);
  const having = [...lists].flatMap(([list, text]) =>
    text.includes('_rlnTomoName') && text.includes(`_${column}`) ? [list] : [],
  );
  return having.sort((a, b) => shared(b) - shared(a))[0] ?? null;
}
