import type { VolumeFacts } from '../facts/file-facts.js';
import type { ExaminedGroup } from './classified.js';
import { countTopic, wordsOf } from './words.js';

/** What all groups together say of runs. */
export interface RunContext {
  /** Tilts of a run, by its mdoc and its list of angles. */
  readonly tilts: ReadonlyMap<string, ReadonlySet<number>>;
  /** Names of frame files that mdocs give, in lower case. */
  readonly frameNames: ReadonlySet<string>;
}

/** Evidence for what the volumes of a group are; the larger the surer, below zero against it. */
export interface VolumeEvidence {
  readonly gain: number;
  readonly frames: number;
  readonly mask: number;
  readonly tiltSeries: number;
  readonly tomogram: number;
}

const stackExtensions = ['st', 'ali', 'preali', 'mrcs'];
const tiltHeaders = ['SERI', 'FEI1', 'FEI2', 'AGAR'];
const integers: readonly string[] = ['int8', 'uint8', 'int16', 'uint16', 'uint32', 'int32'];
/** Labels up to which a volume of whole numbers is held to be a mask. */
const mostLabels = 100;

/** Weighs names, extents, statistics and headers of a group of volumes. */
export function weighVolumes(group: ExaminedGroup, context: RunContext): VolumeEvidence {
  const words = wordsOf(group.template);
  const read = group.files.flatMap(({ file, run }) => {
    const volume = group.facts.get(file.path)?.volume ?? null;
    return volume === null ? [] : [{ volume, run }];
  });
  const share = (test: (volume: VolumeFacts, run: string | null) => boolean) =>
    read.length === 0 ? 0 : read.filter(({ volume, run }) => test(volume, run)).length / read.length;
  const topic = (name: Parameters<typeof countTopic>[1]) =>
    2 * Math.min(1, countTopic(words.name, name)) + 1.5 * Math.min(1, countTopic(words.directories, name));
  const isFlat = share(({ shape }) => shape[0] === 1);
  const isFew = share(isFewValued);
  const isMany = share(isManyValued);
  const hasTilts = share(({ shape }, run) => run !== null && context.tilts.get(run)?.has(shape[0]) === true);
  const isOther = share(({ shape }, run) => run !== null && isOtherCount(shape[0], context.tilts.get(run)));
  const isTiff = share(({ format }) => format === 'tiff');
  const named = namedAsFrames(group, context);
  const isStack = stackExtensions.includes(group.extension) ? 1 : 0;
  return {
    gain:
      topic('gain') * (0.3 + isFlat) +
      (['gain', 'dm4'].includes(group.extension) ? 3 : 0) -
      (group.isSeries ? 3 : 0),
    frames:
      topic('frames') +
      3 * named +
      (group.isSeries ? 2.5 : -0.5) +
      1.5 * isTiff +
      (group.extension === 'eer' ? 4 : 0) -
      2 * hasTilts -
      3 * isStack,
    mask: topic('mask') + 3 * isFew - 4 * isMany - (group.isSeries ? 1 : 0) - isStack - 2 * isFlat,
    tiltSeries:
      topic('tiltSeries') +
      3 * isStack +
      2.5 * hasTilts -
      1.5 * isOther +
      0.7 * share(({ spaceGroup }) => spaceGroup === 0) -
      0.7 * share(({ spaceGroup }) => spaceGroup === 1) +
      share(({ extended }) => tiltHeaders.includes(extended)) -
      (group.extension === 'rec' ? 3 : 0) -
      (group.isSeries ? 2 : 0) -
      (isZarr(read) ? 1 : 0) -
      2 * isFlat,
    tomogram:
      topic('tomogram') +
      (group.extension === 'rec' ? 3 : 0) +
      isOther +
      0.7 * share(({ spaceGroup }) => spaceGroup === 1) -
      0.7 * share(({ spaceGroup }) => spaceGroup === 0) +
      (isZarr(read) ? 0.5 : 0) -
      2 * hasTilts -
      2 * isStack -
      (group.isSeries ? 1.5 : 0) -
      2 * isFlat,
  };
}

function isZarr(read: readonly { volume: VolumeFacts }[]): boolean {
  return read.length > 0 && read.every(({ volume }) => volume.format === 'zarr');
}

/** Whether the header's statistics are those of labels or of probabilities. */
function isFewValued({ range, sampleType }: VolumeFacts): boolean {
  if (range === null || range.min < 0) return false;
  if (range.max <= 1) return true;
  return integers.includes(sampleType) && range.min === 0 && range.max <= mostLabels;
}

/** Whether the header's statistics are those of an image. */
function isManyValued({ range, sampleType }: VolumeFacts): boolean {
  if (range === null) return sampleType === 'float16';
  return range.min < 0 || (range.max > 1 && !integers.includes(sampleType)) || range.max > 10_000;
}

function isOtherCount(sections: number, tilts: ReadonlySet<number> | undefined): boolean {
  return (
    tilts !== undefined && tilts.size > 0 && ![...tilts].some((count) => Math.abs(count - sections) <= 2)
  );
}

/** Share of the files that mdocs name as frames. */
function namedAsFrames({ files }: ExaminedGroup, { frameNames }: RunContext): number {
  const named = files.filter(({ file }) => frameNames.has((file.segments.at(-1) ?? '').toLowerCase()));
  return named.length / Math.max(1, files.length);
}
