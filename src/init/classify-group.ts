import { mostCommon } from '../base/collections.js';
import { rootPattern } from '../formats/file-head.js';
import { pointFormats } from '../formats/points/point-formats.js';
import { axesIn, emClarityHint, isEmClarityRow } from '../formats/points/sniff-points.js';
import { fields } from '../formats/text.js';
import type { SectionName } from '../tree/entities/entity-type.js';
import { areOfNoRun, type FileGroup } from './group-files.js';
import type { FileFacts, VolumeFacts } from './read-facts.js';
import { countTopic, tokensOf } from './vocabulary.js';

/** A group of files with facts from some of them. */
export interface ExaminedGroup extends FileGroup {
  /** Facts by path, of the files that were read. */
  readonly facts: ReadonlyMap<string, FileFacts>;
  /** What files beside these say that they are of. */
  readonly object?: string;
  /** Names of tables with the same points, which are left out. */
  readonly copies?: readonly string[];
}

/** Returns the facts of all files of groups that were read. */
export function factsIn(groups: readonly Pick<ExaminedGroup, 'facts'>[]): FileFacts[] {
  return groups.flatMap(({ facts }) => [...facts.values()]);
}

/** The section of a group, or why it has none. */
export type Verdict = { readonly section: SectionName } | { readonly section: null; readonly reason: string };

export interface JudgedGroup {
  readonly group: ExaminedGroup;
  readonly verdict: Verdict;
}

/** Least evidence for a section, and its least distance from the next one. */
const enough = 1;
const apart = 0.5;

/** Facts from all groups. */
export interface GroupContext {
  /** Numbers of tilts of a run, from its mdoc and its list of angles. */
  readonly tilts: ReadonlyMap<string, ReadonlySet<number>>;
  /** Names of frame files in mdocs, in lower case. */
  readonly frameNames: ReadonlySet<string>;
  /** Runs with transforms of sections (`.xf`): their `.tlt` files belong to the alignment. */
  readonly runsWithTransforms: ReadonlySet<string>;
  readonly runsWithRawTilts: ReadonlySet<string>;
}

/** Returns the section of the configuration for the files of a group. */
export function classifyGroup(group: ExaminedGroup, context: GroupContext): Verdict {
  const facts = commonFacts(group);
  if (facts === null)
    return none(group.files.every(({ file }) => file.size === 0) ? 'empty file' : 'not read');
  const { all: words } = tokensOf(group.template);
  const { kind, format } = facts.sniffed;
  const section = sections[kind];
  if (section !== undefined) return sure(section);
  switch (kind) {
    case 'volume':
      // HDF5 and Amira are containers: what no reader of volumes takes holds something else, or samples as text.
      if (/^(?:HDF5|AmiraMesh)$/.test(format) && facts.fault !== null) return none(facts.fault);
      return ofVolumes(group, context);
    case 'angles':
      return ofAngles(group, context);
    case 'ctf':
      return sure(countTopic(words, 'points') > countTopic(words, 'ctf') ? 'annotations' : 'ctfs');
    case 'points':
      return ofPoints(group, facts, words);
    case 'picture':
      return none('picture');
    default:
      return ofOthers(group, facts, words);
  }
}

/** Sections that take all files of a kind. */
const sections: Readonly<Partial<Record<FileFacts['sniffed']['kind'], SectionName>>> = {
  frames: 'frames',
  mdoc: 'collection_metadata',
  transforms: 'alignments',
  alignment: 'alignments',
  mesh: 'annotations',
};

function ofVolumes(group: ExaminedGroup, context: GroupContext): Verdict {
  const evidence = Object.entries(weighVolumes(group, context)) as [SectionName, number][];
  const [first, second] = evidence.sort(([, a], [, b]) => b - a);
  if (first === undefined || second === undefined || first[1] < enough)
    return none('volume of unknown purpose');
  const [section, weight] = first;
  const [other, next] = second;
  if (weight - next < apart) return none(`volume that may be of ${section} or ${other}`);
  if (section !== 'gains' && section !== 'frames' && areOfNoRun(group)) return none('volume of no run');
  return sure(section);
}

/**
 * A `.tlt` list belongs to the alignment if most of its runs have transforms or raw tilt angles; the `_TLT.txt` of
 * AreTomo3, which are recorded, if they have raw tilt angles.
 */
function ofAngles({ extension, files }: ExaminedGroup, context: GroupContext): Verdict {
  // EMAN2 looks for `.rlt` files.
  if (['rawtlt', 'rlt'].includes(extension)) return sure('rawtilts');
  if (!['tlt', 'txt'].includes(extension)) return sure('alignments');
  const share = (runs: ReadonlySet<string>) =>
    files.filter(({ run }) => run !== null && runs.has(run)).length * 2 >= files.length;
  const isAligned = extension === 'tlt' && share(context.runsWithTransforms);
  return sure(isAligned || share(context.runsWithRawTilts) ? 'alignments' : 'rawtilts');
}

function ofPoints(
  { extension, files, isSeries }: ExaminedGroup,
  { sniffed, text }: FileFacts,
  tokens: readonly string[],
): Verdict {
  const isLoose = pointFormats.find(({ name }) => name === sniffed.format)?.isLoose === true;
  if (sniffed.format === 'mod' && countTopic(tokens, 'helper') > 0)
    return none('model of fiducials or boundaries');
  if (sniffed.format === 'cets') return none(ofCets);
  if (sniffed.format === 'dynamo_tbl' && isEmClarityRow(fields(text.split('\n', 1)[0] ?? '')))
    return none(emClarityHint);
  if (!isLoose) return sure('annotations');
  if (countTopic(tokens, 'ctf') > 0 && sniffed.others.some(({ kind }) => kind === 'ctf')) return sure('ctfs');
  const isOfRuns = !areOfNoRun({ files }) && !isSeries;
  if (isOfRuns && (countTopic(tokens, 'points') > 0 || ['csv', 'tsv', 'coords'].includes(extension)))
    return sure('annotations');
  return none('table of numbers of unknown purpose');
}

function ofOthers(group: ExaminedGroup, { sniffed, text, fault }: FileFacts, tokens: readonly string[]) {
  if (sniffed.kind === 'table' || sniffed.kind === 'text') {
    const lines = text.split(/\r\n|\r|\n/, 2);
    const [first = ''] = lines;
    const header = first.split(/[,\t]/).map((cell) => cell.trim());
    if (header.includes('run_name') && header.some((cell) => /^object_/.test(cell)))
      return sure('identified_objects');
    const hasCommas = (line: string) => {
      const cells = line.trim().split(/\s*[;\s]\s*/);
      return (
        line.includes(',') && cells.length > 2 && cells.every((cell) => /^[-+]?\d+(?:[.,]\d+)?$/.test(cell))
      );
    };
    if (lines.some(hasCommas)) return none(decimalCommas);
    if (axesIn(header) !== null || axesIn(first.split(';')) !== null) return none(otherTable);
  }
  if (sniffed.kind === 'text' && countTopic(tokens, 'ctf') > 0 && group.extension === 'txt')
    return sure('ctfs');
  if (group.extension === 'gain' || group.extension === 'dm4') return sure('gains');
  const [, known] = knownOthers.find(([pattern]) => pattern.test(text)) ?? [];
  return none(fault ?? known ?? `no section takes it (${sniffed.kind})`);
}

const decimalCommas = 'table of numbers with decimal commas: write points for them';
const otherTable =
  'table of points that does not begin with x, y, z: write these columns first, or before them one that numbers objects (s_id)';
const ofCets = 'data set of CETS: --from takes its runs and points, and its alignments and CTF estimates';

/** Texts that no section takes, and what to do about them. */
const knownOthers = [
  [
    rootPattern('<ParticleList'),
    'particle list of PyTom without positions: add the PickPosition of each particle',
  ],
  [
    /^(?:[-+\d.eE]+,){19}[-+\d.eE]+\s*\n/,
    'motive list of 20 columns (CSV), which has no reader: write its columns 8 to 10, x, y, z, as a table',
  ],
  [/^\s*\d+\s+\S.*\.(?:mrc|rec|em)\s/, 'list of tomograms of Dynamo, read with its tables'],
  [/^\s*\{[^[]*"regions"\s*:\s*\[/, ofCets],
  [
    /^\s*data_\S*\s+_rlnTomo(?:Particles|Tomograms|Trajectories)File\b/,
    'optimisation set: the tables that it names are read',
  ],
] as const;

/** Returns the facts of a file of the most frequent kind; null if none was read. */
function commonFacts(group: ExaminedGroup): FileFacts | null {
  const read = group.files.flatMap(({ file }) => (file.size === 0 ? [] : (group.facts.get(file.path) ?? [])));
  const kindOf = ({ sniffed }: FileFacts) => `${sniffed.kind} ${sniffed.format}`;
  const usual = mostCommon(read.map(kindOf));
  return read.findLast((facts) => kindOf(facts) === usual) ?? null;
}

function sure(section: SectionName): Verdict {
  return { section };
}

function none(reason: string): Verdict {
  return { section: null, reason };
}

const stackExtensions = ['st', 'ali', 'preali', 'mrcs'];
const tiltHeaders = ['SERI', 'FEI1', 'FEI2', 'AGAR'];
/** Evidence against anything but frames and gains in one image. */
const flat = 8;
const integers: readonly string[] = ['int8', 'uint8', 'int16', 'uint16', 'uint32', 'int32'];
/** Largest value of an integer volume that counts as a mask. */
const mostLabels = 100;

/**
 * Computes the evidence for each kind of volume from names, shapes, statistics and headers of a group of them; negative
 * values are evidence against it. The weights are heuristic, tuned with the lab folders of the tests.
 */
function weighVolumes(group: ExaminedGroup, { tilts, frameNames }: GroupContext) {
  const tokens = tokensOf(group.template);
  const read = group.files.flatMap(({ file, run }) => {
    const volume = group.facts.get(file.path)?.volume ?? null;
    return volume === null ? [] : [{ volume, run }];
  });
  const share = (test: (volume: VolumeFacts, run: string | null) => boolean) =>
    read.length === 0 ? 0 : read.filter(({ volume, run }) => test(volume, run)).length / read.length;
  const topic = (name: Parameters<typeof countTopic>[1]) =>
    2 * Math.min(1, countTopic(tokens.name, name)) + 1.5 * Math.min(1, countTopic(tokens.directories, name));
  const isZarr = share(({ format }) => format === 'zarr');
  const isFlat = share(({ shape }) => shape[0] === 1);
  // Statistics of the header that fit labels or probabilities, and those that fit an image.
  const isFew = share(
    ({ range, sampleType }) =>
      range !== null &&
      range.min >= 0 &&
      (range.max <= 1 || (integers.includes(sampleType) && range.min === 0 && range.max <= mostLabels)),
  );
  const isMany = share(({ range, sampleType }) => {
    if (range === null) return sampleType === 'float16';
    return range.min < 0 || (range.max > 1 && !integers.includes(sampleType)) || range.max > 10_000;
  });
  const countsOf = (run: string | null) => [...((run === null ? null : tilts.get(run)) ?? [])];
  const hasTilts = share(({ shape }, run) => countsOf(run).includes(shape[0]));
  const isOther = share(({ shape }, run) => {
    const counts = countsOf(run);
    return counts.length > 0 && counts.every((count) => Math.abs(count - shape[0]) > 2);
  });
  const isUnsigned = share(({ range, sampleType }) => range === null && sampleType.startsWith('uint'));
  // A single TIFF of one image is a picture, such as one of a light microscope.
  const isTiff = share(({ format, shape }) => format === 'tiff' && (group.isSeries || shape[0] > 1));
  const named = group.files.filter(({ file }) => frameNames.has(file.name.toLowerCase()));
  const isStack = stackExtensions.includes(group.extension) ? 1 : 0;
  return {
    gains:
      topic('gain') * (0.3 + isFlat) +
      (['gain', 'dm4'].includes(group.extension) ? 3 : 0) -
      (group.isSeries ? 3 : 0),
    frames:
      topic('frames') +
      3 * (named.length / Math.max(1, group.files.length)) +
      (group.isSeries ? 2.5 : -0.5) +
      1.5 * isTiff +
      (group.extension === 'eer' ? 4 : 0) -
      8 * isZarr -
      2 * hasTilts -
      3 * isStack,
    annotations:
      topic('mask') +
      isOther * share(({ range }) => range === null) +
      3 * isFew +
      0.7 * isUnsigned -
      4 * isMany -
      4 * Math.min(1, countTopic(tokens.name, 'scores')) -
      (group.isSeries ? 1 : 0) -
      isStack -
      flat * isFlat,
    tiltseries:
      topic('tiltSeries') +
      3 * isStack +
      2.5 * hasTilts -
      1.5 * isOther +
      0.7 * share(({ spaceGroup }) => spaceGroup === 0) -
      0.7 * share(({ spaceGroup }) => spaceGroup === 1) +
      share(({ extended }) => tiltHeaders.includes(extended)) -
      (group.extension === 'rec' ? 3 : 0) -
      (group.isSeries ? 2 : 0) -
      isZarr -
      flat * isFlat,
    tomograms:
      topic('tomogram') * (countTopic(tokens.all, 'mask') > 0 ? 0.5 : 1) +
      (group.extension === 'rec' ? 3 : 0) +
      isOther +
      0.7 * share(({ spaceGroup }) => spaceGroup === 1) -
      0.7 * share(({ spaceGroup }) => spaceGroup === 0) +
      0.5 * isZarr -
      2 * hasTilts -
      2 * isStack -
      (group.isSeries ? 1.5 : 0) -
      flat * isFlat,
  };
}
