import { countOf } from '../../base/messages.js';
import type { HeaderStatistics, VoxelsContext } from '../contexts/acquisition.js';
import { type CheckResult, faultAt, faultsAt, issue, listPaths, type ReportedIssue } from '../finding.js';
import { defineRules } from '../rule.js';
import type { LevelFacts, VoxelFacts } from '../voxels/voxel-facts.js';
import { emptyLevels, labelValues, sectionsWithoutChunks } from './zarr.js';

const defaults = {
  severity: 'error',
  on: 'voxels',
  needs: ['header', 'voxels'],
  fix: 'Ingest the volume again.',
} as const;

/** The voxels of volumes, as far as the depth of the validation allows. */
export const voxelRules = defineRules('voxels', defaults, [
  {
    code: 'CHUNK_UNDECODABLE',
    title: 'Every chunk decodes to its size',
    why: 'A chunk that cannot be decoded is a block of lost data.',
    check: ({ facts }) => facts.undecodable,
  },
  {
    code: 'CHUNK_MISSING',
    title: 'Every chunk that is not all zeros exists',
    why: 'A missing chunk reads as zeros, but the MRC or the level below has other values.',
    check({ volume: { zarr, kind }, facts: { missingChunks } }) {
      const empty = zarr === null ? [] : emptyLevels({ zarr, kind });
      const isOfEmpty = (path: string) => empty.some((level) => path.startsWith(`${level}/`));
      const listed = (paths: readonly string[]) => listPaths(paths, 'the chunk is missing', 'chunks');
      // ZARR_LEVEL_EMPTY reports levels that have no chunks at all.
      const ofEmpty = listed(missingChunks.filter(isOfEmpty));
      return [
        ...listed(missingChunks.filter((path) => !isOfEmpty(path))),
        ...ofEmpty.map((fault) => ({ ...fault, reportedBy: 'ZARR_LEVEL_EMPTY' })),
      ];
    },
  },
  {
    code: 'MRC_DATA_UNREADABLE',
    title: 'The data of MRC files can be read',
    why: 'A header without its data is not a volume.',
    check: ({ facts }) => facts.mrcProblem,
  },
  {
    code: 'VOLUME_BLANK',
    severity: 'warning',
    title: 'The voxels of a volume have more than one value',
    why: 'A tomogram of one value was lost on the way. A mask without its label marks nothing; an ingest leaves it out. The MRC is looked at.',
    check: ({ facts: { mrcStatistics: data } }) =>
      data?.min === data?.max && data && issue('one value only', data.min),
  },
  {
    code: 'SECTION_REPEATED',
    severity: 'warning',
    title: 'Every section of a tilt series has an image of its own',
    why: 'A section of one value was lost on the way; one with the image of another was exported twice. Reconstructions take both for what was seen at their tilts. The MRC is looked at, and not in a sample of a bucket.',
    fix: 'Write the stack again from the frames, or leave the section out of stack, tilts and alignment.',
    more: 'sections',
    check({ volume: { mrcPath: path, zarr }, facts: { blankSections } }) {
      // SECTION_BLANK reports those without chunks.
      const known = new Set(sectionsWithoutChunks(zarr));
      return blankSections.map(({ z, sameAs }) => {
        const what = sameAs === null ? 'has one value' : `is section ${sameAs} again`;
        const fault = { path, message: `section ${z} ${what}`, expected: 'an image of its own' };
        return (sameAs !== null || !known.has(z)) && fault;
      });
    },
  },
  {
    code: 'FORMATS_DIFFER',
    title: 'MRC and zarr have the same voxels',
    why: 'The two are one volume in two formats; users must get the same data from either.',
    check: ({ volume, facts: { different, compared, firstDifference } }) =>
      different > 0 && {
        path: volume.zarrPath,
        message: 'level 0 of the zarr is not the data of the MRC',
        ...difference(volume, { different, compared, first: firstDifference }),
      },
  },
  {
    code: 'PYRAMID_WRONG',
    title: 'Every level is the binned level before it',
    why: 'Viewers show the coarse levels first; a stale one shows another volume than the data.',
    check: ({ volume, facts }) =>
      facts.levels.map(({ level, ...facts }) => {
        const path = `${volume.zarrPath}/${level}`;
        const message = `level ${level} is not level ${level - 1} binned`;
        return facts.different > 0 && { path, message, ...difference(volume, facts, level) };
      }),
  },
  {
    code: 'VOXELS_NOT_FINITE',
    title: 'Voxels are finite numbers',
    why: 'A single NaN or infinity spoils every mean, filter and picture of the volume.',
    fix: 'Replace the broken voxels at the source and ingest the volume again.',
    check({ volume, facts }) {
      const mrc = { path: volume.mrcPath, count: facts.mrcNotFinite };
      const zarr = { path: volume.zarrPath, count: facts.zarrNotFinite };
      const message = 'voxels that are NaN or infinite';
      return faultsAt([mrc, zarr], ({ count }) => count > 0 && issue(message, countOf(count, 'voxel')));
    },
  },
  {
    code: 'MASK_NOT_BINARY',
    title: 'Semantic masks contain only 0 and 1',
    why: 'Anything else is not a mask; it may be labels or probabilities that were never thresholded.',
    fix: 'Set mask_label or threshold for the source in the configuration and ingest the annotation again.',
    check: ({ volume, facts: { notBinary } }) =>
      volume.kind === 'semantic-mask' &&
      notBinary > 0 &&
      issue('values other than 0 and 1', countOf(notBinary, 'voxel')),
  },
  {
    code: 'LABELS_DATA_DIFFER',
    title: 'The listed labels are those in the data',
    why: 'A listed label without voxels, or a label that is not listed, cannot be shown.',
    check: wrongLabels,
  },
  {
    code: 'MRC_EXTREMES_WRONG',
    title: 'dmin and dmax in the header match the data',
    why: 'Programs scale their display by these numbers.',
    check: ofHeader('dmin and dmax', ({ dmin, dmax }, { min, max }) => [
      dmin === min && dmax === max,
      `${dmin}, ${dmax}`,
      `${min}, ${max}`,
    ]),
  },
  {
    code: 'MRC_MEAN_WRONG',
    title: 'dmean in the header matches the data within 1 %',
    why: 'Programs scale their display by this number.',
    check: ofHeader('dmean', ({ dmean }, { mean, min, max }) => [
      isClose(mean, dmean, max - min),
      dmean,
      mean,
    ]),
  },
  {
    code: 'MRC_RMS_WRONG',
    title: 'rms in the header matches the data within 1 %',
    why: 'Programs scale their display by this number.',
    check: ofHeader('rms', (header, { rms }) => [isClose(rms, header.rms, 0), header.rms, rms]),
  },
]);

/** Returns how many voxels of a level differ, and the first of them; tilt series have no place in the tomogram. */
function difference(
  { kind }: VoxelsContext['volume'],
  { different, compared, first }: Omit<LevelFacts, 'level'>,
  level = 0,
): Pick<ReportedIssue, 'found' | 'voxel'> {
  const found = `${different} of ${compared} voxels differ, the first at z, y, x = ${first?.join(', ')}`;
  if (first === null || kind === 'tiltseries') return { found };
  const [z, y, x] = first;
  const binning = 2 ** level;
  return { found, voxel: [z * binning, y * binning, x * binning] };
}

type Statistics = NonNullable<VoxelFacts['mrcStatistics']>;
type Compared = readonly [isRight: boolean, found: number | string, expected: number | string];

/** Returns a check of a number in the header of an MRC: whether it is right, what it is, and what the data's is. */
function ofHeader(field: string, compare: (header: HeaderStatistics, data: Statistics) => Compared) {
  return ({ volume: { mrc }, facts: { mrcStatistics } }: VoxelsContext): CheckResult => {
    const header = mrc?.value?.fields;
    if (header == null || mrcStatistics === null) return null;
    const [isRight, found, expected] = compare(header, mrcStatistics);
    return isRight ? null : faultAt(mrc, issue(`${field} in the header: not the data’s`, found, expected));
  };
}

/** True within 1 % of the stated value, or within the float32 rounding of the data's range. */
function isClose(actual: number, stated: number, range: number): boolean {
  return Math.abs(actual - stated) <= 1e-8 + 0.01 * Math.abs(stated) + 1e-5 * range;
}

function wrongLabels({ volume, facts }: VoxelsContext): CheckResult {
  if (volume.kind !== 'instance-mask' || volume.zarr === null) return null;
  if (facts.labels === null || !facts.isComplete || facts.undecodable.length > 0) return null;
  const listed = new Set(labelValues(volume.zarr).filter((value) => typeof value === 'number'));
  const there = new Set(facts.labels);
  if (volume.zarr.attributes.value === null || listed.size === 0) return null;
  const absent = [...listed].filter((label) => !there.has(label));
  const unlisted = [...there].filter((label) => !listed.has(label));
  if (absent.length === 0 && unlisted.length === 0) return null;
  const list = (what: string, some: readonly number[]) =>
    some.length === 0 ? [] : [`${what}: ${some.slice(0, 10).join(', ')}`];
  const found = [...list('in the data only', unlisted), ...list('listed only', absent)].join('; ');
  return faultAt(volume.zarr.attributes, issue('the listed labels are not those in the data', found));
}
