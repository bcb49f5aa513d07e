import { defined, groupBy } from '../base/collections.js';
import { fileError } from '../base/errors.js';
import { decodeJson } from '../base/json-text.js';
import { isJsonObject, type JsonObject, type JsonValue, toNumber, valueAt } from '../base/json-value.js';
import { readSourceDescription, type SourceDescription } from '../formats/source-description.js';
import { decodeText, parseFinite, parseInteger } from '../formats/text.js';
import { parseXml, type XmlElement } from '../formats/xml.js';
import { doiPrefix } from '../tree/metadata/common.js';

/** The facts of an EMPIAR or EMDB entry about a dataset, or of another description of it; unknown ones are absent. */
export interface Entry extends SourceDescription {
  readonly authors?: readonly { readonly name: string; readonly orcid?: string }[];
  /** Dates as YYYY-MM-DD. */
  readonly depositionDate?: string;
  readonly releaseDate?: string;
  readonly modifiedDate?: string;
  /** DOIs. */
  readonly publications?: readonly string[];
  readonly organism?: { readonly name: string; readonly taxonomyId?: number };
  readonly samplePreparation?: string;
  readonly gridPreparation?: string;
  readonly funding?: readonly { readonly funding_agency_name?: string; readonly grant_id?: string }[];
  readonly microscope?: string;
  readonly camera?: string;
  /** Name of the file of the description: below INPUT, an ingest reads the points in it. */
  readonly file?: string | undefined;
  /** Keys whose values `says` is about; all if absent. */
  readonly saidKeys?: readonly string[];
}

/** Returns a description with what saved entries add to it: of several values the first one is used. */
export function mergeEntries(described: Entry, ...others: readonly Entry[]): Entry {
  const databaseEntries = [described, ...others].flatMap((entry) => entry.databaseEntries ?? []);
  const added = others.flatMap((entry) => entry.databaseEntries ?? []);
  const saidKeys = Object.keys(described).filter((key) => key !== 'databaseEntries' || added.length === 0);
  return {
    ...Object.assign({}, ...others.toReversed()),
    ...described,
    saidKeys,
    ...defined({ databaseEntries: some([...new Set(databaseEntries)]) }),
  };
}

/** Returns what says a value of an entry; undefined if that is not known. */
export function saysOf({ says, saidKeys }: Entry, key: keyof Entry): string | undefined {
  return saidKeys === undefined || saidKeys.includes(key) ? says : undefined;
}

/** Reads an EMPIAR or EMDB entry, or what `readSourceDescription` reads. Fails with a FormatError for others. */
export function readDescription(bytes: Uint8Array, path: string): Entry {
  const described = readSourceDescription(bytes, path);
  if (described !== null) return described;
  const isOfEmdb = /^\s*<|"admin"\s*:/.test(decodeText(bytes, path, Number.POSITIVE_INFINITY));
  const entry = readEntry(bytes, path, isOfEmdb ? 'EMDB' : 'EMPIAR');
  return { ...entry, says: `as ${entry.databaseEntries?.[0] ?? 'the entry'} says` };
}

/**
 * Reads a saved entry: EMPIAR's JSON (`https://www.ebi.ac.uk/empiar/api/entry/EMPIAR-…`), or EMDB's header as XML or
 * JSON. Fails with a FormatError if it is neither.
 */
export function readEntry(bytes: Uint8Array, path: string, archive: 'EMPIAR' | 'EMDB'): Entry {
  const text = decodeText(bytes, path);
  const isXml = /^\s*</.test(text);
  const fields = isXml ? valueOfXml(parseXml(text, path)) : decodeJson(bytes, path);
  const entry = archive === 'EMPIAR' ? readEmpiarEntry(fields) : readEmdbEntry(fields);
  if (entry.title !== undefined) return entry;
  const expected = archive === 'EMPIAR' ? 'JSON with title and authors' : 'XML or JSON with admin/title';
  throw fileError(`not an entry of ${archive}`, path, expected, isXml ? 'other XML' : 'other JSON');
}

/** A document of either form, or a value in it. */
type Fields = JsonValue | undefined;

/** Returns an element as EMDB writes it in JSON, its text as `valueOf_`. */
function valueOfXml({ attributes, children, text }: XmlElement): JsonObject {
  const byName = groupBy(children, ({ name }) => name);
  const lists = [...byName].map(([name, same]) => [name, same.map(valueOfXml)] as const);
  return { ...Object.fromEntries(attributes), ...Object.fromEntries(lists), valueOf_: text };
}

/** Returns the values of a name, in order: items of a list, or elements. */
function all(fields: Fields, name: string): readonly JsonValue[] {
  const values = valueAt(fields, name) ?? [];
  return Array.isArray(values) ? values : [values as JsonValue];
}

/** Returns all values of a list whose items have various names. */
function allIn(fields: Fields): JsonValue[] {
  return isJsonObject(fields) ? Object.keys(fields).flatMap((name) => all(fields, name)) : [];
}

/** Returns the first value along a path of names, if any. */
function field(fields: Fields, ...names: readonly string[]): Fields {
  return names.reduce((at: Fields, name) => all(at, name)[0], fields);
}

/** Returns the text of the first value along a path of names, if any. */
function textOf(fields: Fields, ...names: readonly string[]): string | undefined {
  const found = field(fields, ...names);
  // EMDB encodes a number with a unit, or a text with attributes, as an object with `valueOf_`.
  const own = isJsonObject(found) ? found.valueOf_ : found;
  const text = typeof own === 'string' ? own.trim() : `${toNumber(own) ?? ''}`;
  return text === '' ? undefined : text;
}

/** Returns the number above 0 at a path of names, if any. */
function positive(fields: Fields, ...names: readonly string[]): number | undefined {
  const number = parseFinite(textOf(fields, ...names) ?? '') ?? 0;
  return number > 0 ? number : undefined;
}

function readEmpiarEntry(document: Fields): Entry {
  const key = isJsonObject(document)
    ? Object.keys(document).find((name) => /^EMPIAR-\d+$/.test(name))
    : undefined;
  const entry = key === undefined ? document : field(document, key);
  const authors = all(entry, 'authors').flatMap((item) =>
    authorOf(field(item, 'author') ?? item, 'author_orcid', 'orcid'),
  );
  const number = textOf(entry, 'empiar_id') ?? key;
  const related = all(entry, 'cross_references').flatMap(
    (item) => /EMD-\d{4,5}/.exec(textOf(item, 'name') ?? textOf(item) ?? '')?.[0] ?? [],
  );
  return defined({
    title: textOf(entry, 'title'),
    authors: some(authors),
    depositionDate: dayOf(textOf(entry, 'deposition_date')),
    releaseDate: dayOf(textOf(entry, 'release_date')),
    modifiedDate: dayOf(textOf(entry, 'update_date')),
    publications: some(all(entry, 'citation').flatMap((item) => doiOf(textOf(item, 'doi')) ?? [])),
    databaseEntries: some([...(number === undefined ? [] : [number]), ...related]),
    funding: some(all(entry, 'grant_references').map(grantOf)),
  });
}

/** Returns the author in a field, if it has a name; `orcidKeys` are the keys that may hold the ORCID. */
function authorOf(item: Fields, ...orcidKeys: readonly string[]): { name: string; orcid?: string }[] {
  const name = textOf(item, 'name') ?? textOf(item);
  const orcid = orcidKeys.map((key) => textOf(item, key)).find((text) => text !== undefined);
  return name === undefined ? [] : [defined({ name, orcid })];
}

function grantOf(grant: Fields) {
  return defined({ funding_agency_name: textOf(grant, 'funding_body'), grant_id: textOf(grant, 'code') });
}

function some<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items;
}

/** Returns the date of a date and time, as YYYY-MM-DD. */
function dayOf(text: string | undefined): string | undefined {
  return /^\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0];
}

/** Returns a DOI without the URL of a resolver. */
function doiOf(text: string | undefined): string | undefined {
  return new RegExp(`${doiPrefix}\\S+`).exec(text ?? '')?.[0];
}

function readEmdbEntry(entry: Fields): Entry {
  const admin = field(entry, 'admin');
  const authors = all(field(admin, 'authors_list'), 'author').flatMap((item) => authorOf(item, 'ORCID'));
  const microscopies = field(
    entry,
    'structure_determination_list',
    'structure_determination',
    'microscopy_list',
  );
  const microscopy = allIn(microscopies)[0];
  const organism = field(naturalSource(field(entry, 'sample')), 'organism');
  const species = textOf(organism);
  const taxonomyId = parseInteger(textOf(organism, 'ncbi') ?? '') ?? undefined;
  const citation = field(entry, 'crossreferences', 'citation_list', 'primary_citation', 'journal_citation');
  const dois = all(citation, 'external_references').flatMap((item) =>
    (textOf(item, 'type_') ?? textOf(item, 'type')) === 'DOI' ? (doiOf(textOf(item)) ?? []) : [],
  );
  const kilovolts = positive(microscopy, 'acceleration_voltage');
  const number = textOf(entry, 'emdb_id');
  return defined({
    title: textOf(admin, 'title'),
    description: textOf(entry, 'sample', 'name'),
    authors: some(authors),
    depositionDate: dayOf(textOf(admin, 'key_dates', 'deposition')),
    releaseDate: dayOf(
      textOf(admin, 'key_dates', 'header_release') ?? textOf(admin, 'key_dates', 'map_release'),
    ),
    modifiedDate: dayOf(textOf(admin, 'key_dates', 'update')),
    publications: some(dois),
    databaseEntries: number === undefined ? undefined : [number],
    organism: species === undefined ? undefined : defined({ name: species, taxonomyId }),
    funding: some(all(field(admin, 'grant_support'), 'grant_reference').map(grantOf)),
    voltage: kilovolts && kilovolts * 1000,
    sphericalAberration: positive(microscopy, 'nominal_cs'),
    microscope: textOf(microscopy, 'microscope'),
    camera: textOf(microscopy, 'image_recording_list', 'image_recording', 'film_or_detector_model'),
  });
}

/** Returns the source of the sample, or of its first component that has one. */
function naturalSource(sample: Fields): Fields {
  const components = ['supramolecule_list', 'macromolecule_list'].flatMap((name) =>
    allIn(field(sample, name)),
  );
  const sources = components.map((component) => field(component, 'natural_source'));
  const known = sources.find((source) => textOf(source, 'organism') !== undefined);
  return known ?? field(sample, 'natural_source');
}
