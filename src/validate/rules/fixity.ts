import { describeDigest } from '../../storage/digest-algorithm.js';
import type { FileFacts } from '../contexts/files.js';
import { defineRules } from '../rule.js';

const defaults = {
  severity: 'error',
  needs: ['digests'],
  fix: 'Restore the file from a copy, or ingest its run again with `--no-resume`.',
} as const;

/** Files that differ from the manifest or the ledgers of the tree, and the same content in two places. */
export const fixityRules = defineRules('fixity', defaults, [
  {
    code: 'FILE_ALTERED',
    on: 'fixity',
    title: 'Files are those that were published',
    why: 'A file with another size or digest was edited, cut off in a copy, or damaged on a disk.',
    check: ({ listed, actual, listedBy }) => {
      const different = listed === null || actual === null ? null : differenceOf(listed, actual);
      return different === null
        ? null
        : { message: `the file is not the one that the ${listedBy} lists`, ...different };
    },
  },
  {
    code: 'FILE_LOST',
    on: 'fixity',
    title: 'Every file of the manifest or ledger is there',
    why: 'What was published and is gone, or cannot be read, was lost in a copy or removed by hand.',
    check: ({ listed, actual, listedBy }) =>
      listed !== null && actual === null
        ? { message: `a file that the ${listedBy} lists is missing or unreadable` }
        : null,
  },
  {
    code: 'FILE_UNLISTED',
    on: 'fixity',
    severity: 'warning',
    title: 'The manifest or ledger lists every file',
    why: 'A file that neither lists cannot be verified later.',
    fix: 'Ingest again, with `--manifest` where there is one, or remove what does not belong to the tree.',
    check: ({ listed, actual, listedBy }) =>
      listed === null && actual !== null ? { message: `the ${listedBy} does not list this file` } : null,
  },
  {
    code: 'CONTENT_TWICE',
    severity: 'warning',
    on: 'content',
    title: 'No two runs have data in common, nor two annotations a mesh, nor two tomograms their voxels',
    why: 'No two exposures are equal to the last bit. What lies in two runs, or twice among the frames, meshes or tomograms of one, is a copy in the place of the data that belong there.',
    fix: 'Find out whose the file is, give the right one at the source of the other run, and ingest that again.',
    check: ({ sameAs, others }) => ({
      message: `the same content as a file in another place${others === 0 ? '' : `, and ${others} more of this kind`}`,
      found: sameAs,
    }),
  },
]);

/** Returns the first fact that is known on both sides and differs. */
function differenceOf(listed: FileFacts, actual: FileFacts): { expected: string; found: string } | null {
  if (listed.digest !== undefined && actual.digest !== undefined) {
    const [expected, found] = [describeDigest(listed.digest), describeDigest(actual.digest)];
    return expected === found ? null : { expected, found };
  }
  if (listed.bytes !== undefined && actual.bytes !== undefined && listed.bytes !== actual.bytes)
    return { expected: `${listed.bytes} bytes`, found: `${actual.bytes} bytes` };
  if (listed.etag !== undefined && actual.etag !== undefined && listed.etag !== actual.etag)
    return { expected: `ETag ${listed.etag}`, found: `ETag ${actual.etag}` };
  return null;
}
