import pLimit from 'p-limit';
import { countBy, getOrMake } from '../base/collections.js';
import type { Mdoc } from '../formats/mdoc.js';
import { subFrameName } from '../formats/mdoc-sections.js';
import type { SourceDescription } from '../formats/source-description.js';
import { baseName } from '../storage/keys.js';
import type { Storage } from '../storage/storage.js';
import type { SectionName } from '../tree/entities/entity-type.js';
import { leaveOutCopies, oneAlignment, pickPhotos } from './choose-sources.js';
import { classifyGroup, type ExaminedGroup, factsIn, type GroupContext } from './classify-group.js';
import { indexPaths } from './exact-finder.js';
import { findForeignFiles, withOwnColumns } from './foreign-names.js';
import { groupFiles, runsOf } from './group-files.js';
import { volumesOfLists } from './peet-projects.js';
import { planSources } from './plan-sources.js';
import { type FileFacts, readFacts, withLabels } from './read-facts.js';
import { findRunTables, isOfObjects } from './run-table.js';
import { runsOfSource } from './runs-of-source.js';
import { movieExtensions, seriesStems } from './series.js';
import { listSource, type SourceFile } from './source-listing.js';
import { joinSpellings } from './spelled-names.js';

/** The contents of a source, from names and headers. */
export type Survey = Awaited<ReturnType<typeof survey>>;

export interface SurveyProgress {
  readonly step: 'listing' | 'reading';
  readonly files: number;
}

/** Sections of which every header is read: spacings, angles and doses go into the configuration. */
const readWhole: readonly (SectionName | null)[] = [
  'tiltseries',
  'tomograms',
  'collection_metadata',
  'rawtilts',
];
const mapOfGrid = 'map of the grid (a montage), no tilt series';
const tableOfRuns = 'table of runs, read for their names and values';
const sharedPoints = 'points of all runs in one table, which has no reader: write a table for each run';

/** Number of files of a group that are read to find its kind. */
const samples = 8;
const readsAtOnce = 16;

/**
 * Surveys a source: lists it once, finds the runs in the names, and reads the beginning of a few files of each form,
 * and of all files that contribute values; no file twice. The runs are those of a description that lists them, or the
 * directory that has them; files of its job come before others. Fails with a StorageError if the source cannot be listed.
 */
export async function survey(
  storage: Storage,
  onProgress: (progress: SurveyProgress) => void = () => undefined,
  { runFiles: described, runsBelow, job }: Pick<SourceDescription, 'runFiles' | 'runsBelow' | 'job'> = {},
) {
  const listing = await listSource(storage, (files) => onProgress({ step: 'listing', files }), job);
  const tables = await findRunTables(storage, listing.files);
  const isTable = new Set(tables.filter((table) => !isOfObjects(table)).map(({ file }) => file));
  let read = 0;
  const reader = readerOf(storage, () => onProgress({ step: 'reading', files: ++read }));
  const recorded = listing.files.filter(({ extension }) => extension === 'mdoc');
  // Those of single frames are a series themselves.
  const ofFrames = seriesStems(recorded, new Set());
  await reader.readAll(recorded.filter((file) => !ofFrames.has(file)));
  const mdocOf = (file: SourceFile) => reader.factsOf(file)?.mdoc ?? null;
  const imageOf = ({ path }: SourceFile) => path.replace(/\.mdoc$/i, '');
  const maps = new Set(listing.files.filter((file) => mdocOf(file)?.globals.Montage === true).map(imageOf));
  const files = listing.files.filter((file) => !isTable.has(file) && !maps.has(imageOf(file)));
  const mdocs = files.flatMap((file) => mdocOf(file) ?? []);
  const stems = seriesStems(files, frameNamesOf(mdocs));
  const naming = described === undefined ? tables : [...tables, described];
  const volumesOf = await volumesOfLists(storage, files);
  const foreign = findForeignFiles({ files, tables: naming, stems, factsOf: reader.factsOf, volumesOf });
  const named = runsOfSource({
    files,
    stems,
    mdocOf,
    elsewhere: foreign.files,
    told: tables.map(({ rows }) => [...rows.keys()]),
    given: described === undefined ? directoriesBelow(runsBelow, files) : [...described.rows.keys()],
    inputName: baseName(decodeURIComponent(storage.url).replace(/\/+$/, '')),
  });
  const found = joinSpellings(files, stems, named);
  const matches = foreign.match(found);
  const { prefix } = found;
  // A description may name runs of which there are no files.
  const having = new Set(matches.map((match) => match?.run));
  const runs = described === undefined ? found.runs : found.runs.filter((run) => having.has(run));
  const groups = withOwnColumns(groupFiles(files, matches, prefix.length), tables);
  const sampled = await withSharedRuns(
    await Promise.all(groups.map((group) => reader.readSome({ ...group, facts: new Map() }, samples))),
    reader,
  );
  const context = contextOf(sampled);
  const judged = await Promise.all(
    sampled.map(async (group) => {
      const verdict = classifyGroup(group, context);
      const hasClasses = factsIn([group]).some(({ classes }) => classes.length > 0);
      if (verdict.section === 'annotations' && !hasClasses)
        return { group: await reader.readLabels(group), verdict };
      const isWhole = hasClasses || readWhole.includes(verdict.section);
      return { group: isWhole ? await reader.readSome(group, group.files.length) : group, verdict };
    }),
  );
  const runByPath = new Map(files.map(({ path }, at) => [path, matches[at]?.run ?? null]));
  const index = indexPaths(listing, prefix, runs, (path) => runByPath.get(path) ?? null);
  const photos = pickPhotos(sampled);
  const planned = planSources(leaveOutCopies(judged), index, job);
  const aligned = oneAlignment(planned.sources);
  const isPhoto = (path: string) => photos !== null && Object.values(photos).includes(path);
  return {
    listing,
    tables,
    /** Common directories of all files. */
    prefix,
    runs: [...runs].sort(),
    sources: aligned.sources,
    photos,
    /** Returns the first 64 KiB of a text; empty for a file that was not read. */
    textOf: (file: SourceFile) => reader.factsOf(file)?.text ?? '',
    unused: [
      ...[...planned.unused, ...aligned.unused].filter(({ path }) => !isPhoto(path)),
      ...tables
        .filter(({ file }) => isTable.has(file))
        .map(({ file: { path }, isOfPoints }) => ({ path, reason: isOfPoints ? sharedPoints : tableOfRuns })),
      ...listing.files
        .filter((file) => maps.has(imageOf(file)))
        .map(({ path }) => ({ path, reason: mapOfGrid })),
      ...listing.ignored,
    ],
  };
}

/** Returns the names of the directories directly in one of this name; null without any. */
function directoriesBelow(parent = '', files: readonly SourceFile[]): string[] | null {
  const names = files.flatMap(({ segments }) => {
    const at = segments.indexOf(parent) + 1;
    return at > 0 && at < segments.length - 1 ? (segments[at] ?? []) : [];
  });
  return names.length === 0 ? null : [...new Set(names)];
}

/** Returns a reader of the facts of files, which reads each file once. */
function readerOf(storage: Storage, onRead: () => void) {
  const limit = pLimit(readsAtOnce);
  const known = new Map<string, FileFacts>();
  const read = async (file: SourceFile): Promise<FileFacts> => {
    const facts = known.get(file.path) ?? (await limit(() => readFacts(storage, file)));
    if (!known.has(file.path)) onRead();
    known.set(file.path, facts);
    return facts;
  };
  const readFiles = async (group: ExaminedGroup, files: ExaminedGroup['files']): Promise<ExaminedGroup> => {
    const facts = await Promise.all(files.map(async ({ file }) => [file.path, await read(file)] as const));
    return { ...group, facts: new Map([...group.facts, ...facts]) };
  };
  return {
    factsOf: (file: SourceFile) => known.get(file.path),
    readAll: (files: readonly SourceFile[]) => Promise.all(files.map(read)),
    readFiles,
    /** Reads up to `most` files of a group, evenly spread. */
    readSome(group: ExaminedGroup, most: number): Promise<ExaminedGroup> {
      const step = Math.max(1, Math.floor(group.files.length / most));
      const some = group.files.filter((_, index) => index % step === 0);
      return readFiles(group, some);
    },
    /** Adds the labels of the masks in a group to their facts. */
    async readLabels(group: ExaminedGroup): Promise<ExaminedGroup> {
      const labelled = async ([path, of]: readonly [string, FileFacts]) =>
        [path, await limit(() => withLabels(storage, path, of))] as const;
      return { ...group, facts: new Map(await Promise.all([...group.facts].map(labelled))) };
    },
  };
}

/** Runs of which every table of points is read. */
const mostShared = 32;

/** Reads points of runs of which others were read: those of one run are compared, and samples may have none in common. */
async function withSharedRuns(groups: readonly ExaminedGroup[], reader: ReturnType<typeof readerOf>) {
  const isOfPoints = (group: ExaminedGroup) => factsIn([group]).some(({ places }) => places !== null);
  const sampled = groups
    .filter(isOfPoints)
    .flatMap(({ files, facts }) =>
      files.flatMap(({ file, run }) => (facts.has(file.path) ? (run ?? []) : [])),
    );
  const often = [...countBy(sampled)].sort(([, a], [, b]) => b - a).slice(0, mostShared);
  const runs = new Set(often.map(([run]) => run));
  return Promise.all(
    groups.map((group) => {
      const shared = group.files.filter(({ run }) => run !== null && runs.has(run));
      return isOfPoints(group) ? reader.readFiles(group, shared) : group;
    }),
  );
}

function frameNamesOf(mdocs: readonly Mdoc[]): ReadonlySet<string> {
  const namesIn = ({ sections }: Mdoc) =>
    sections.map(({ SubFramePath = '' }) => subFrameName(SubFramePath).toLowerCase());
  return new Set(mdocs.flatMap(namesIn));
}

function contextOf(groups: readonly ExaminedGroup[]): GroupContext {
  const tilts = new Map<string, Set<number>>();
  const addTilts = (run: string, count: number) => getOrMake(tilts, run, () => new Set<number>()).add(count);
  /** Numbers that several groups of a run make up, by run and kind. */
  const sums = new Map<string, { readonly run: string; readonly count: number }>();
  const addUp = (kind: string, run: string, count: number) => {
    const key = `${kind} ${run}`;
    sums.set(key, { run, count: (sums.get(key)?.count ?? 0) + count });
  };
  for (const { files, facts, extension, isSeries } of groups) {
    // A run has a movie, and maybe an mdoc, of each tilt; names of negative tilts are a group of their own.
    const isOfTilts = isSeries && [...movieExtensions, 'mdoc'].includes(extension);
    for (const { file, run } of files) {
      if (run === null) continue;
      if (isOfTilts) addUp(extension, run, 1);
      const found = facts.get(file.path);
      const sections = isSeries ? 0 : (found?.mdoc?.sections.length ?? 0);
      const count = found?.angles?.length ?? sections;
      // Mdocs of a tilt series may be of two branches.
      if (sections > 0) addUp('sections', run, sections);
      if (count > 0) addTilts(run, count);
    }
  }
  for (const { run, count } of sums.values()) addTilts(run, count);
  const runsWith = (extension: string) =>
    new Set(groups.flatMap((group) => (group.extension === extension ? runsOf(group) : [])));
  const mdocs = factsIn(groups).flatMap(({ mdoc }) => mdoc ?? []);
  return {
    tilts,
    frameNames: frameNamesOf(mdocs),
    runsWithTransforms: runsWith('xf'),
    runsWithRawTilts: runsWith('rawtlt'),
  };
}
