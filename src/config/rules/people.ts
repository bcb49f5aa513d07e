import type { SectionName } from '../../entities/index.js';
import { isJsonObject } from '../../json/index.js';
import type { ConfigRule } from './rule.js';
import { metadataOf, objectsIn } from './walk.js';

const authored: readonly SectionName[] = ['depositions', 'datasets', 'tomograms', 'annotations'];

function authorRule(code: string, status: string, kind: string): ConfigRule {
  return {
    code,
    title: `one author at least is marked as ${kind} author`,
    severity: 'error',
    stage: 'validate',
    *check(document) {
      for (const { path, value } of metadataOf(document, authored)) {
        const authors = [...objectsIn(value.authors, [])];
        if (authors.length === 0 || authors.some(([, author]) => author[status] === true)) continue;
        yield { path: [...path, 'authors'], message: `no author has ${status}: true` };
      }
    },
  };
}

export const primaryAuthor = authorRule('primary-author-missing', 'primary_author_status', 'primary');

export const correspondingAuthor = authorRule(
  'corresponding-author-missing',
  'corresponding_author_status',
  'corresponding',
);

export const dateOrder: ConfigRule = {
  code: 'release-before-deposition',
  title: 'depositions, datasets and annotations are released on the day of their deposition or later',
  severity: 'error',
  stage: 'validate',
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
};
