import type { SectionName } from '../../entities/index.js';
import type { FileFacts } from '../facts/file-facts.js';
import type { ExaminedGroup, Verdict } from './classified.js';
import { type RunContext, type VolumeEvidence, weighVolumes } from './volume-evidence.js';
import { countTopic, wordsOf } from './words.js';

/** Evidence that is enough, and how far it must be above any other. */
const enough = 1;
const apart = 0.5;

/** What all groups together say, beyond runs. */
export interface GroupContext extends RunContext {
  /** Directories and runs that have transforms of sections: their `.tlt` files are of the alignment. */
  readonly runsWithTransforms: ReadonlySet<string>;
  readonly runsWithRawTilts: ReadonlySet<string>;
}

/** The section of the configuration that finds the files of a group. */
export function classifyGroup(group: ExaminedGroup, context: GroupContext): Verdict {
  const facts = commonFacts(group);
  if (facts === null)
    return none(group.files.every(({ file }) => file.size === 0) ? 'empty file' : 'not read');
  const words = wordsOf(group.template);
  switch (facts.sniffed.kind) {
    case 'volume':
      return ofVolumes(weighVolumes(group, context), group);
    case 'frames':
      return sure('frames');
    case 'mdoc':
      return group.isSeries ? none('mdoc of single frames') : sure('collection_metadata');
    case 'angles':
      return ofAngles(group, context);
    case 'transforms':
    case 'alignment':
      return sure('alignments');
    case 'ctf':
      return countTopic(words.all, 'points') > countTopic(words.all, 'ctf')
        ? sure('annotations', 0.5)
        : sure('ctfs');
    case 'points':
      return ofPoints(group, facts, words.all);
    case 'mesh':
      return sure('annotations');
    case 'picture':
      return none('picture');
    default:
      return ofOthers(group, facts, words.all);
  }
}

function ofVolumes(evidence: VolumeEvidence, group: ExaminedGroup): Verdict {
  const sections: Record<keyof VolumeEvidence, SectionName> = {
    gain: 'gains',
    frames: 'frames',
    mask: 'annotations',
    tiltSeries: 'tiltseries',
    tomogram: 'tomograms',
  };
  const [first, second] = (Object.keys(sections) as (keyof VolumeEvidence)[])
    .map((kind) => ({ kind, weight: evidence[kind] }))
    .sort((a, b) => b.weight - a.weight);
  if (first === undefined || second === undefined || first.weight < enough)
    return none('volume of unknown purpose');
  if (first.weight - second.weight < apart)
    return none(`volume that may be of ${sections[first.kind]} or ${sections[second.kind]}`);
  if (first.kind !== 'gain' && group.files.every(({ run }) => run === null) && first.kind !== 'frames') {
    return none('volume of no run');
  }
  return sure(sections[first.kind], first.weight - second.weight);
}

/** `.tlt` lists are of the alignment where there are transforms, or other lists of recorded angles. */
function ofAngles({ extension, files }: ExaminedGroup, context: GroupContext): Verdict {
  if (extension === 'rawtlt') return sure('rawtilts');
  if (extension !== 'tlt') return sure('alignments');
  const share = (runs: ReadonlySet<string>) =>
    files.filter(({ run }) => run !== null && runs.has(run)).length * 2 >= files.length;
  return sure(
    share(context.runsWithTransforms) || share(context.runsWithRawTilts) ? 'alignments' : 'rawtilts',
  );
}

function ofPoints(
  { extension, files, isSeries }: ExaminedGroup,
  { sniffed }: FileFacts,
  words: readonly string[],
): Verdict {
  const isLoose = ['csv', 'csv_with_header', 'tsv', 'coords'].includes(sniffed.format);
  if (sniffed.format === 'mod' && countTopic(words, 'helper') > 0)
    return none('model of fiducials or boundaries');
  if (!isLoose) return sure('annotations');
  if (countTopic(words, 'ctf') > 0 && sniffed.others.some(({ kind }) => kind === 'ctf')) return sure('ctfs');
  const isOfRuns = files.some(({ run }) => run !== null) && !isSeries;
  if (isOfRuns && (countTopic(words, 'points') > 0 || ['csv', 'tsv', 'coords'].includes(extension)))
    return sure('annotations');
  return none('table of numbers of unknown purpose');
}

function ofOthers(
  group: ExaminedGroup,
  { sniffed, text, fault }: FileFacts,
  words: readonly string[],
): Verdict {
  if (sniffed.kind === 'table' || sniffed.kind === 'text') {
    const header = (text.split(/\r\n|\r|\n/, 1)[0] ?? '').split(/[,\t]/).map((cell) => cell.trim());
    if (header.includes('run_name') && header.some((cell) => /^object_/.test(cell)))
      return sure('identified_objects');
  }
  if (sniffed.kind === 'text' && countTopic(words, 'ctf') > 0 && group.extension === 'txt')
    return sure('ctfs', 0.2);
  if (group.extension === 'gain' || group.extension === 'dm4') return sure('gains');
  return none(fault ?? `no reader for it (${sniffed.kind})`);
}

/** Facts of a file of the kind that most files are of. */
function commonFacts(group: ExaminedGroup): FileFacts | null {
  const counts = new Map<string, { count: number; facts: FileFacts }>();
  for (const { file } of group.files) {
    const facts = group.facts.get(file.path);
    if (facts === undefined || file.size === 0) continue;
    const key = `${facts.sniffed.kind} ${facts.sniffed.format}`;
    counts.set(key, { count: (counts.get(key)?.count ?? 0) + 1, facts });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.facts ?? null;
}

function sure(section: SectionName, certainty = 1): Verdict {
  return { section, certainty };
}

function none(reason: string): Verdict {
  return { section: null, reason };
}
