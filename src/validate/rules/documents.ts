import { type JsonValue, numberAt, objectsAt, textAt, valueAt } from '../../base/json-value.js';
import { sixDigits } from '../../base/messages.js';
import { mayPointTo, referenceTarget } from '../../tree/entities/documents.js';
import { parseAnyPath } from '../../tree/layout/parse-path.js';
import { isOrcid, isRor } from '../../tree/metadata/common.js';
import { distortionOfAffine, isInvertible } from '../../tree/metadata/derived-records.js';
import type { Reference } from '../../tree/references.js';
import type { JsonContext, ReferencesContext } from '../contexts/files.js';
import { type CheckResult, faultAt, faultsAt, faultsIn, issue, mismatch, repeatsOf } from '../finding.js';
import { defineRules } from '../rule.js';

/** The first plausible timestamp, in seconds since 1970: such metadata began in 2017. */
const earliest = 1_483_228_800;

const defaults = {
  severity: 'error',
  on: 'json',
  needs: ['metadata'],
  fix: 'Write the metadata again with `--metadata-only`.',
} as const;

/** The scale of an affine matrix that calibration and rounding explain, as its distance from 1, and the shear. */
const mostStretch = 0.1;

function ofAuthors(key: string, fault: (text: string) => CheckResult) {
  return ({ value }: JsonContext): CheckResult =>
    objectsAt(value, 'authors').flatMap((author, index) => {
      const text = textAt(author, key);
      return faultsIn(`authors[${index}]`, text !== null && fault(text));
    });
}

/** Returns the affine matrix of a document as text; null without one that turns, mirrors or moves only. */
function rigidAffine(value: JsonValue | null | undefined): string | null {
  const matrix = valueAt(value, 'affine_transformation_matrix');
  const { scale, shear } = distortionOfAffine(matrix) ?? { scale: 0, shear: 0 };
  const isRigid = isInvertible(matrix) === true && Math.abs(scale - 1) <= mostStretch && shear <= mostStretch;
  // A matrix that a program computed has 6e-17 for 0.
  const rounded = (_: string, cell: unknown) => (typeof cell === 'number' ? Number(cell.toFixed(6)) : cell);
  return isRigid ? JSON.stringify(matrix, rounded) : null;
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
    more: 'keys',
    check: ({ repeatedKeys }) => repeatedKeys.map((key) => issue('the key stands twice in one mapping', key)),
  },
  {
    code: 'ORCID_INVALID',
    title: 'ORCID identifiers have their check digit',
    why: 'A mistyped identifier credits another person, or no one.',
    fix: 'Correct the ORCID in the configuration and write the metadata again with `--metadata-only`.',
    check: ofAuthors(
      'ORCID',
      (orcid) => isOrcid(orcid) === false && issue('the check digit of the ORCID is wrong', orcid),
    ),
  },
  {
    code: 'EMAIL_INVALID',
    severity: 'warning',
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
    title: 'ROR identifiers have their check digits',
    why: 'Searches by institution go by this identifier; a mistyped one is that of another, or of none.',
    fix: 'Correct affiliation_identifier in the configuration and write the metadata again with `--metadata-only`.',
    check: ofAuthors('affiliation_identifier', (found) => {
      const message = 'affiliation_identifier is not a ROR identifier';
      const expected = 'an identifier like 05a28rw58 with its check digits';
      return isRor(found) === false && issue(message, found, expected);
    }),
  },
  {
    code: 'AFFINE_INVALID',
    title: 'Affine transformations can be inverted',
    why: 'A matrix that flattens the volume, or whose last row is not 0, 0, 0, 1, cannot place it.',
    fix: 'Correct affine_transformation_matrix in the configuration.',
    check({ value }) {
      const matrix = valueAt(value, 'affine_transformation_matrix');
      const message = 'affine_transformation_matrix is not an invertible affine matrix';
      const expected = 'determinant other than 0, last row 0, 0, 0, 1';
      return isInvertible(matrix) === false && issue(message, JSON.stringify(matrix), expected);
    },
  },
  {
    code: 'AFFINE_SCALES',
    severity: 'warning',
    title: 'Affine transformations turn, mirror and move, and do not scale or shear',
    why: 'A tomogram has the size of its voxel spacing and right angles. A matrix that scales or shears contradicts it, or is in another unit.',
    fix: 'Correct affine_transformation_matrix in the configuration.',
    check({ value }) {
      const matrix = valueAt(value, 'affine_transformation_matrix');
      const { scale, shear } = distortionOfAffine(matrix) ?? { scale: 0, shear: 0 };
      if (scale === 0) return null;
      const resized = 'affine_transformation_matrix changes the size of the volume';
      if (Math.abs(scale - 1) > mostStretch) return issue(resized, `a factor of ${sixDigits(scale)}`, 1);
      const message = 'affine_transformation_matrix stretches or shears the volume';
      return shear > mostStretch && issue(message, JSON.stringify(matrix), 'a rotation, or a mirror image');
    },
  },
  {
    code: 'TOMOGRAM_AFFINE_DIFFERS',
    severity: 'warning',
    on: 'alignment',
    title: 'The affine transformation of a tomogram is that of its alignment',
    why: 'Both say how the volume was flipped or turned. Programs that place annotations read the one or the other.',
    fix: 'Correct affine_transformation_matrix in the configuration.',
    check({ metadata, tomograms }) {
      const documents = tomograms.flatMap((volume) => volume.metadata ?? []);
      const message = 'affine_transformation_matrix is not that of the alignment';
      const expected = rigidAffine(metadata?.value);
      return faultsAt(documents, ({ value }) => mismatch(message, rigidAffine(value), expected));
    },
  },
  {
    code: 'TIMESTAMP_IMPLAUSIBLE',
    title: 'Metadata were last updated in seconds since 1970, and not in the future',
    why: 'Programs compare these numbers to find new data. A time in milliseconds is far in the future.',
    check({ value }) {
      const updated = numberAt(value, 'last_updated_at') ?? earliest;
      // Clocks of other computers may be ahead, by less than a day.
      const isPlausible = updated >= earliest && updated <= Date.now() / 1000 + 86_400;
      return !isPlausible && issue('last_updated_at is not a time in seconds before now', updated);
    },
  },
  {
    code: 'DEPOSITION_DISAGREES',
    title: 'A deposition belongs to itself',
    why: 'deposition_identifier and deposition_id of a deposition are two statements of one number.',
    check({ kind, value }) {
      const [found, expected] = ['deposition_id', 'deposition_identifier'].map((key) => numberAt(value, key));
      const message = 'deposition_id is not deposition_identifier';
      return kind === 'deposition_metadata' && mismatch(message, found, expected);
    },
  },
  {
    code: 'FILE_LISTED_TWICE',
    on: 'references',
    title: 'A file is listed once',
    why: 'A duplicate entry is downloaded, counted and shown twice, and usually replaces another file.',
    more: 'files',
    check({ references }) {
      const listOf = ({ key, target }: Reference) => {
        const list = key.replaceAll(/\[\d+\]/g, '[]');
        return list === key || key.startsWith('layers') ? null : `${list} ${target}`;
      };
      return repeatsOf(references, listOf).map(({ item: { key, target }, first }) =>
        issue(`${key}: listed at ${first.key} already`, target),
      );
    },
  },
  {
    code: 'REFERENCE_FOREIGN',
    on: 'references',
    title: 'Metadata name files of their own kind and item',
    why: 'A path that leads to another run’s alignment, another tomogram’s images or a file of another kind joins what does not belong together.',
    more: 'paths',
    check: foreign,
  },
  {
    code: 'IDENTIFIER_REUSED',
    on: 'run',
    needs: [],
    title: 'A run has every tomogram identifier once',
    why: 'Identifiers of tomograms count over all voxel spacings of a run; two with one number are ambiguous.',
    fix: 'Remove the tomogram that is left from an earlier ingest, or ingest it again under another number.',
    check: ({ voxelSpacings }) => {
      const tomograms = voxelSpacings.flatMap((spacing) => spacing.tomograms);
      return repeatsOf(tomograms, ({ id }) => id).flatMap(({ item, first }) =>
        faultAt(item, issue(`another tomogram of the run is numbered ${item.id}`, first.path)),
      );
    },
  },
]);

function foreign({ kind, path, references, exists }: ReferencesContext): CheckResult {
  const own = parseAnyPath(path);
  if (own === null) return null;
  // Metadata copied whole from another item also refer to its volume, and VOLUME_NAMED_WRONG reports that.
  const isCopied = references.some(({ key, target }) => {
    const volume = ['mrc_file', 'omezarr_dir'].includes(key) ? parseAnyPath(target) : null;
    const names = ['dataset_id', 'run_name', 'voxel_spacing', 'tomogram_id', 'tiltseries_id'] as const;
    return volume !== null && names.some((name) => volume.variables[name] !== own.variables[name]);
  });
  return references.map(({ key, target }) => {
    const place = referenceTarget(kind, key);
    // Missing files are reported by REFERENCE_MISSING.
    if (place === null || !exists(target)) return null;
    const parsed = parseAnyPath(target);
    if (parsed !== null && mayPointTo(place, own, parsed)) return null;
    const text = issue(`${key}: not a file of this item, or of another kind`, target);
    return isCopied ? { ...text, reportedBy: 'VOLUME_NAMED_WRONG' } : text;
  });
}
