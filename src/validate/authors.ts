import { getOrMake } from '../base/collections.js';
import { numberAt, objectsAt, textAt } from '../base/json-value.js';
import { compareCodePoints } from '../storage/keys.js';
import { isOrcid, isRor } from '../tree/metadata/common.js';
import type { JsonContext } from './contexts/files.js';
import { issue, type ReportedIssue } from './finding.js';

/** Identifiers of authors that are the same in all of a deposition; those that are invalid have rules of their own. */
const identifiers = { ORCID: isOrcid, affiliation_identifier: isRor };

/** Collects the identifiers that the metadata of a deposition give to its authors. */
export class Authors {
  /** How many files have an identifier, and the first of them by path; by deposition, name and key. */
  readonly #files = new Map<string, Map<string, { count: number; path: string }>>();

  /** Notes the authors of a file. Names that it has several times are of different people, and are left out. */
  note({ value, path }: JsonContext): void {
    const authors = objectsAt(value, 'authors').map((author) => ({ author, name: textAt(author, 'name') }));
    for (const { author, name } of authors) {
      if (authors.filter((other) => other.name === name).length > 1) continue;
      for (const [key, isValid] of Object.entries(identifiers)) {
        const id = textAt(author, key)?.trim() ?? '';
        const whose = JSON.stringify([numberAt(value, 'deposition_id'), name, key]);
        if (isValid(id) !== true) continue;
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
        .map(([id, files]) => ({ id, ...files }))
        .sort((a, b) => b.count - a.count || compareCodePoints(a.path, b.path));
      return others.map(({ id, count, path }) => ({
        path,
        ...issue(`${key} of ${name} differs from other files (${count} have this one)`, id, most?.id),
      }));
    });
  }
}
