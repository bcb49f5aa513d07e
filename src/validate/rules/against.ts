import type { ExpectedContext } from '../contexts/files.js';
import type { ReportedIssue } from '../finding.js';
import { defineRules } from '../rule.js';

const defaults = {
  severity: 'error',
  on: 'expected',
  needs: ['source'],
  fix: 'Ingest it with the same configuration and input; `cryoet ingest --dry-run` shows what would be written.',
} as const;

/** Items of the deposition that are missing in the tree, with `--against CONFIG INPUT`. */
export const againstRules = defineRules('against', defaults, [
  {
    code: 'RUN_NOT_PUBLISHED',
    title: 'Every run of the deposition is in the tree',
    why: 'A run that was deposited and not published was left out of an ingest, or its ingest failed.',
    check: (item) =>
      item.entity === 'run' && item.isAbsent
        ? {
            message: `run ${item.name} of the deposition is not in the tree`,
            found: 'nothing',
            expected: item.path,
          }
        : null,
  },
  {
    code: 'ITEM_NOT_PUBLISHED',
    title: 'Everything that the configuration finds in the input is in the tree',
    why: 'What was deposited and not published was left out of an ingest, or its ingest failed.',
    check: (item) => (item.entity === 'run' && item.isAbsent ? null : missingFiles(item)),
  },
]);

function missingFiles({ entity, name, missing, path }: ExpectedContext): ReportedIssue | null {
  const [first = path] = missing;
  if (missing.length === 0) return null;
  const more = missing.length > 1 ? ` and ${missing.length - 1} more` : '';
  return {
    path: first,
    message: `${entity.replaceAll('_', ' ')} ${name} of the deposition is not in the tree`,
    found: 'nothing',
    expected: `${first}${more}`,
  };
}
