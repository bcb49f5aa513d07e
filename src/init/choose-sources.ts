import type { ExaminedGroup, Verdict } from './classify-group.js';
import { type PlannedSource, runsOf, shownTemplate, type UnusedFile } from './plan-sources.js';
import { countTopic, wordsOf } from './words.js';

interface Judged {
  readonly group: ExaminedGroup;
  readonly verdict: Verdict;
}

/**
 * Leaves out what programs made beside the data: halves of volumes whose whole is there too, and averages of movies that are
 * there too.
 */
export function leaveOutCopies(judged: readonly Judged[]): Judged[] {
  return judged.map((one): Judged => {
    const reason = reasonOf(one, judged);
    return reason === null ? one : { group: one.group, verdict: { section: null, reason } };
  });
}

function reasonOf({ group, verdict }: Judged, judged: readonly Judged[]): string | null {
  const { section } = verdict;
  if (section === 'tomograms' && isHalf(group)) {
    const runs = new Set(runsOf(group));
    const whole = judged.find(
      (other) =>
        other.verdict.section === section &&
        !isHalf(other.group) &&
        runsOf(other.group).some((run) => runs.has(run)),
    );
    if (whole !== undefined) return `half of a tomogram; ${shownTemplate(whole.group.template)} is used`;
  }
  if (section === 'frames' && !isMovie(group)) {
    const movies = judged.filter((other) => other.verdict.section === section && isMovie(other.group));
    const names = new Set(movies.flatMap((other) => stemsOf(other.group)));
    if (stemsOf(group).every((stem) => names.has(stem))) return 'made from the frames, which are used';
  }
  return null;
}

function isHalf({ template }: ExaminedGroup): boolean {
  return countTopic(wordsOf(template).all, 'half') > 0;
}

/** Whether a group is of movies as cameras write them; single images are not. */
function isMovie({ facts, extension }: ExaminedGroup): boolean {
  return (
    ['eer', 'tif', 'tiff'].includes(extension) ||
    [...facts.values()].some(({ volume }) => (volume?.shape[0] ?? 1) > 1)
  );
}

/** Names of a group's files without extension. */
function stemsOf({ files }: ExaminedGroup): string[] {
  return files.map(({ file }) => (file.segments.at(-1) ?? '').replace(/\.[^.]*$/, ''));
}

/** Keeps one alignment of each run: that of the program which most runs have files of. */
export function oneAlignment(sources: readonly PlannedSource[]): {
  sources: PlannedSource[];
  unused: UnusedFile[];
} {
  const families = new Map<string, PlannedSource[]>();
  for (const source of sources.filter(({ section }) => section === 'alignments')) {
    const family = alignmentFamily(source.group);
    families.set(family, [...(families.get(family) ?? []), source]);
  }
  const runs = (of: readonly PlannedSource[]) => new Set(of.flatMap(({ group }) => runsOf(group)));
  const ordered = [...families].sort(([, a], [, b]) => runs(b).size - runs(a).size);
  const kept = sources.filter(({ section }) => section !== 'alignments');
  const unused: UnusedFile[] = [];
  const taken = new Set<string>();
  for (const [, of] of ordered) {
    const late = new Set([...runs(of)].filter((run) => taken.has(run)));
    for (const run of runs(of)) taken.add(run);
    for (const source of of) {
      const files = source.group.files.filter(({ run }) => run === null || !late.has(run));
      const left = source.group.files.filter(({ run }) => run !== null && late.has(run));
      unused.push(
        ...left.map(({ file }) => ({ path: file.path, reason: 'another alignment of the run is used' })),
      );
      if (files.length === 0) continue;
      const group = { ...source.group, files };
      kept.push(left.length === 0 ? source : { ...source, group, onlyRuns: runsOf(group) });
    }
  }
  return { sources: kept, unused };
}

/** The program that a group of alignment files is of, as `format` of an alignment names it. */
export function alignmentFamily({ facts, files }: ExaminedGroup): string {
  for (const { file } of files) {
    const sniffed = facts.get(file.path)?.sniffed;
    if (sniffed?.kind === 'alignment') return sniffed.format;
  }
  return 'IMOD';
}

/** Pictures for the deposition and its datasets, below INPUT. */
export interface Photos {
  readonly snapshot: string;
  readonly thumbnail: string;
}

/** Pictures of no run, up to which they are taken for key photos. */
const mostPhotos = 2;

/** One or two pictures that are of no run, by their names; null where there are none, or more. */
export function pickPhotos(groups: readonly ExaminedGroup[]): Photos | null {
  const pictures = groups
    .filter(({ facts }) => [...facts.values()].some(({ sniffed }) => sniffed.kind === 'picture'))
    .flatMap(({ files }) => files);
  if (pictures.length === 0 || pictures.length > mostPhotos) return null;
  if (pictures.some(({ run }) => run !== null)) return null;
  const paths = pictures.map(({ file }) => file.path);
  const thumbnail =
    paths.find((path) => /thumb/i.test(path.slice(path.lastIndexOf('/')))) ?? (paths.at(-1) as string);
  const snapshot = paths.find((path) => path !== thumbnail) ?? thumbnail;
  return { snapshot, thumbnail };
}
