import type { SectionName } from '../../entities/index.js';
import type { ExaminedGroup, Verdict } from '../classify/classified.js';
import { exactFinder } from '../globs/exact-finder.js';
import type { PathIndex } from '../globs/path-index.js';
import { numberHole } from '../runs/fragments.js';
import { bareHole, runHole } from '../runs/run-matcher.js';
import { joinFrames } from './join-frames.js';
import type { PlannedSource, UnusedFile } from './planned-source.js';

/** Sections of which a run has one item; of several groups the first serves, others the runs that it lacks. */
const onePerRun: readonly SectionName[] = ['tiltseries', 'collection_metadata', 'rawtilts', 'ctfs'];
/** Sections below a tilt series. */
const ofTiltSeries: readonly SectionName[] = ['rawtilts', 'ctfs'];
/** Sections whose sources take no expressions. */
const withoutRegexes: readonly SectionName[] = ['annotations', 'alignments', 'frames'];

/** Decides which groups become sources; what is left over has a reason. */
export function planSources(
  judged: readonly { readonly group: ExaminedGroup; readonly verdict: Verdict }[],
  index: PathIndex,
  depth: number,
): { sources: PlannedSource[]; unused: UnusedFile[] } {
  const sources: PlannedSource[] = [];
  const unused: UnusedFile[] = [];
  const leaveOut = ({ files }: ExaminedGroup, reason: string) => {
    for (const { file } of files) unused.push({ path: file.path, reason });
  };
  const served = new Map<string, Map<string, string>>();
  for (const { group, verdict } of inOrder(joinFrames(judged, index, depth))) {
    if (verdict.section === null) {
      leaveOut(group, verdict.reason);
      continue;
    }
    const { section } = verdict;
    const filled = withoutEmpty(group, unused);
    const scope = scopeOf(section, filled);
    const taken =
      scope === null ? new Map<string, string>() : (served.get(scope) ?? new Map<string, string>());
    if (scope !== null) served.set(scope, taken);
    const [free, late] = split(filled, ({ run }) => run === null || !taken.has(run));
    if (late !== null) {
      const first = taken.get(late.files[0]?.run ?? '') ?? '';
      leaveOut(late, `a run has one of these; ${first} is used`);
    }
    if (free === null) continue;
    const finder = exactFinder(
      late === null ? free : filled,
      index,
      depth,
      !withoutRegexes.includes(section),
    );
    if (finder === null) {
      leaveOut(free, 'no pattern finds these files and no others');
      continue;
    }
    const runs = runsOf(free);
    for (const run of runs) taken.set(run, shownTemplate(free.template));
    sources.push({
      section,
      group: free,
      finder,
      onlyRuns: late === null && isOfAll(free, index) ? null : runs,
    });
  }
  return withTiltSeries(sources, unused);
}

/** Whether every run that a column of names is for has one. */
function isOfAll({ foreign }: ExaminedGroup, index: PathIndex): boolean {
  return foreign === null || index.runs.every((run) => foreign.names.has(run));
}

/** Lists of angles and CTF tables go with the tilt series of their run; without one they are left out. */
function withTiltSeries(
  sources: readonly PlannedSource[],
  unused: UnusedFile[],
): { sources: PlannedSource[]; unused: UnusedFile[] } {
  const series = sources
    .filter(({ section }) => section === 'tiltseries')
    .flatMap(({ group }) => group.files);
  const runs = new Set(series.map(({ run }) => run));
  const kept = sources.flatMap((source): PlannedSource[] => {
    if (!ofTiltSeries.includes(source.section) || runs.has(null)) return [source];
    const [free, alone] = split(source.group, ({ run }) => run === null || runs.has(run));
    for (const { file } of alone?.files ?? [])
      unused.push({ path: file.path, reason: 'its run has no tilt series' });
    if (free === null) return [];
    return [alone === null ? source : { ...source, group: free, onlyRuns: runsOf(free) }];
  });
  return { sources: kept, unused };
}

/** Groups of many files first, then those of short names. */
function inOrder<Judged extends { readonly group: ExaminedGroup }>(judged: readonly Judged[]): Judged[] {
  return [...judged].sort(
    (a, b) =>
      b.group.files.length - a.group.files.length || a.group.template.length - b.group.template.length,
  );
}

function scopeOf(section: SectionName, { extension }: ExaminedGroup): string | null {
  if (section === 'alignments') return `${section} ${extension}`;
  return onePerRun.includes(section) ? section : null;
}

function withoutEmpty(group: ExaminedGroup, unused: UnusedFile[]): ExaminedGroup {
  const empty = group.files.filter(({ file }) => file.size === 0);
  if (empty.length === 0) return group;
  unused.push(...empty.map(({ file }) => ({ path: file.path, reason: 'empty file' })));
  return { ...group, files: group.files.filter(({ file }) => file.size > 0) };
}

function split(
  group: ExaminedGroup,
  isFirst: (file: ExaminedGroup['files'][number]) => boolean,
): [ExaminedGroup | null, ExaminedGroup | null] {
  const first = group.files.filter(isFirst);
  if (first.length === group.files.length) return [group, null];
  const rest = group.files.filter((file) => !isFirst(file));
  return [first.length === 0 ? null : { ...group, files: first }, { ...group, files: rest }];
}

/** Runs of a group's files, ascending. */
export function runsOf({ files }: Pick<ExaminedGroup, 'files'>): string[] {
  return [...new Set(files.flatMap(({ run }) => run ?? []))].sort();
}

/** A template as people read it. */
export function shownTemplate(template: string): string {
  return template.replaceAll(runHole, '{run_name}').replaceAll(bareHole, '*').replaceAll(numberHole, '*');
}
