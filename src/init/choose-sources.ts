import { countBy, groupBy } from '../base/collections.js';
import { pointFormats } from '../formats/points/point-formats.js';
import { baseName } from '../storage/keys.js';
import type { SectionName } from '../tree/entities/entity-type.js';
import { type ExaminedGroup, factsIn, type JudgedGroup } from './classify-group.js';
import { runsOf } from './group-files.js';
import { keepRuns, type PlannedSource, shownTemplate, type UnusedFile } from './plan-sources.js';
import { runHole } from './run-matcher.js';
import { isRicher, leaveOutSamePoints } from './same-points.js';
import { countTopic, tokensOf } from './vocabulary.js';

/**
 * Excludes derived files: of tomograms that exist too, halves, scores and what IMOD has not trimmed;
 * averages of movies that exist too; earlier iterations of PEET; masks of IsoNet; picks that are
 * there in a better format, and tables of the same points.
 */
export function leaveOutCopies(judged: readonly JudgedGroup[]): JudgedGroup[] {
  const own = judged.map((one): JudgedGroup => {
    const reason = reasonOf(one, judged);
    if (reason !== null) return { group: one.group, verdict: { section: null, reason } };
    return areOfMembranes(one.group, judged) ? { ...one, group: { ...one.group, object: 'membrane' } } : one;
  });
  return leaveOutSamePoints(own);
}

function reasonOf({ group, verdict }: JudgedGroup, judged: readonly JudgedGroup[]): string | null {
  const { section } = verdict;
  const hasVolumes = factsIn([group]).some(({ volume }) => volume !== null);
  if (hasVolumes && isMembraneStep(group, judged)) return membraneStep;
  if (section === 'annotations') {
    const later = judged
      .filter((other) => other.verdict.section === section && isLater(other.group, group, judged))
      .reduce<JudgedGroup | undefined>(
        (a, b) => (a !== undefined && isLater(a.group, b.group, judged) ? a : b),
        undefined,
      );
    if (later !== undefined) return `an earlier iteration; ${shownTemplate(later.group.template)} is used`;
    const same = judged.find((other) => other.verdict.section === section && isRicher(other.group, group));
    if (same !== undefined) return `the same picks as ${shownTemplate(same.group.template)}, which is used`;
    const table = samePicks(group, judged);
    if (table !== null) return `the same picks as ${shownTemplate(table)}, which is used`;
    const { sniffed, volume } = factsIn([group]).find(({ fault }) => fault === null) ?? {};
    const areRunsApart = judged.some((other) => runsOf(other.group).length > 1);
    const of = sniffed?.format === 'peet_motl' ? 'motive list of PEET' : 'points';
    if (!mayBeOfAll(sniffed?.format) && areRunsApart && runsOf(group).length === 0)
      return `${of} of one volume, and its name does not say of which run`;
    if (volume && derivedFrom(group) === scores) return scores;
    if (volume && isWorkMask(group, judged)) return 'mask of what IsoNet works on, which marks no object';
  }
  if (section === 'rawtilts' && isOfWarp(group, judged))
    return 'tilts as Warp turns them, of the opposite sign; its alignment has them';
  const madeOf = (one: ExaminedGroup) =>
    section === 'tomograms' ? (derivedFrom(one) ?? axisOf(one, judged)) : halfIn(one);
  const what = section !== null && haveHalves.includes(section) ? madeOf(group) : null;
  // Scores are no tomograms even where none is there.
  if (what === scores) return scores;
  if (what !== null) {
    const runs = new Set(runsOf(group));
    const same = judged.filter(
      (other) =>
        other.verdict.section === section &&
        runsOf(other.group).some((run) => runs.has(run)) &&
        (what !== untrimmed || trimmedNames(group).includes(other.group.template)),
    );
    const wholeOf = (kind: string | null) => same.find((other) => madeOf(other.group) === kind);
    const whole = wholeOf(null) ?? (what === untrimmed ? undefined : wholeOf(untrimmed));
    if (whole !== undefined) return `${what}; ${shownTemplate(whole.group.template)} is used`;
    const isInTwo = same.some((other) => other.group !== group && madeOf(other.group) === what);
    if ((what === half || what === branch) && isInTwo) return `${what}, without a whole: join both halves`;
    if (what === half && section === 'tomograms') return `${what}, without a whole and the other half`;
  }
  if (section === 'frames' && !isMovie(group)) {
    const movies = judged.filter((other) => other.verdict.section === section && isMovie(other.group));
    const movieRuns = countBy(movies.flatMap((other) => other.group.files.map(({ run }) => run)));
    const averaged = countBy(group.files.map(({ run }) => run));
    if ([...averaged].every(([run, count]) => (movieRuns.get(run) ?? 0) >= count))
      return 'made from the frames, which are used';
  }
  return null;
}

/** True unless a format is of points, and has no rows of several tomograms; the filter of EMAN2 picks a class. */
function mayBeOfAll(format = ''): boolean {
  const row = pointFormats.find(({ name }) => name === format);
  return row === undefined || (row.options.includes('filter') && format !== 'eman2_json');
}

/** True for the lists that Warp writes with its stacks: angles of its metadata, which it inverts when it imports an mdoc. */
function isOfWarp({ template }: ExaminedGroup, judged: readonly JudgedGroup[]): boolean {
  const isWarp = ({ group }: JudgedGroup) => alignmentFamily(group) === 'WARP';
  return /(?:^|\/)tiltstack\//.test(template) && judged.some(isWarp);
}

/** A table of all runs, or one of a run, of particles that a job of RELION 5 picked. */
const pickedInRelion = /(?:^|\/)(Picks\/job\d+\/)(?:particles|annotations\/[^/]*_particles)\.star$/;

/**
 * Returns what is used in place of picks of a job of RELION 5, which writes them to a table for each run, and to one of
 * all runs: those of the runs, in voxels of their tomograms, if all have one. Null if these are used.
 */
function samePicks(group: ExaminedGroup, judged: readonly JudgedGroup[]): string | null {
  const [, job] = pickedInRelion.exec(group.template) ?? [];
  const other = judged.find(
    ({ group: one }) => one !== group && job !== undefined && pickedInRelion.exec(one.template)?.[1] === job,
  );
  if (other === undefined) return null;
  const all = runsOf({ files: judged.flatMap((one) => one.group.files) });
  const [own, others] = [runsOf(group).length, runsOf(other.group).length];
  if (own > 0 === others > 0) return null;
  const areOfRunsUsed = Math.max(own, others) === all.length;
  return areOfRunsUsed === own > 0 ? null : other.group.template;
}

/** Directories and names of masks that IsoNet makes; `isonet/membrane_mask.mrc` is of an object in what it corrected. */
const ofIsoNet = /isonet[-_]?masks?(?![a-z])|isonet[^/]*\/(?:.*\/)?masks?\//i;

/** True for masks of IsoNet, after their directories or the list (`rlnMaskName`) that gives them to tomograms. */
function isWorkMask({ files }: ExaminedGroup, judged: readonly JudgedGroup[]): boolean {
  const lists = factsIn(judged.map(({ group }) => group)).map(({ text }) => text);
  const masks = new Set(
    lists.filter((text) => /_rlnMaskName\b/.test(text)).flatMap((text) => text.split(/\s+/)),
  );
  const names = new Set([...masks].map(baseName));
  return files.every(({ file: { path, name } }) => names.has(name) || ofIsoNet.test(path));
}

const initialList = /_initMOTL\.csv$/i;

/** True if a group has the motive lists of a later iteration of PEET; the first has those that it begins with. */
function isLater(a: ExaminedGroup, b: ExaminedGroup, judged: readonly JudgedGroup[]): boolean {
  const [one, other] = [a.template, b.template];
  const [, iteration] = /_Iter(\d+)\.csv$/i.exec(one) ?? [];
  const [, earlier] = /_Iter(\d+)\.csv$/i.exec(other) ?? [];
  const [runs, first] = [new Set(runsOf(a)), runsOf(b)];
  if (initialList.test(other)) {
    // A folder may have several projects, whose lists are called after them, or after their models.
    const project = projectOf(one);
    const isItsOwn = (template: string) => initialList.test(template) && baseName(template).includes(project);
    const isOfProject = isItsOwn(other) || !judged.some(({ group }) => isItsOwn(group.template));
    return iteration !== undefined && isOfProject && first.every((run) => runs.has(run));
  }
  const isOne = one.replace(/\d+\.csv$/, '') === other.replace(/\d+\.csv$/, '');
  return isOne && Number(iteration) > Number(earlier);
}

/** Returns the name of the project of PEET that wrote a motive list; empty for other files. */
export function projectOf(list: string): string {
  return /([^/]+)_MOTL_[^/]*_Iter\d+\.csv$/i.exec(list)?.[1] ?? '';
}

/** Sections that may have halves: of every other frame, or of the positive or negative tilts. */
const haveHalves: readonly SectionName[] = ['tomograms', 'tiltseries', 'rawtilts', 'frames'];
const half = 'made of half of the frames';
const branch = 'half of a tilt series';
const untrimmed = 'not trimmed yet by IMOD';
const scores = 'scores of a matching or segmentation';

/** Returns what a volume is that was made of a tomogram, or on the way to one, after its name; null for a tomogram. */
function derivedFrom(group: ExaminedGroup): string | null {
  const { directories, name } = tokensOf(group.template);
  const isMatched = countTopic(directories, 'matching') > 0 && countTopic(name, 'matched') > 0;
  if (isMatched || countTopic(name, 'scores') > 0) return scores;
  return halfIn(group) ?? (trimmedNames(group).length === 0 ? null : untrimmed);
}

/** Returns of which half a file is, after its name; null for a whole. */
function halfIn({ template }: ExaminedGroup): string | null {
  const { all } = tokensOf(template);
  return countTopic(all, 'half') > 0 ? half : countTopic(all, 'branch') > 0 ? branch : null;
}

const membraneStep = 'step of TomoSegMemTV, whose labels are the mask of the membranes';
/** Ends of names for its steps: scale-space, tensor voting (twice), surfaceness, and saliency, which has no threshold yet. */
const membraneSteps = /^(.*)_(?:s\d+(?:\.\d+)?|d?tv\d?|surf(?:aceness)?\d?|flt|saliency)\.\w+$/;

/**
 * True for volumes of TomoSegMemTV: `surf` and `flt` mean others too, so that they need its directory or votes; `tv` may be
 * total variation, so that it needs its directory, another step, or the values of votes, which are never negative.
 */
function isMembraneStep({ template, facts }: ExaminedGroup, judged: readonly JudgedGroup[]): boolean {
  const [, start] = membraneSteps.exec(template) ?? [];
  if (start === undefined) return false;
  if (/tomosegmem\w*\/|tensor_?voting\w*\//i.test(template)) return true;
  const votes = /^_d?tv\d?(?:_\w+)?\.\w+$/i;
  const endOf = (name: string) =>
    name.startsWith(start) && name !== template ? name.slice(start.length) : '';
  const others = judged.map(({ group }) => ({ group, end: endOf(group.template) }));
  if (!votes.test(template.slice(start.length)))
    return others.some(
      ({ group, end }) =>
        votes.test(end) && (!membraneSteps.test(group.template) || isMembraneStep(group, judged)),
    );
  if (others.some(({ end }) => /^_(?:s\d|d?tv\d|surf|saliency)/.test(end))) return true;
  const volumes = factsIn([{ facts }]).map(({ volume }) => volume);
  if (volumes.some((each) => (each?.range?.min ?? 0) < 0)) return false;
  const isFloat = volumes.every(
    (each) => each?.sampleType.startsWith('float') === true && each.range !== null,
  );
  return isFloat || others.some(({ end }) => /^(?:_tv)?[._-](?:labels?|seg|mask)\./.test(end));
}

/** True for labels whose name says no more, beside the steps by which TomoSegMemTV made them. */
function areOfMembranes({ template }: ExaminedGroup, judged: readonly JudgedGroup[]): boolean {
  const [, start] = /^(.*)[._-](?:labels?|seg|mask)\.\w+$/.exec(template) ?? [];
  const isStep = ({ group }: JudgedGroup) =>
    membraneSteps.exec(group.template)?.[1] === start && isMembraneStep(group, judged);
  return start !== undefined && judged.some(isStep);
}

const oneAxis = new RegExp(`^(.*${runHole})([ab])((?:_full)?(?:_rec)?\\.\\w+)$`);

/** Returns what the tomogram of one axis is, `cell1a.rec` beside `cell1b.rec`; null for others. */
function axisOf({ template }: ExaminedGroup, judged: readonly JudgedGroup[]): string | null {
  const [, start, axis, end] = oneAxis.exec(template) ?? [];
  const other = `${start}${axis === 'a' ? 'b' : 'a'}${end}`;
  return axis !== undefined && judged.some(({ group }) => group.template === other)
    ? 'tomogram of one axis'
    : null;
}

/** Returns what etomo calls a volume once it is trimmed and turned: `a_rec.mrc` for `a_full_rec.mrc`, and for `sum.rec` of two axes. */
function trimmedNames({ template }: ExaminedGroup): string[] {
  const whole = template.replace(/_full(?=(?:_rec)?\.\w+$)/, '');
  const ends = whole === template ? ['.rec', '_rec.mrc'] : [];
  const ofSum = ends.map((end) => template.replace(/(?<=^|\/)sum(?:_rec)?\.(?:rec|mrc)$/, runHole + end));
  return [whole, ...ofSum].filter((name) => name !== template);
}

/** True if a group consists of camera movies, not single images. */
function isMovie({ facts, extension }: ExaminedGroup): boolean {
  return (
    ['eer', 'tif', 'tiff'].includes(extension) ||
    factsIn([{ facts }]).some(({ volume }) => (volume?.shape[0] ?? 1) > 1)
  );
}

/** Keeps one alignment per run: that of the program with the most runs. */
export function oneAlignment(sources: readonly PlannedSource[]) {
  const alignments = sources.filter(({ section }) => section === 'alignments');
  const families = groupBy(alignments, ({ group }) => alignmentFamily(group));
  const runs = (of: readonly PlannedSource[]) => runsOf({ files: of.flatMap(({ group }) => group.files) });
  const ordered = [...families].sort(([, a], [, b]) => runs(b).length - runs(a).length);
  const kept = sources.filter(({ section }) => section !== 'alignments');
  const unused: UnusedFile[] = [];
  const taken = new Set<string>();
  for (const [, of] of ordered) {
    const isFree = (run: string | null) => run === null || !taken.has(run);
    for (const source of of)
      kept.push(...keepRuns(source, isFree, 'another alignment of the run is used', unused));
    for (const run of runs(of)) taken.add(run);
  }
  return { sources: kept, unused };
}

/** Returns the program of a group of alignment files, as `format` of an alignment names it. */
export function alignmentFamily(group: ExaminedGroup): string {
  return factsIn([group]).find(({ sniffed }) => sniffed.kind === 'alignment')?.sniffed.format ?? 'IMOD';
}

/** Number of pictures without a run up to which they are used as key photos. */
const mostPhotos = 2;

/** Returns the paths of the key photos if there are one or two pictures, none of a run; else null. */
export function pickPhotos(groups: readonly ExaminedGroup[]) {
  const pictures = groups
    .filter((group) => factsIn([group]).some(({ sniffed }) => sniffed.kind === 'picture'))
    .flatMap(({ files }) => files);
  const isOfRun = pictures.some(({ run }) => run !== null);
  if (pictures.length === 0 || pictures.length > mostPhotos || isOfRun) return null;
  const paths = pictures.map(({ file }) => file.path);
  const thumbnail = paths.find((path) => /thumb/i.test(baseName(path))) ?? (paths.at(-1) as string);
  const snapshot = paths.find((path) => path !== thumbnail) ?? thumbnail;
  return { snapshot, thumbnail };
}
