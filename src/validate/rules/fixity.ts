import { describeDigest } from '../../storage/algorithms/index.js';
import { defineRules } from '../rule.js';

const again = 'Restore the file from a copy, or ingest its run again with `--manifest --no-resume`.';

/** Every file is what the manifest of the tree says, with `--manifest`. */
export const fixityRules = defineRules('fixity', [
  {
    code: 'FILE_ALTERED',
    severity: 'error',
    on: 'fixity',
    needs: ['digests'],
    title: 'Files are those that were published',
    why: 'A file with another digest was edited, cut off in a copy, or damaged on a disk.',
    fix: again,
    check: ({ listed, actual }) =>
      listed === null || actual === null || actual === 'present' || listed === actual
        ? null
        : {
            message: 'the file is not the one that the manifest lists',
            expected: describeDigest(listed),
            found: describeDigest(actual),
          },
  },
  {
    code: 'FILE_LOST',
    severity: 'error',
    on: 'fixity',
    needs: ['digests'],
    title: 'Every file of the manifest is there',
    why: 'What was published and is gone, or cannot be read, was lost in a copy or removed by hand.',
    fix: again,
    check: ({ listed, actual }) =>
      listed !== null && actual === null
        ? { message: 'a file that the manifest lists is missing or unreadable' }
        : null,
  },
  {
    code: 'FILE_UNLISTED',
    severity: 'warning',
    on: 'fixity',
    needs: ['digests'],
    title: 'The manifest lists every file',
    why: 'A file that is not in the manifest cannot be verified later.',
    fix: 'Ingest again with `--manifest`, or remove what does not belong to the tree.',
    check: ({ listed, actual }) =>
      listed === null && actual !== null ? { message: 'the manifest does not list this file' } : null,
  },
]);
