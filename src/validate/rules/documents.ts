import type { IssueText } from '../../base/issue.js';
import { numberAt, objectsAt, textAt, valueAt } from '../../base/json-value.js';
import { sixDigits } from '../../base/messages.js';
import { mayPointTo, referenceTarget } from '../../tree/entities/documents.js';
import { parseAnyPath } from '../../tree/layout/parse-path.js';
import { isOrcid, isRor } from '../../tree/metadata/common.js';
import { distortionOfAffine, isInvertible } from '../../tree/metadata/derived-records.js';
import type { JsonContext, ReferencesContext } from '../contexts/files.js';
import { type ReportedIssue, spellOut } from '../finding.js';
import { type CheckResult, defineRules, type RunContext } from '../rule.js';

/**
 * The range of plausible timestamps, in seconds since 1970: from 2017, before which no such metadata existed, to 2050.
 */
const [earliest, latest] = [1_483_228_800, 2_524_608_000];

const defaults = {
  severity: 'error',
  needs: ['metadata'],
  fix: 'Write the metadata again with `--metadata-only`.',
} as const;

/** The scale of an affine matrix that calibration and rounding explain, as its distance from 1, and the shear. */
const mostStretch = 0.1;

/** Returns a check of a text of each author. */
function ofAuthors(key: string, fault: (text: string) => IssueText | null) {
  return ({ value }: JsonContext): ReportedIssue[] =>
    objectsAt(value, 'authors').flatMap((author, index) => {
      const text = textAt(author, key);
      const found = text === null ? null : fault(text);
      return found === null ? [] : [{ ...found, message: `authors[${index}]: ${found.message}` }];
    });
}

/** Rules that apply to all kinds of documents. */
export const documentRules = defineRules('documents', defaults, [
  {
    code: 'LINK_LEAVES_TREE',
    on: 'file',
    needs: [],
    title: 'No link leads out of the tree',
    why: 'The target of a link is not copied with the tree. Whoever gets the tree gets no file, or another one.',
    fix: 'Replace the link by the file itself, or validate with `--follow-links` if what it leads to may be used.',
    check: ({ file }) => (file.leavesTree ? { message: 'a symbolic link that leads out of the tree' } : null),
  },
  {
    code: 'BYTE_ORDER_MARK',
    on: 'text',
    needs: ['voxels'],
    title: 'Text files begin with their text',
    why: 'Many programs take a byte order mark for the first characters of the text, and fail. XML may have one.',
    fix: 'Save the file as UTF-8 without a byte order mark at the source and ingest it again.',
    check: ({ isMarked }) => (isMarked ? { message: 'the file begins with a byte order mark' } : null),
  },
  {
    code: 'JSON_KEY_TWICE',
    on: 'text',
    needs: ['voxels'],
    title: 'A key stands once in a mapping',
    why: 'Some readers keep the first value of a duplicate key, others the last. They do not read the same document.',
    check: ({ repeatedKeys }) =>
      spellOut(
        repeatedKeys.map((key) => ({ message: 'the key stands twice in one mapping', found: key })),
        'keys',
      ),
  },
  {
    code: 'ORCID_INVALID',
    on: 'json',
    title: 'ORCID identifiers have their check digit',
    why: 'A mistyped identifier credits another person, or no one.',
    fix: 'Correct the ORCID in the configuration and write the metadata again with `--metadata-only`.',
    check: ofAuthors('ORCID', (orcid) =>
      isOrcid(orcid) === false ? { message: 'the check digit of the ORCID is wrong', found: orcid } : null,
    ),
  },
  {
    code: 'EMAIL_INVALID',
    severity: 'warning',
    on: 'json',
    title: 'E-mail addresses of authors are addresses',
    why: 'Users write to the corresponding author; a mistyped address reaches no one.',
    fix: 'Correct email in the configuration and write the metadata again with `--metadata-only`.',
    check: ofAuthors('email', (email) =>
      /^[^\s@<>,;]+@[^\s@<>,;.]+(?:\.[^\s@<>,;.]+)+$/.test(email.trim())
        ? null
        : { message: 'email is not an address', found: JSON.stringify(email), expected: 'name@host.domain' },
    ),
  },
  {
    code: 'ROR_INVALID',
    severity: 'warning',
    on: 'json',
    title: 'ROR identifiers have their check digits',
    why: 'Searches by institution go by this identifier; a mistyped one is that of another, or of none.',
    fix: 'Correct affiliation_identifier in the configuration and write the metadata again with `--metadata-only`.',
    check: ofAuthors('affiliation_identifier', (found) => {
      if (isRor(found) !== false) return null;
      const message = 'affiliation_identifier is not a ROR identifier';
      return { message, found, expected: 'an identifier like 05a28rw58 with its check digits' };
    }),
  },
  {
    code: 'AFFINE_INVALID',
    on: 'json',
    title: 'Affine transformations can be inverted',
    why: 'A matrix that flattens the volume, or whose last row is not 0, 0, 0, 1, cannot place it.',
    fix: 'Correct affine_transformation_matrix in the configuration.',
    check({ value }) {
      const matrix = valueAt(value, 'affine_transformation_matrix');
      return isInvertible(matrix) === false
        ? {
            message: 'affine_transformation_matrix is not an invertible affine matrix',
            found: JSON.stringify(matrix),
            expected: 'determinant other than 0, last row 0, 0, 0, 1',
          }
        : null;
    },
  },
  {
    code: 'AFFINE_SCALES',
    severity: 'warning',
    on: 'json',
    title: 'Affine transformations turn, mirror and move, and do not scale or shear',
    why: 'A tomogram has the size of its voxel spacing and right angles. A matrix that scales or shears contradicts it, or is in another unit.',
    fix: 'Correct affine_transformation_matrix in the configuration.',
    check({ value }) {
      const matrix = valueAt(value, 'affine_transformation_matrix');
      const { scale, shear } = distortionOfAffine(matrix) ?? { scale: 0, shear: 0 };
      if (scale === 0) return null;
      if (Math.abs(scale - 1) > mostStretch) {
        const message = 'affine_transformation_matrix changes the size of the volume';
        return { message, found: `a factor of ${sixDigits(scale)}`, expected: '1' };
      }
      if (shear <= mostStretch) return null;
      const message = 'affine_transformation_matrix stretches or shears the volume';
      return { message, found: JSON.stringify(matrix), expected: 'a rotation, or a mirror image' };
    },
  },
  {
    code: 'TIMESTAMP_IMPLAUSIBLE',
    on: 'json',
    title: 'Metadata were last updated in seconds since 1970',
    why: 'Programs compare these numbers to find new data. A time in milliseconds is far in the future.',
    check({ value }) {
      const updated = numberAt(value, 'last_updated_at');
      return updated === null || (updated >= earliest && updated < latest)
        ? null
        : { message: 'last_updated_at is not a time in seconds', found: `${updated}` };
    },
  },
  {
    code: 'DEPOSITION_DISAGREES',
    on: 'json',
    title: 'A deposition belongs to itself',
    why: 'deposition_identifier and deposition_id of a deposition are two statements of one number.',
    check: otherDeposition,
  },
  {
    code: 'FILE_LISTED_TWICE',
    on: 'references',
    title: 'A file is listed once',
    why: 'A duplicate entry is downloaded, counted and shown twice, and usually replaces another file.',
    check: listedTwice,
  },
  {
    code: 'REFERENCE_FOREIGN',
    on: 'references',
    title: 'Metadata name files of their own kind and item',
    why: 'A path that leads to another run’s alignment, another tomogram’s images or a file of another kind joins what does not belong together.',
    check: foreign,
  },
  {
    code: 'IDENTIFIER_REUSED',
    on: 'run',
    needs: [],
    title: 'A run has every tomogram identifier once',
    why: 'Identifiers of tomograms count over all voxel spacings of a run; two with one number are ambiguous.',
    fix: 'Remove the tomogram that is left from an earlier ingest, or ingest it again under another number.',
    check: reused,
  },
]);

function otherDeposition({ kind, value }: JsonContext): CheckResult {
  if (kind !== 'deposition_metadata') return null;
  const identifier = numberAt(value, 'deposition_identifier');
  const deposition = numberAt(value, 'deposition_id');
  if (identifier === null || deposition === null || identifier === deposition) return null;
  return {
    message: 'deposition_id is not deposition_identifier',
    found: `${deposition}`,
    expected: `${identifier}`,
  };
}

function listedTwice({ references }: ReferencesContext): ReportedIssue[] {
  const seen = new Map<string, string>();
  const issues: ReportedIssue[] = [];
  for (const { key, target } of references) {
    const list = key.replaceAll(/\[\d+\]/g, '[]');
    if (list === key || key.startsWith('layers')) continue;
    const before = seen.get(`${list} ${target}`);
    seen.set(`${list} ${target}`, before ?? key);
    if (before !== undefined) issues.push({ message: `${key}: listed at ${before} already`, found: target });
  }
  return spellOut(issues, 'files');
}

function foreign({ kind, path, references, exists }: ReferencesContext): ReportedIssue[] {
  const own = parseAnyPath(path);
  if (own === null) return [];
  // Metadata copied whole from another item also refer to its volume, and VOLUME_NAMED_WRONG reports that.
  const isCopied = references.some(({ key, target }) => {
    const volume = ['mrc_file', 'omezarr_dir'].includes(key) ? parseAnyPath(target) : null;
    const names = ['dataset_id', 'run_name', 'voxel_spacing', 'tomogram_id', 'tiltseries_id'] as const;
    return volume !== null && names.some((name) => volume.variables[name] !== own.variables[name]);
  });
  const issues = references.flatMap(({ key, target }): ReportedIssue[] => {
    const place = referenceTarget(kind, key);
    // Missing files are reported by REFERENCE_MISSING.
    if (place === null || !exists(target)) return [];
    const parsed = parseAnyPath(target);
    if (parsed !== null && mayPointTo(place, own, parsed)) return [];
    return [
      {
        message: `${key}: not a file of this item, or of another kind`,
        found: target,
        ...(isCopied ? { reportedBy: 'VOLUME_NAMED_WRONG' } : {}),
      },
    ];
  });
  return spellOut(issues, 'paths');
}

function* reused({ voxelSpacings }: RunContext): Generator<ReportedIssue> {
  const seen = new Map<string, string>();
  for (const { tomograms } of voxelSpacings) {
    for (const { id, path } of tomograms) {
      const before = seen.get(id);
      seen.set(id, before ?? path);
      if (before !== undefined)
        yield { path, message: `another tomogram of the run is numbered ${id}`, found: before };
    }
  }
}
