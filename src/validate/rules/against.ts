import { nameSome } from '../../base/messages.js';
import type { ExpectedContext } from '../contexts/files.js';
import { type CheckResult, faultAt, issue } from '../finding.js';
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
      item.entity === 'run' &&
      item.isAbsent &&
      issue(`run ${item.name} of the deposition is not in the tree`, 'nothing', item.path),
  },
  {
    code: 'ITEM_NOT_PUBLISHED',
    title: 'Everything that the configuration finds in the input is in the tree',
    why: 'What was deposited and not published was left out of an ingest, or its ingest failed.',
    check: (item) => (item.entity === 'run' && item.isAbsent ? null : missingFiles(item)),
  },
]);

function missingFiles({ entity, name, missing }: ExpectedContext): CheckResult {
  const message = `${entity.replaceAll('_', ' ')} ${name} of the deposition is not in the tree`;
  const [path] = missing;
  return path !== undefined && faultAt({ path }, issue(message, 'nothing', nameSome(missing, 1)));
}
