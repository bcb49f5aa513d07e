import type { SectionName } from '../../entities/index.js';
import { isJsonObject } from '../../json/index.js';
import { type ConfigRule, defineConfigRules } from './rule.js';
import { metadataOf, objectsIn } from './walk.js';

const authored: readonly SectionName[] = ['depositions', 'datasets', 'tomograms', 'annotations'];

/** Authors and dates. */
export const peopleRules = defineConfigRules('config-metadata', [
  {
    code: 'PRIMARY_AUTHOR_MISSING',
    severity: 'error',
    stage: 'validate',
    title: 'At least one author is a primary author',
    why: 'Citations are made from the primary authors.',
    fix: 'Set `primary_author_status: true` for the main authors.',
    check: someAuthor('primary_author_status'),
  },
  {
    code: 'CORRESPONDING_AUTHOR_MISSING',
    severity: 'error',
    stage: 'validate',
    title: 'At least one author is a corresponding author',
    why: 'Users must know whom to ask.',
    fix: 'Set `corresponding_author_status: true` for one author.',
    check: someAuthor('corresponding_author_status'),
  },
  {
    code: 'RELEASE_BEFORE_DEPOSITION',
    severity: 'error',
    stage: 'validate',
    title: 'Depositions, datasets and annotations are released on the day of their deposition or later',
    why: 'Data cannot be released before they were deposited.',
    fix: 'Correct `deposition_date` or `release_date`.',
    example: `datasets:
  - metadata:
      dates: { deposition_date: 2025-03-14, last_modified_date: 2025-03-20, release_date: 2025-04-01 }
`,
    *check(document) {
      for (const { path, value } of metadataOf(document, ['depositions', 'datasets', 'annotations'])) {
        if (!isJsonObject(value.dates)) continue;
        const { deposition_date: deposited, release_date: released } = value.dates;
        if (typeof deposited !== 'string' || typeof released !== 'string' || deposited <= released) continue;
        yield {
          path: [...path, 'dates', 'release_date'],
          message: 'released before it was deposited',
          expected: `${deposited} or later`,
          found: released,
        };
      }
    },
  },
]);

function someAuthor(status: string): ConfigRule['check'] {
  return function* (document) {
    for (const { path, value } of metadataOf(document, authored)) {
      const authors = [...objectsIn(value.authors, [])];
      if (authors.length === 0 || authors.some(([, author]) => author[status] === true)) continue;
      yield { path: [...path, 'authors'], message: `no author has ${status}: true` };
    }
  };
}
