import { groupBy, mostCommon } from '../../base/collections.js';
import { Float } from '../../base/float.js';
import { angstromsIn } from '../../formats/length-units.js';
import { factsIn } from '../classify-group.js';
import { type Instruments, knownOr } from '../instruments.js';
import type { PlannedSource } from '../plan-sources.js';
import { processingIn } from '../processing.js';
import { countTopic, tokensOf } from '../vocabulary.js';
import {
  alias,
  list,
  map,
  nodeOf,
  placeholder,
  type ScalarNode,
  scalar,
  type YamlNode,
} from '../yaml-document.js';
import { entry, globSources, literalSource, section } from './source-nodes.js';

/** The tomograms of a group that have one voxel spacing. */
type TomogramEntry = ReturnType<typeof entriesOf>[number];

const methods = [
  ['WBP', /^(?:wbp|bp|fbp)$/],
  ['SIRT', /^sirt/],
  ['SART', /^sart$/],
] as const;

const identity = [0, 1, 2, 3].map((row) => [0, 1, 2, 3].map((column) => (row === column ? 1 : 0)));

export function spacingSection({ byName }: Spacings, runs: readonly string[]): YamlNode {
  if (byName.size === 0) {
    const wanted = 'voxel spacing of the tomograms in Å, such as 13.48';
    return list([entry([literalSource([placeholder(wanted, 'spacing')])])]);
  }
  const everywhere = [...byName].filter(([, of]) => of.size === runs.length).map(([name]) => name);
  const numbers = (names: readonly string[]) => names.map((name) => scalar(Number(name)));
  const some = [...byName].filter(([, of]) => of.size < runs.length);
  return list([
    entry([
      ...(everywhere.length === 0 ? [] : [literalSource(numbers(everywhere))]),
      ...some.map(([name, of]) => literalSource(numbers([name]), { runs: [...of].sort() })),
    ]),
  ]);
}

/** The place of a tomogram among those of the section; `once` are the anchors that those before it have. */
interface TomogramPlace {
  readonly isFirst: boolean;
  readonly isTwin: boolean;
  readonly isShown: boolean;
  readonly once: Set<string>;
  readonly instruments: Instruments;
}

/** Returns the tomograms section, with one entry per form of names and voxel spacing. */
export function tomogramSection(
  sources: readonly PlannedSource[],
  spacings: Spacings,
  instruments: Instruments,
): YamlNode | null {
  const entries = sources
    .flatMap((source) => entriesOf(source, spacings))
    .sort((a, b) => Number(isRaw(b)) - Number(isRaw(a)) || Number(a.spacing) - Number(b.spacing));
  const shown = shownEntries(entries);
  const once = new Set<string>();
  return section(
    entries.map((one, index) => {
      const isTwin = entries.slice(0, index).some((other) => mayBeSame(other, one));
      const sourcesOf = globSources(one.source, {
        runs: one.runs.length === 0 ? null : one.runs,
        voxelSpacing: spacings.byName.size > 1 ? one.spacing : null,
      });
      const place = { isFirst: index === 0, isTwin, isShown: shown.has(one), once, instruments };
      return entry(sourcesOf, metadataOf(one, place));
    }),
  );
}

function isRaw({ treated }: TomogramEntry): boolean {
  return treated.processing === 'raw';
}

/** True if nothing but its software tells a tomogram from another of its run; a method that no name says may be any. */
function mayBeSame(one: TomogramEntry, other: TomogramEntry): boolean {
  const keyOf = ({ spacing, treated }: TomogramEntry) =>
    `${spacing} ${treated.processing} ${treated.program}`;
  const isApart = one.method !== undefined && other.method !== undefined && one.method !== other.method;
  if (isApart || keyOf(one) !== keyOf(other)) return false;
  const runs = new Set(runsIn(one));
  return runsIn(other).some((run) => runs.has(run));
}

function runsIn({ source, runs }: TomogramEntry): readonly (string | null)[] {
  return runs.length > 0 ? runs : source.group.files.map(({ run }) => run);
}

/** Returns the entries that viewers show: one for each run, a denoised or filtered one if there is any. */
function shownEntries(entries: readonly TomogramEntry[]): ReadonlySet<TomogramEntry> {
  const having = new Set<string | null>();
  const shown = entries
    .toSorted((a, b) => Number(isRaw(a)) - Number(isRaw(b)))
    .filter((one) => {
      const own = runsIn(one);
      if (own.some((run) => having.has(run))) return false;
      for (const run of own) having.add(run);
      return true;
    });
  return new Set(shown);
}

function entriesOf(source: PlannedSource, { ofFile, assumed }: Spacings) {
  const spacings = new Map<string | null, Set<string>>();
  const guessed = source.group.files.filter(({ file }) => assumed.has(file.path)).length;
  for (const { file, run } of source.group.files) {
    const spacing = ofFile.get(file.path) ?? null;
    if (run !== null) spacings.set(spacing, (spacings.get(spacing) ?? new Set()).add(run));
  }
  const { all: words } = tokensOf(source.group.template);
  const method = methods.find(([, pattern]) => words.some((word) => pattern.test(word)))?.[0];
  return [...spacings]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([spacing, runs]) => ({
      source,
      words,
      /** Voxel spacing in Å with three decimals; null if the headers have none. */
      spacing,
      /** Number of files whose header gives the spacing; null if all do. */
      stated: guessed === 0 ? null : source.group.files.length - guessed,
      runs: spacings.size === 1 ? [] : [...runs].sort(),
      /** What the names say was done to it, and how it was reconstructed. */
      treated: processingIn(words),
      method,
    }));
}

function metadataOf(
  { source, words, spacing, stated, treated, method }: TomogramEntry,
  { isFirst, isTwin, isShown, once, instruments }: TomogramPlace,
): YamlNode {
  // What is asked of one tomogram holds for the others, unless someone writes another value there.
  const shared = (anchor: string, node: ScalarNode) => {
    if (once.has(anchor)) return alias(anchor);
    once.add(anchor);
    return { ...node, anchor };
  };
  const { alignmentMethods, reconstructionSoftware } = instruments;
  const statuses = [...alignmentMethods.values()].map(
    (by) => by && ([by[0] === 'fiducial_based' ? 'FIDUCIAL' : 'NON_FIDUCIAL', by[1]] as const),
  );
  const [status = null] = statuses;
  const isAgreed = statuses.every((each) => each?.[0] === status?.[0]);
  const from = countTopic(words, 'half') > 0 ? 'this is a half of the data' : 'taken from the names';
  const isCorrected = treated.correctsCtf || countTopic(words, 'ctf') > 0;
  return map({
    voxel_spacing:
      spacing === null
        ? placeholder('Å, such as 13.48: the voxel spacing that the section above names')
        : scalar(
            Number(spacing),
            stated === null
              ? undefined
              : stated === 0
                ? 'assumed after the names, since no header says it: check it'
                : `as ${stated} of ${source.group.files.length} headers say`,
          ),
    tomogram_version: scalar(new Float(1)),
    fiducial_alignment_status: shared(
      'fiducials',
      knownOr(isAgreed ? status : null, 'FIDUCIAL or NON_FIDUCIAL'),
    ),
    reconstruction_method:
      method === undefined
        ? shared('reconstruction_method', placeholder('SART, Fourier Space, SIRT, WBP or Unknown'))
        : scalar(method),
    reconstruction_software: shared(
      'reconstruction',
      knownOr(reconstructionSoftware, 'software that made the tomograms, such as IMOD'),
    ),
    processing: scalar(treated.processing, `raw, filtered or denoised; ${from}`),
    processing_software: processingSoftware(treated, isTwin),
    ctf_corrected: isCorrected
      ? scalar(true, 'as the names say')
      : shared('ctf_corrected', placeholder('true or false: whether the CTF was corrected')),
    is_visualization_default: scalar(isShown),
    offset: map({ x: scalar(0), y: scalar(0), z: scalar(0) }),
    affine_transformation_matrix: isFirst ? nodeOf(identity) : null,
    authors: alias('authors'),
    dates: alias('dates'),
  });
}

function processingSoftware({ processing, program }: TomogramEntry['treated'], isTwin: boolean): YamlNode {
  if (isTwin)
    return placeholder('software, or another word that tells it from the other tomograms of this spacing');
  if (program !== null) return scalar(program, 'as the names say');
  return processing === 'raw'
    ? scalar(null)
    : scalar(null, 'software that denoised or filtered them, if known');
}

export type Spacings = Readonly<ReturnType<typeof findSpacings>>;

/** Returns the binning that a path states last, as `bin8` or `bin_8`; NaN for none. */
const binningIn = (template: string) =>
  Number([...template.matchAll(/(?<![\p{L}\p{N}])bin_?([1-9]\d*)(?![\p{L}\p{N}])/giu)].at(-1)?.[1]);

/** Relative difference up to which two headers have the same spacing. */
const tolerance = 0.001;

/**
 * Returns the voxel spacings of tomograms; values that differ only by rounding are one. Where no header of a form has a
 * size, its name may state one, or how much the pixels of the tilt series are binned, which `pixelOf` returns in Å.
 */
export function findSpacings(tomograms: readonly PlannedSource[], pixelOf: (run: string) => number | null) {
  /** Paths of tomograms whose header has none, and that get what their name says, or the one of all others of their form. */
  const assumed = new Set<string>();
  const measured = tomograms.flatMap(({ group: { files, facts, template } }) => {
    const isStated = factsIn([{ facts }]).some(({ volume }) => volume !== null && volume.voxelSize !== null);
    return files.flatMap(({ file: { path }, run }) => {
      if (run === null) return [];
      const { voxelSize = null, shape = [] } = facts.get(path)?.volume ?? {};
      const named = { byName: new Map(), unbinned: pixelOf(run) ?? Number.NaN };
      const size = isStated ? voxelSize : pixelNamed(template, named);
      if (size !== null && voxelSize === null) assumed.add(path);
      return size === null ? [] : [{ path, run, size, shape: shape.toReversed() }];
    });
  });
  const groups: (typeof measured)[] = [];
  for (const each of measured.toSorted((a, b) => a.size - b.size)) {
    const last = groups.at(-1);
    if (last?.[0] !== undefined && each.size <= last[0].size * (1 + tolerance)) last.push(each);
    else groups.push([each]);
  }
  /** Runs by voxel spacing in Å with three decimals, ascending. */
  const byName = new Map<string, Set<string>>();
  /** Voxel spacing of a tomogram by its path; absent if the header has none and those of its form differ. */
  const ofFile = new Map<string, string>();
  /** The largest tomogram of a voxel spacing (x, y, z), in voxels. */
  const sizes = new Map<string, readonly number[]>();
  for (const members of groups) {
    const name = mostCommon(members.map(({ size }) => size.toFixed(3))) ?? '';
    byName.set(name, new Set(members.map(({ run }) => run)));
    for (const { path } of members) ofFile.set(path, name);
    sizes.set(name, largestOf(members.map(({ shape }) => shape)));
  }
  for (const { group } of tomograms) {
    const [only, ...others] = new Set(group.files.flatMap(({ file }) => ofFile.get(file.path) ?? []));
    if (only === undefined || others.length > 0) continue;
    for (const { file, run } of group.files) {
      if (ofFile.has(file.path) || run === null) continue;
      ofFile.set(file.path, only);
      byName.get(only)?.add(run);
      assumed.add(file.path);
    }
  }
  const pixels = tomograms.flatMap(({ group: { files, template } }) =>
    files.flatMap(({ file }) => Number(ofFile.get(file.path)) / binningIn(template) || []),
  );
  const [least, most] = [Math.min(...new Set(pixels)), Math.max(...new Set(pixels))];
  /** Å of a pixel without binning, if names of tomograms say by how much they are binned (`bin4`) and agree. */
  const unbinned = most <= least * 1.01 ? least : Number.NaN;
  return { byName, sizes, ofFile, assumed, unbinned };
}

/** Returns the largest number along each axis. */
export function largestOf(lists: readonly (readonly number[])[]): number[] {
  return [0, 1, 2].map((axis) => Math.max(...lists.map((list) => list[axis] ?? 0)));
}

/** A unit at the end of a name. Behind a number, as in `gold_10_nm.csv`, it is a size; in capitals it is initials. */
const unitInName = /(?<!\p{L}|\d[-_ ]*)(?:nm|[nN]anomet(?:er|re)s?|[aA]ngstroms?)(?=\.[^./]+$)/u;

/** Returns Å of the pixels or unit that a path names for its points (`8_bin8.csv`, `8_20.00Apx.csv`, `8_nm.csv`), or null. */
export function pixelNamed(
  template: string,
  { byName, unbinned }: { readonly byName: ReadonlyMap<string, unknown>; readonly unbinned: number },
): number | null {
  const stated = [...template.matchAll(/(\d+\.\d+)A(?:px|ng)?(?![A-Za-z])/g)].at(-1)?.[1];
  const unit = angstromsIn(unitInName.exec(template)?.[0].toLowerCase() ?? '');
  if (stated === undefined && unit !== null) return unit;
  const named = stated === undefined ? unbinned * binningIn(template) : Number(stated);
  // Names round; pixels of a tomogram are as large as its header says.
  const near = [...byName.keys()].map(Number).find((spacing) => Math.abs(spacing / named - 1) < 0.01);
  return near ?? (Number.isFinite(named) ? named : null);
}

/** Returns the runs of a voxel spacing by their finest one, in Å: a run's own pixels are what its points count in. */
export function byFinest({ byName }: Spacings, name: string): ReadonlyMap<number, readonly string[]> {
  const finestOf = (run: string) =>
    Math.min(...[...byName].flatMap(([each, runs]) => (runs.has(run) ? [Number(each)] : [])));
  return groupBy([...(byName.get(name) ?? [])].sort(), finestOf);
}
