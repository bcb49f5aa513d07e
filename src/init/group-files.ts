import { type ForeignName, type ForeignNames, type RunMatch, withoutNumbers } from './run-matcher.js';
import type { SourceFile } from './source-listing.js';

/** A file and the run that it belongs to; null for one that serves all. */
export interface RunFile {
  readonly file: SourceFile;
  readonly run: string | null;
}

/** Files of one form: the same path but for the name of the run, or for numbers. */
export interface FileGroup {
  /** Path below the prefix with `runHole` and `bareHole` for the run, `numberHole` for numbers that differ. */
  readonly template: string;
  readonly files: readonly RunFile[];
  readonly extension: string;
  /** Whether a run has a series of these, as it has of frames. */
  readonly isSeries: boolean;
  /** Names that stand in the place of the runs'; null where the runs' own do. */
  readonly foreign: ForeignNames | null;
}

/** Variants of a form up to which each is a group of its own, where most runs have it. */
const mostVariants = 4;

interface Member extends RunFile {
  readonly template: string;
  readonly foreign: ForeignName | null;
}

/** Puts files of one form together; `matches` are those of the files, in order, `depth` the directories of the prefix. */
export function groupFiles(
  files: readonly SourceFile[],
  matches: readonly (RunMatch | null)[],
  depth: number,
): FileGroup[] {
  const coarse = new Map<string, Member[]>();
  for (const [index, file] of files.entries()) {
    const match = matches[index] ?? null;
    const foreign = match?.foreign ?? null;
    const template = match?.template ?? file.segments.slice(depth).join('/');
    const key = `${match === null ? 'shared' : 'run'} ${foreign?.column} ${file.isDirectory} ${withoutNumbers(template)}`;
    const members = coarse.get(key) ?? [];
    coarse.set(key, members);
    members.push({ file, run: match?.run ?? null, template, foreign });
  }
  return [...coarse.values()].flatMap(splitVariants);
}

/** Forms that differ in numbers only are one group where the numbers count, and several where they are parts of names. */
function splitVariants(members: readonly Member[]): FileGroup[] {
  const variants = new Map<string, Member[]>();
  for (const member of members) {
    const same = variants.get(member.template) ?? [];
    variants.set(member.template, same);
    same.push(member);
  }
  const runs = new Set(members.map(({ run }) => run)).size;
  const share = members.length / variants.size / Math.max(1, runs);
  if (variants.size === 1 || (variants.size <= mostVariants && share >= 0.5)) {
    return [...variants].map(([template, same]) => group(template, same));
  }
  return [group(withoutNumbers(members[0]?.template ?? ''), members)];
}

function group(template: string, members: readonly Member[]): FileGroup {
  const perRun = members.length / Math.max(1, new Set(members.map(({ run }) => run)).size);
  return {
    template,
    files: members.map(({ file, run }) => ({ file, run })),
    extension: members[0]?.file.extension ?? '',
    isSeries: perRun >= 3,
    foreign: foreignOf(members),
  };
}

function foreignOf(members: readonly Member[]): ForeignNames | null {
  const first = members[0]?.foreign ?? null;
  if (first === null) return null;
  const named = members.flatMap(({ run, foreign }) =>
    run === null || foreign === null ? [] : [[run, foreign.text] as const],
  );
  return { column: first.column, by: first.by, names: new Map(named) };
}
