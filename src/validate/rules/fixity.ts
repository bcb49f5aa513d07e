import { nameSome } from '../../base/messages.js';
import { describeDigest } from '../../storage/digest-algorithm.js';
import { provenancePath } from '../../tree/layout/own-files.js';
import type { FileFacts } from '../contexts/files.js';
import { issue, mismatch } from '../finding.js';
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
    check: ({ listed, actual, listedBy }) =>
      listed && actual && differenceOf(`the file is not the one that the ${listedBy} lists`, listed, actual),
  },
  {
    code: 'FILE_LOST',
    on: 'fixity',
    title: 'Every file of the manifest or ledger is there',
    why: 'What was published and is gone, or cannot be read, was lost in a copy or removed by hand.',
    check: ({ listed, actual, listedBy, others = 0 }) =>
      listed !== null &&
      actual === null &&
      issue(`a file that the ${listedBy} lists is missing or unreadable${andMore(others)}`),
  },
  {
    code: 'FILE_UNLISTED',
    on: 'fixity',
    severity: 'warning',
    title: 'The manifest or ledger lists every file',
    why: 'A file that neither lists cannot be verified later.',
    fix: 'Ingest again, with `--manifest` where there is one, or remove what does not belong to the tree.',
    check: ({ listed, actual, listedBy, others = 0 }) =>
      listed === null &&
      actual !== null &&
      issue(`the ${listedBy} does not list this file${andMore(others)}`),
  },
  {
    code: 'LEDGER_DAMAGED',
    severity: 'warning',
    on: 'ledger',
    title: 'Ledgers are whole, and of their run, dataset or deposition',
    why: 'What a ledger does not list cannot be verified, and is converted again in the next ingest. A ledger that was cut, or is that of another run, proves nothing.',
    fix: 'Restore the ledger from a copy, or ingest its run again.',
    check: ({ problem }) => issue(problem),
  },
  {
    code: 'PROVENANCE_INVALID',
    severity: 'warning',
    on: 'tree',
    needs: [],
    title: 'The provenance of a tree is JSON',
    why: 'It lists the sources of each file. No program can read one that was cut, and then nobody knows what a file was made from.',
    fix: 'Ingest again with `--manifest`, which writes it from the ledgers.',
    check: ({ provenance: fault }) =>
      // Empty files and links are reported by rules that do not look at the tool's own files.
      fault && { path: provenancePath, ...issue(fault.message, fault.found, fault.expected) },
  },
  {
    code: 'CONTENT_TWICE',
    severity: 'warning',
    on: 'content',
    title: 'No two runs have data in common, nor two tomograms of a run their voxels',
    why: 'No two exposures are equal to the last bit. What lies in two runs, or twice among the frames or tomograms of one, is a copy in the place of the data that belong there.',
    fix: 'Find out whose the file is, give the right one at the source of the other run, and ingest that again.',
    check: ({ sameAs, others }) =>
      issue(`the same content as a file in another place${andMore(others, ' of this kind')}`, sameAs),
  },
]);

const againstDefaults = {
  severity: 'error',
  on: 'expected',
  needs: ['source'],
  fix: 'Ingest it with the same configuration and input; `cryoet ingest --dry-run` shows what would be written.',
} as const;

/** Items of the deposition that are missing in the tree, with `--against CONFIG INPUT`. */
export const againstRules = defineRules('against', againstDefaults, [
  {
    code: 'RUN_NOT_PUBLISHED',
    title: 'Every run of the deposition is in the tree',
    why: 'A run that was deposited and not published was left out of an ingest, or its ingest failed.',
    check: ({ entity, isAbsent, name, path }) =>
      entity === 'run' &&
      isAbsent &&
      issue(`run ${name} of the deposition is not in the tree`, 'nothing', path),
  },
  {
    code: 'ITEM_NOT_PUBLISHED',
    title: 'Everything that the configuration finds in the input is in the tree',
    why: 'What was deposited and not published was left out of an ingest, or its ingest failed.',
    check({ entity, isAbsent, name, missing }) {
      const [path] = missing;
      if (path === undefined || (entity === 'run' && isAbsent)) return null;
      const message = `${entity.replaceAll('_', ' ')} ${name} of the deposition is not in the tree`;
      return { path, ...issue(message, 'nothing', nameSome(missing, 1)) };
    },
  },
]);

function andMore(others: number, which = ''): string {
  return others === 0 ? '' : `, and ${others} more${which}`;
}

/** Returns an issue of the first fact that is known on both sides and differs; null if there is none. */
function differenceOf(message: string, listed: FileFacts, actual: FileFacts) {
  if (listed.digest !== undefined && actual.digest !== undefined)
    return mismatch(message, describeDigest(actual.digest), describeDigest(listed.digest));
  if (listed.bytes !== undefined && actual.bytes !== undefined && listed.bytes !== actual.bytes)
    return issue(message, `${actual.bytes} bytes`, `${listed.bytes} bytes`);
  const tagOf = ({ etag }: FileFacts) => (etag === undefined ? etag : `ETag ${etag}`);
  return mismatch(message, tagOf(actual), tagOf(listed));
}
