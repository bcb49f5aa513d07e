import { countBy, getOrMake, groupBy } from '../base/collections.js';
import { mergeMdocs } from '../formats/mdoc-sections.js';
import { parentKey } from '../storage/keys.js';
import type { SectionName } from '../tree/entities/entity-type.js';
import type { ExaminedGroup, JudgedGroup } from './classify-group.js';
import { type ExactFinder, exactFinder, type PathIndex } from './exact-finder.js';
import { areOfNoRun, type RunFile, runsOf, runsWithin } from './group-files.js';
import type { FileFacts } from './read-facts.js';
import { bareHole, numberHole, runHole } from './run-matcher.js';
import { isOfJob, pathBelow } from './source-listing.js';
import { countTopic, tokensOf } from './vocabulary.js';

/** A group that a source of the configuration finds. */
export interface PlannedSource {
  readonly section: SectionName;
  readonly group: ExaminedGroup;
  readonly finder: ExactFinder;
  /** Runs to which the source is limited; null: all. */
  readonly onlyRuns: readonly string[] | null;
  /** The class of the boxes, of those in the files, that the source takes. */
  readonly objectClass?: string;
}

/** A file that no source finds, with the reason. */
export interface UnusedFile {
  readonly path: string;
  readonly reason: string;
}

/** Sections with one item per run. The first group serves its runs; others only serve runs that it lacks. */
const onePerRun: readonly SectionName[] = ['tiltseries', 'collection_metadata', 'rawtilts', 'ctfs'];
const ofTiltSeries: readonly SectionName[] = ['rawtilts', 'ctfs'];
/** Sections whose sources have no regular expressions. */
const withoutRegexes: readonly SectionName[] = ['annotations', 'alignments', 'frames'];

/** Decides which groups become sources, those of `job` first; every other file gets a reason. */
export function planSources(judged: readonly JudgedGroup[], index: PathIndex, job?: string) {
  const sources: PlannedSource[] = [];
  const unused: UnusedFile[] = [];
  const leaveOut = ({ files }: ExaminedGroup, reason: string) => {
    for (const { file } of files) unused.push({ path: file.path, reason });
  };
  const served = new Map<string, Map<string, string>>();
  const branched = runsOfBranches(judged);
  const ofNone = countBy(
    judged.flatMap(({ group, verdict }) =>
      group.files.flatMap(({ run }) => (run === null ? [verdict.section] : [])),
    ),
  );
  // A list of angles may serve all runs, whose transforms are their own.
  const scopeOf = (section: SectionName | null, { extension }: ExaminedGroup) =>
    section === 'alignments' ? `${section} ${extension}` : section;
  const ofRuns = new Set(
    judged.flatMap(({ group, verdict }) => (areOfNoRun(group) ? [] : scopeOf(verdict.section, group))),
  );
  const joined = joinFrames(judged, index).flatMap((one) => splitGains(one, index.depth));
  for (const { group, verdict } of inOrder(joined, job)) {
    if (verdict.section === null) {
      // What is wrong with a file is said of itself, not of the one that was judged.
      for (const { file } of group.files)
        unused.push({ path: file.path, reason: group.facts.get(file.path)?.fault ?? verdict.reason });
      continue;
    }
    const { section } = verdict;
    const isOfNone = areOfNoRun(group);
    const mayServeAll = index.runs.length < 2 || ofNone.get(section) === 1 || section === 'alignments';
    const scope = scopeOf(section, group) ?? section;
    const isShared = section !== 'alignments' && !onePerRun.includes(section);
    // Movies are of one tilt series.
    const isOfRun = !isShared || (section === 'frames' && index.runs.length > 1);
    if (isOfNone && isOfRun && (ofRuns.has(scope) || !mayServeAll)) {
      leaveOut(
        group,
        ofRuns.has(scope) ? 'of no run, while runs have their own' : 'one of several of no run',
      );
      continue;
    }
    const [present, empty] = split(group, ({ file }) => file.size > 0);
    if (empty !== null) leaveOut(empty, 'empty file');
    const isPart = ({ file, run }: RunFile) =>
      section === 'collection_metadata'
        ? branched.get(run)?.length === 0
        : ofTilts.includes(section) && isHalf(group.facts.get(file.path), branched.get(run));
    const [filled, half] = present === null ? [null, null] : split(present, (file) => !isPart(file));
    if (half !== null) leaveOut(half, section === 'collection_metadata' ? halfOfMdoc : halfOfSeries);
    if (filled === null) continue;
    const mayBeBranch = section === 'collection_metadata' && !group.isSeries;
    const own = new Map<string, string>();
    const taken = isShared ? own : getOrMake(served, scope, () => own);
    const isFree = (run: string) => !taken.has(run) || (mayBeBranch && branched.has(run));
    const [free, late] = split(filled, ({ run }) => run === null || isFree(run));
    if (late !== null) {
      const first = taken.get(late.files[0]?.run ?? '') ?? '';
      const isOfFrames = section === 'collection_metadata' && late.isSeries;
      leaveOut(late, isOfFrames ? 'mdoc of single frames' : `a run has one of these; ${first} is used`);
    }
    if (free === null) continue;
    const found = late === null ? free : filled;
    const finder = exactFinder(found, index, !withoutRegexes.includes(section));
    if (finder === null) {
      leaveOut(free, 'no pattern finds these files and no others');
      continue;
    }
    const runs = runsOf(free);
    for (const run of runs) taken.set(run, shownTemplate(free.template));
    // With a column of names, every run has to have one.
    const { foreign } = free;
    const isOfAll = foreign === null || index.runs.every((run) => foreign.names.has(run));
    const onlyRuns = late === null && isOfAll ? null : runs;
    sources.push({
      section,
      group: free,
      finder,
      onlyRuns: section === 'gains' && isOfNone ? runsBeside(free, judged) : onlyRuns,
    });
  }
  return withTiltSeries(sources, unused);
}

/** Returns the runs of a gain of no run: those in its directory, or in the nearest above that has any; null for all. */
function runsBeside({ files }: ExaminedGroup, judged: readonly JudgedGroup[]): string[] | null {
  const all = judged.flatMap(({ group }) => group.files);
  let directory = files[0]?.file.directory ?? '';
  for (; directory !== ''; directory = parentKey(directory)) {
    const beside = runsOf({ files: all.filter(({ file }) => file.path.startsWith(`${directory}/`)) });
    if (beside.length > 0) return beside.length < runsOf({ files: all }).length ? beside : null;
  }
  return null;
}

/** Splits gains of no run by file, because each serves the runs beside it. */
function splitGains({ group, verdict }: JudgedGroup, depth: number): JudgedGroup[] {
  if (verdict.section !== 'gains' || !areOfNoRun(group)) return [{ group, verdict }];
  return group.files.map((one) => {
    const template = pathBelow(one.file, depth);
    return { group: { ...group, template, files: [one] }, verdict };
  });
}

/** Sections whose files have an image, an angle or a transform for each tilt. */
const ofTilts: readonly SectionName[] = ['tiltseries', 'rawtilts', 'alignments'];
const halfOfSeries = 'half of a tilt series: join its stacks (newstack) and lists of angles';

const halfOfMdoc =
  'mdoc of half of a tilt series, without times or doses that put its tilts among those of the other: join both';

/** True for a stack, or a list of angles, of the tilts of one of the mdocs of a run that has two. */
function isHalf(facts: FileFacts | undefined, tilts: readonly number[] = []): boolean {
  const count = facts?.volume?.shape[0] ?? facts?.angles?.length;
  return count !== undefined && tilts.includes(count);
}

/**
 * Returns the runs with two mdocs of tilt series, of the positive and of the negative tilts, with the number of each; without
 * numbers if only their names say so, since they cannot be merged.
 */
function runsOfBranches(judged: readonly JudgedGroup[]): ReadonlyMap<string | null, readonly number[]> {
  const mdocs = judged.flatMap(({ group: { files, facts, isSeries }, verdict }) =>
    verdict.section !== 'collection_metadata' || isSeries
      ? []
      : files.map(({ file: { path }, run }) => ({ run, path, mdoc: facts.get(path)?.mdoc })),
  );
  const areBranches = (own: typeof mdocs) =>
    own.length === 2 && mergeMdocs(own.flatMap(({ path, mdoc }) => (mdoc ? [{ path, mdoc }] : []))) !== null;
  const countsOf = (own: typeof mdocs) =>
    areBranches(own) ? own.map(({ mdoc }) => mdoc?.sections.length ?? 0) : [];
  const isNamed = ({ path }: { readonly path: string }) => countTopic(tokensOf(path).name, 'branch') > 0;
  return new Map(
    [...groupBy(mdocs, ({ run }) => run)]
      .filter(([, own]) => areBranches(own) || (own.length === 2 && own.every(isNamed)))
      .map(([run, own]) => [run, countsOf(own)] as const),
  );
}

/** Leaves out lists of angles and CTF tables of runs without a tilt series. */
function withTiltSeries(sources: readonly PlannedSource[], unused: UnusedFile[]) {
  const series = sources.filter(({ section }) => section === 'tiltseries');
  const runs = runsWithin(series.map(({ group }) => group));
  const isOfSeries = (run: string | null) => run === null || runs.has(run);
  const kept = sources.flatMap((source) =>
    !ofTiltSeries.includes(source.section) || runs.has(null)
      ? [source]
      : keepRuns(source, isOfSeries, 'its run has no tilt series', unused),
  );
  return { sources: kept, unused };
}

/** Returns a source of only some runs, if any is left; other files are added to `unused`. */
export function keepRuns(
  source: PlannedSource,
  isKept: (run: string | null) => boolean,
  reason: string,
  unused: UnusedFile[],
): PlannedSource[] {
  const [group, others] = split(source.group, ({ run }) => isKept(run));
  for (const { file } of others?.files ?? []) unused.push({ path: file.path, reason });
  if (group === null) return [];
  return [others === null ? source : { ...source, group, onlyRuns: runsOf(group) }];
}

/** Sorts groups: of the job, then large ones, then of short templates; mdocs of single frames and aligned stacks last. */
function inOrder(judged: readonly JudgedGroup[], job: string | undefined): JudgedGroup[] {
  const isChosen = ({ group }: JudgedGroup) =>
    Number(group.files.every(({ file }) => isOfJob(file.path, job)));
  const isLate = ({ group, verdict: { section } }: JudgedGroup) =>
    Number(section === 'tiltseries' ? isAligned(group) : section === 'collection_metadata' && group.isSeries);
  return [...judged].sort(
    (a, b) =>
      isChosen(b) - isChosen(a) ||
      isLate(a) - isLate(b) ||
      b.group.files.length - a.group.files.length ||
      a.group.template.length - b.group.template.length,
  );
}

function split(group: ExaminedGroup, isFirst: (file: ExaminedGroup['files'][number]) => boolean) {
  const part = (isOne: boolean) => {
    const files = group.files.filter((file) => isFirst(file) === isOne);
    return files.length === 0 ? null : { ...group, files };
  };
  return [part(true), part(false)] as const;
}

/** True for a stack that was turned and shifted by its alignment, after its name. */
export function isAligned({ template }: Pick<ExaminedGroup, 'template'>): boolean {
  return countTopic(tokensOf(template).name, 'aligned') > 0;
}

/** Formats a template for people. */
export function shownTemplate(template: string): string {
  return template.replaceAll(runHole, '{run_name}').replaceAll(bareHole, '*').replaceAll(numberHole, '*');
}

/**
 * Joins groups of frames, or of their mdocs, whose names begin alike and differ in numbers and signs, if one pattern
 * finds them all: the frames of a run are one item.
 */
function joinFrames(judged: readonly JudgedGroup[], index: PathIndex): JudgedGroup[] {
  const isOfFrames = ({ group, verdict: { section } }: JudgedGroup) =>
    section === 'frames' || (section === 'collection_metadata' && group.isSeries);
  const templateOf = (one: JudgedGroup) => (isOfFrames(one) ? joinedTemplate(one.group) : null);
  const kept = judged.filter((one) => templateOf(one) === null);
  const frames = judged.filter((one) => templateOf(one) !== null);
  const alike = groupBy(frames, (one) => `${one.group.foreign?.column ?? ''} ${templateOf(one)}`);
  for (const [key, members] of alike) {
    const template = key.slice(key.indexOf(' ') + 1);
    const [first] = members;
    if (first === undefined) continue;
    const files = members.flatMap(({ group }) => group.files);
    const facts = new Map(members.flatMap(({ group }) => [...group.facts]));
    const group: ExaminedGroup = { ...first.group, template, files, facts };
    const isOne = members.length > 1 && exactFinder(group, index, false)?.exceptions.size === 0;
    kept.push(...(isOne ? [{ group, verdict: first.verdict }] : members));
  }
  return kept;
}

/** Returns a template with any characters between run and extension; null without a run. */
function joinedTemplate({ template, extension, files }: ExaminedGroup): string | null {
  const at = template.lastIndexOf(runHole);
  if (at === -1 || files.some(({ run }) => run === null)) return null;
  const rest = template.slice(at + 1);
  const delimiter = /^[^\p{L}\p{N}\uE000-\uE0FF]/u.exec(rest)?.[0] ?? '';
  const directory = rest.includes('/') ? rest.slice(0, rest.lastIndexOf('/') + 1) : delimiter;
  return `${template.slice(0, at + 1)}${directory}${bareHole}.${extension}`;
}
