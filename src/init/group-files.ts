import { groupBy } from '../base/collections.js';
import { isInCopick } from '../formats/source-description.js';
import { type ForeignName, type ForeignNames, type RunMatch, withoutNumbers } from './run-matcher.js';
import { pathBelow, type SourceFile } from './source-listing.js';

/** A file and its run; null if it serves all runs. */
export interface RunFile {
  readonly file: SourceFile;
  readonly run: string | null;
}

/** Files of one form: their paths differ only in the name of the run, or in numbers. */
export interface FileGroup {
  /** Path below the prefix, with `runHole` or `bareHole` for the run and `numberHole` for numbers that differ. */
  readonly template: string;
  readonly files: readonly RunFile[];
  readonly extension: string;
  /** True if a run has several of these files, such as frames. */
  readonly isSeries: boolean;
  /** Names that replace the runs' names; null if the files have the runs' own. */
  readonly foreign: ForeignNames | null;
}

/** True if no file is of a run: they serve all runs. */
export function areOfNoRun({ files }: Pick<FileGroup, 'files'>): boolean {
  return files.every(({ run }) => run === null);
}

/** Returns the runs that have files in groups; null among them for files of no run. */
export function runsWithin(groups: readonly Pick<FileGroup, 'files'>[]): ReadonlySet<string | null> {
  return new Set(groups.flatMap(({ files }) => files.map(({ run }) => run)));
}

/** Returns the runs of a group's files, ascending. */
export function runsOf(group: Pick<FileGroup, 'files'>): string[] {
  return [...runsWithin([group])].filter((run) => run !== null).sort();
}

/** Number of variants of a form up to which each is a group of its own, if most runs have it. */
const mostVariants = 4;

interface Member extends RunFile {
  readonly template: string;
  readonly foreign: ForeignName | null;
}

/** Groups files by form. `matches` are those of the files, in order; `depth`: directories of the prefix. */
export function groupFiles(
  files: readonly SourceFile[],
  matches: readonly (RunMatch | null)[],
  depth: number,
): FileGroup[] {
  const members = files.map((file, index): Member => {
    const { run = null, template = null, foreign = null } = matches[index] ?? {};
    return { file, run, template: template ?? pathBelow(file, depth), foreign };
  });
  const forms = groupBy(members, ({ file, run, template, foreign }) =>
    [run === null, foreign?.column, file.isDirectory, withoutNumbers(template)].join(' '),
  );
  return [...forms.values()].flatMap(splitVariants);
}

/** Folders of a copick project in which files are named after their session. */
const sessions = ['Picks', 'Segmentations'];

/** Splits files whose forms differ only in numbers: by form if they are parts of names, as one group if they count. */
function splitVariants(members: readonly Member[]): FileGroup[] {
  const variants = groupBy(members, ({ template }) => template);
  const runs = new Set(members.map(({ run }) => run)).size;
  const share = members.length / variants.size / Math.max(1, runs);
  // Numbers of OME-Zarrs, and those in a project of copick, are sessions, identifiers and voxel spacings.
  const isNamed = members.every(({ file }) => file.isDirectory || isInCopick(file.path, 'Picks', 'Meshes'));
  // Sessions of an object in one run are annotations: as one, they would be two sources for one output.
  const isOfRun = members.length > runs && members.every(({ file }) => isInCopick(file.path, ...sessions));
  if (variants.size === 1 || isOfRun || ((isNamed || variants.size <= mostVariants) && share >= 0.5)) {
    return [...variants].map(([template, same]) => group(template, same));
  }
  return [group(withoutNumbers(members[0]?.template ?? ''), members)];
}

function group(template: string, members: readonly Member[]): FileGroup {
  const perRun = members.length / Math.max(1, new Set(members.map(({ run }) => run)).size);
  const { column, by } = members[0]?.foreign ?? {};
  const named = members.flatMap(({ run, foreign }) =>
    run === null || foreign === null ? [] : [[run, foreign.text] as const],
  );
  return {
    template,
    files: members.map(({ file, run }) => ({ file, run })),
    extension: members[0]?.file.extension ?? '',
    isSeries: perRun >= 3,
    foreign: column === undefined || by === undefined ? null : { column, by, names: new Map(named) },
  };
}
