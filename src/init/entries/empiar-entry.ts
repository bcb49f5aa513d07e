import type { Entry } from './entry.js';
import { type Fields, field, textOf } from './fields.js';
import { clean, dayOf, doiOf } from './values.js';

/** What EMPIAR's JSON of an entry says. */
export function readEmpiarEntry(document: Fields): Entry {
  const [key] = document.names.filter((name) => /^EMPIAR-\d+$/.test(name));
  const entry = key === undefined ? document : field(document, key);
  const authors = entry.all('authors').flatMap((item) => authorOf(item.all('author')[0] ?? item));
  const number = textOf(entry, 'empiar_id') ?? key;
  const related = entry
    .all('cross_references')
    .flatMap((item) => /EMD-\d{4,5}/.exec(textOf(item, 'name') ?? item.text)?.[0] ?? []);
  const funding = entry
    .all('grant_references')
    .map((grant) =>
      clean({ funding_agency_name: textOf(grant, 'funding_body'), grant_id: textOf(grant, 'code') }),
    );
  return clean({
    title: textOf(entry, 'title'),
    authors: authors.length === 0 ? undefined : authors,
    depositionDate: dayOf(textOf(entry, 'deposition_date')),
    releaseDate: dayOf(textOf(entry, 'release_date')),
    modifiedDate: dayOf(textOf(entry, 'update_date')),
    publications: some(entry.all('citation').flatMap((item) => doiOf(textOf(item, 'doi')) ?? [])),
    databaseEntries: some([...(number === undefined ? [] : [number]), ...related]),
    funding: some(funding),
  });
}

function authorOf(item: Fields): { name: string; orcid?: string }[] {
  const name = textOf(item, 'name') ?? item.text;
  const orcid = textOf(item, 'author_orcid') ?? textOf(item, 'orcid');
  return name === '' ? [] : [clean({ name, orcid })];
}

function some<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items;
}
