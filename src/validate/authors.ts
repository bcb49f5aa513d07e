import { getOrMake } from '../base/collections.js';
import { type JsonObject, numberAt, objectsAt, textAt } from '../base/json-value.js';
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

/** Collects what the metadata of a deposition say of its authors. */
export class Authors {
  /** Number of files with a fact, and the first of them by path; by deposition and its owner, and by key. */
  readonly #files = new Map<string, Map<string, { count: number; path: string; text: string }>>();

  /** Notes the authors of a file. Names or ORCIDs that it has several times are left out. */
  note({ value, path }: JsonContext): void {
    const authors = objectsAt(value, 'authors').map((author) => ({
      name: textAt(author, 'name'),
      facts: factsOf(author),
    }));
    for (const own of authors) {
      for (const { of, key, id, text } of own.facts) {
        const isAlso = ({ name, facts }: typeof own) => name === of || facts.some((fact) => fact.of === of);
        if (authors.some((other) => other !== own && isAlso(other))) continue;
        const whose = JSON.stringify([numberAt(value, 'deposition_id'), of, key]);
        const files = getOrMake(
          getOrMake(this.#files, whose, () => new Map()),
          id,
          () => ({ count: 0, path, text }),
        );
        files.count += 1;
        // Runs are checked in parallel and finish in any order.
        if (compareCodePoints(path, files.path) < 0) Object.assign(files, { path, text });
      }
    }
  }

  /** Returns what differs from most other files, each with its first file. */
  get different(): ReportedIssue[] {
    return [...this.#files].flatMap(([whose, ids]) => {
      const [, name, key] = JSON.parse(whose) as readonly unknown[];
      const [most, ...others] = [...ids]
        .map(([, { text, ...file }]) => ({ ...file, text: `${text} in ${countOf(file.count, 'file')}` }))
        .sort((a, b) => b.count - a.count || compareCodePoints(a.path, b.path));
      const message = `${key} of ${name} differs between files`;
      return others.map(({ path, text }) => ({ path, ...issue(message, text, most?.text) }));
    });
  }
}

/** Returns identifiers `of` the name of an author, and the name of its ORCID; `id` is the same in another spelling. */
function factsOf(author: JsonObject) {
  const name = textAt(author, 'name');
  if (name === null) return [];
  const known = Object.entries(identifiers).flatMap(([key, plain]) => {
    const id = plain(textAt(author, key)?.trim() ?? '');
    return id === null ? [] : { of: name, key, id, text: id };
  });
  const named = known.filter(({ key }) => key === 'ORCID');
  return [...known, ...named.map(({ id }) => ({ of: id, key: 'name', id: initialsOf(name), text: name }))];
}

/** Returns the initials of given and family name, in either order: the names between may be shortened or left out. */
function initialsOf(name: string): string {
  const words =
    name
      // The family name may come first, with a comma.
      .replace(/^([^,]*),(.*)$/, '$2 $1')
      .normalize('NFD')
      .toLowerCase()
      .replaceAll(/[øœłđðæ]/g, (letter) => plainLetters[letter] ?? letter)
      .match(/\p{L}[^\s,]*/gu) ?? [];
  return [words.at(0)?.[0] ?? '', words.at(-1)?.[0] ?? ''].sort().join('');
}

/** Letters that have no accent to take off, and how names are written without them. */
const plainLetters: Readonly<Record<string, string>> = { ø: 'o', œ: 'o', ł: 'l', đ: 'd', ð: 'd', æ: 'a' };
