import { getOrMake } from '../base/collections.js';
import { numberAt, objectsAt, textAt } from '../base/json-value.js';
import { countOf } from '../base/messages.js';
import { compareCodePoints } from '../storage/keys.js';
import { isOrcid, isRor } from '../tree/metadata/common.js';
import type { JsonContext } from './contexts/files.js';
import { issue, type ReportedIssue } from './finding.js';

/** Identifiers of authors that are the same in all of a deposition; null if invalid, which other rules report. */
const identifiers = {
  ORCID: (id: string) => (isOrcid(id) === true ? id : null),
  affiliation_identifier: (id: string) =>
    isRor(id) === true ? id.toLowerCase().replace(/^.*ror\.org\/|\/$/g, '') : null,
};

/** Collects the identifiers that the metadata of a deposition give to its authors. */
export class Authors {
  /** How many files have an identifier, and the first of them by path; by deposition, name and key. */
  readonly #files = new Map<string, Map<string, { count: number; path: string }>>();

  /** Notes the authors of a file. Names that it has several times are of different people, and are left out. */
  note({ value, path }: JsonContext): void {
    const authors = objectsAt(value, 'authors').map((author) => ({ author, name: textAt(author, 'name') }));
    for (const { author, name } of authors) {
      if (name === null || authors.filter((other) => other.name === name).length > 1) continue;
      for (const [key, plain] of Object.entries(identifiers)) {
        const id = plain(textAt(author, key)?.trim() ?? '');
        if (id === null) continue;
        const whose = JSON.stringify([numberAt(value, 'deposition_id'), name, key]);
        const files = getOrMake(
          getOrMake(this.#files, whose, () => new Map()),
          id,
          () => ({ count: 0, path }),
        );
        files.count += 1;
        // Runs are checked in parallel and finish in any order.
        if (compareCodePoints(path, files.path) < 0) files.path = path;
      }
    }
  }

  /** Returns the identifiers that differ from those of most other files, each with its first file. */
  get different(): ReportedIssue[] {
    return [...this.#files].flatMap(([whose, ids]) => {
      const [, name, key] = JSON.parse(whose) as readonly unknown[];
      const [most, ...others] = [...ids]
        .map(([id, { count, path }]) => ({ text: `${id} in ${countOf(count, 'file')}`, count, path }))
        .sort((a, b) => b.count - a.count || compareCodePoints(a.path, b.path));
      const message = `${key} of ${name} differs between files`;
      return others.map(({ path, text }) => ({ path, ...issue(message, text, most?.text) }));
    });
  }
}
