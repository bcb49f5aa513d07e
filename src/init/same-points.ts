import type { Location } from '../formats/points/point.js';
import { pointFormats } from '../formats/points/point-formats.js';
import { type ExaminedGroup, factsIn, type JudgedGroup } from './classify-group.js';
import { areOfNoRun, runsOf, runsWithin } from './group-files.js';
import { shownTemplate } from './plan-sources.js';
import { countTopic, tokensOf } from './vocabulary.js';

/** Leaves out tables with the points of another, which then lists them; models have the points of lists of PEET. */
export function leaveOutSamePoints(judged: readonly JudgedGroup[]): JudgedGroup[] {
  const formatsOf = (group: ExaminedGroup) => factsIn([group]).map(({ sniffed }) => sniffed.format);
  const areModelsNeeded = judged.some(({ group }) => formatsOf(group).includes('peet_motl'));
  const tables = judged.flatMap(({ group, verdict }) => {
    const isNeeded = areModelsNeeded && formatsOf(group).includes('mod');
    return verdict.section === 'annotations' && placesByRun(group).size > 0 && !isNeeded ? [group] : [];
  });
  const copies = new Map<ExaminedGroup, ExaminedGroup>();
  const ranked = tables.toSorted(compareTables);
  for (const [at, group] of ranked.entries()) {
    const used = ranked.slice(0, at).find((other) => !copies.has(other) && holdsSamePoints(other, group));
    if (used !== undefined) copies.set(group, used);
  }
  return judged.map((one): JudgedGroup => {
    const used = copies.get(one.group);
    if (used !== undefined) {
      const reason = `the same points as ${shownTemplate(used.template)}, which is used`;
      return { group: one.group, verdict: { section: null, reason } };
    }
    const own = [...copies].flatMap(([copy, of]) => (of === one.group ? [shownTemplate(copy.template)] : []));
    return own.length === 0 ? one : { ...one, group: { ...one.group, copies: own.sort() } };
  });
}

/** Orders tables by what they say of their points: orientations, their pixel size, a format of their own; then by name. */
function compareTables(a: ExaminedGroup, b: ExaminedGroup): number {
  const rank = (group: ExaminedGroup) => {
    const all = factsIn([group]);
    const formats = new Set(all.map(({ sniffed }) => sniffed.format));
    const isLoose = pointFormats.some((row) => row.isLoose === true && formats.has(row.name));
    const isOriented = all.some((each) => each.isOriented === true);
    const isSized = all.some(({ pixelSizes }) => pixelSizes.length > 0);
    return 4 * Number(isOriented) + 2 * Number(isSized) + Number(!isLoose);
  };
  const [one, other] = [a.template, b.template];
  return rank(b) - rank(a) || one.length - other.length || (one < other ? -1 : Number(one > other));
}

/** Words that say of a table only what wrote it and how, or that it is another's copy. */
const ofForms = new RegExp(
  `^(?:${[
    'star|csv|tsv|txt|tbl|json|mod|cmm|coords|cbox|xyz|zyx|tables?',
    'relion\\d*|dynamo|imod|eman2?|warp|stopgap|artiax|chimerax?|napari|amira',
    'cop(?:y|ies)\\d*|backups?|bak|dup\\w*|export(?:s|ed)?|converted|formats?|final|old|new|latest|orig(?:inal)?',
  ].join('|')})$`,
);

/** Returns the words in a path that say of what its points are, and of which pixels. */
function subjectOf({ template }: ExaminedGroup): string {
  const words = tokensOf(template.replace(/\.[A-Za-z]\w*$/, '')).all;
  const isOfKind = (word: string) =>
    ofForms.test(word) || countTopic([word], 'points') > 0 || countTopic([word], 'folder') > 0;
  return [...new Set(words.filter((word) => !isOfKind(word)))].sort().join(' ');
}

/**
 * True if a table has all runs of another, with as many points at the same places in those that were read of both; or
 * if one is of all runs, and those of the others together are the same.
 */
function holdsSamePoints(one: ExaminedGroup, other: ExaminedGroup): boolean {
  const runs = runsWithin([one]);
  const isOneOfAll = areOfNoRun(one) !== areOfNoRun(other);
  if (!isOneOfAll && !other.files.every(({ run }) => runs.has(run))) return false;
  // Places of two objects or two people, or in two units, are equal by mistake, or meant.
  if (subjectOf(one) !== subjectOf(other)) return false;
  const unitsOf = (group: ExaminedGroup) =>
    [...new Set(factsIn([group]).flatMap(({ pixelSizes }) => pixelSizes))].sort().join();
  const units = new Set([unitsOf(one), unitsOf(other)].filter((unit) => unit !== ''));
  if (units.size > 1) return false;
  const known = placesByRun(one);
  if (isOneOfAll) return areSame([...known.values()].flat(), [...placesByRun(other).values()].flat());
  const shared = [...placesByRun(other)].flatMap(([run, places]) => {
    const same = known.get(run);
    return same === undefined ? [] : [[same, places] as const];
  });
  return shared.length > 0 && shared.every(([all, places]) => areSame(all, places));
}

/** Points that are looked for where two tables have another order. */
const mostSought = 256;
/** What rounding to whole voxels moves a coordinate by. */
const rounding = 0.5 + 1e-6;

function areSame(all: readonly Location[], places: readonly Location[]): boolean {
  if (all.length !== places.length) return false;
  const isAt = (place: Location) => (each: Location | undefined) =>
    each !== undefined && isWithin(rounding, each, place);
  return (
    places.every((place, at) => isAt(place)(all[at])) ||
    places.slice(0, mostSought).every((place) => all.some(isAt(place)))
  );
}

/** Formats that crYOLO and TomoTwin write their picks in, each in a directory of its own or with the same name. */
const pickExtensions = ['coords', 'star', 'cbox'];

/** True if a group has the picks of another in a format that says more of them. */
export function isRicher(one: ExaminedGroup, other: ExaminedGroup): boolean {
  const rank = ({ extension }: ExaminedGroup) => pickExtensions.indexOf(extension);
  const nameOf = ({ template }: ExaminedGroup) =>
    template.replace(/_uprightexport|\.\w+$/g, '').replace(/(?<=^|\/)(?:cbox|coords|star)\w*(?=\/)/gi, '');
  if (rank(other) === -1 || rank(one) <= rank(other) || nameOf(one) !== nameOf(other)) return false;
  const runs = new Set(runsOf(one));
  return runsOf(other).every((run) => runs.has(run)) && !isOfOtherPicker(one, other);
}

/** True if most of the first points of a file are nowhere in the file of the same run in another group. */
function isOfOtherPicker(one: ExaminedGroup, other: ExaminedGroup): boolean {
  const known = placesByRun(one);
  return [...placesByRun(other)].some(([run, places]) => {
    const [all, few] = [known.get(run) ?? [], places.slice(0, 16)];
    const apart = few.filter((place) => !all.some((each) => isWithin(1, each, place)));
    return all.length > 0 && apart.length * 2 > few.length;
  });
}

function placesByRun({ files, facts }: ExaminedGroup): Map<string | null, Location[]> {
  const byRun = new Map<string | null, Location[]>();
  for (const { file, run } of files) {
    const places = facts.get(file.path)?.places ?? [];
    if (places.length > 0) byRun.set(run, [...(byRun.get(run) ?? []), ...places]);
  }
  return byRun;
}

function isWithin(voxels: number, a: Location, b: Location): boolean {
  return [a.x - b.x, a.y - b.y, a.z - b.z].every((difference) => Math.abs(difference) <= voxels);
}
