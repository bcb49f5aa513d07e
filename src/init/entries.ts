import { defined } from '../base/collections.js';
import { fileError } from '../base/errors.js';
import { decodeJson } from '../base/json-text.js';
import { isJsonObject, type JsonValue } from '../base/json-value.js';
import { readSourceDescription, type SourceDescription } from '../formats/source-description.js';
import { decodeText } from '../formats/text.js';
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
  const fields = isXml ? fieldsOfXml(parseXml(text, path)) : fieldsOfJson(decodeJson(bytes, path));
  const entry = archive === 'EMPIAR' ? readEmpiarEntry(fields) : readEmdbEntry(fields);
  if (entry.title !== undefined) return entry;
  const expected = archive === 'EMPIAR' ? 'JSON with title and authors' : 'XML or JSON with admin/title';
  throw fileError(`not an entry of ${archive}`, path, expected, isXml ? 'other XML' : 'other JSON');
}

/** A document as nested fields, the same for XML and JSON; missing fields are empty. */
interface Fields {
  /** Own text; empty for a mapping. */
  readonly text: string;
  /** Returns the fields of a name, in order: items of a list, or elements. */
  all(name: string): readonly Fields[];
  readonly names: readonly string[];
}

const nothing: Fields = { text: '', all: () => [], names: [] };

function field(fields: Fields, ...names: readonly string[]): Fields {
  return names.reduce((at, name) => at.all(name)[0] ?? nothing, fields);
}

/** Returns the text of the first field along a path of names, if any. */
function textOf(fields: Fields, ...names: readonly string[]): string | undefined {
  const { text } = field(fields, ...names);
  return text === '' ? undefined : text;
}

function fieldsOfJson(value: JsonValue | undefined): Fields {
  if (isJsonObject(value)) {
    return {
      // EMDB encodes a number with a unit, or a text with attributes, as an object with `valueOf_`.
      text: scalarText(value.valueOf_),
      names: Object.keys(value),
      all: (name) => {
        const item = value[name];
        if (item === undefined || item === null) return [];
        return (Array.isArray(item) ? item : [item]).map(fieldsOfJson);
      },
    };
  }
  return { ...nothing, text: scalarText(value) };
}

function fieldsOfXml(element: XmlElement): Fields {
  return {
    text: element.text,
    names: [...element.attributes.keys(), ...element.children.map(({ name }) => name)],
    all: (name) => {
      const children = element.children.filter((child) => child.name === name).map(fieldsOfXml);
      const attribute = element.attributes.get(name);
      return attribute === undefined ? children : [...children, { ...nothing, text: attribute }];
    },
  };
}

function scalarText(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function readEmpiarEntry(document: Fields): Entry {
  const [key] = document.names.filter((name) => /^EMPIAR-\d+$/.test(name));
  const entry = key === undefined ? document : field(document, key);
  const authors = entry
    .all('authors')
    .flatMap((item) => authorOf(item.all('author')[0] ?? item, 'author_orcid', 'orcid'));
  const number = textOf(entry, 'empiar_id') ?? key;
  const related = entry
    .all('cross_references')
    .flatMap((item) => /EMD-\d{4,5}/.exec(textOf(item, 'name') ?? item.text)?.[0] ?? []);
  return defined({
    title: textOf(entry, 'title'),
    authors: some(authors),
    depositionDate: dayOf(textOf(entry, 'deposition_date')),
    releaseDate: dayOf(textOf(entry, 'release_date')),
    modifiedDate: dayOf(textOf(entry, 'update_date')),
    publications: some(entry.all('citation').flatMap((item) => doiOf(textOf(item, 'doi')) ?? [])),
    databaseEntries: some([...(number === undefined ? [] : [number]), ...related]),
    funding: some(entry.all('grant_references').map(grantOf)),
  });
}

/** Returns the author in a field, if it has a name; `orcidKeys` are the keys that may hold the ORCID. */
function authorOf(item: Fields, ...orcidKeys: readonly string[]): { name: string; orcid?: string }[] {
  const name = textOf(item, 'name') ?? item.text;
  const orcid = orcidKeys.map((key) => textOf(item, key)).find((text) => text !== undefined);
  return name === '' ? [] : [defined({ name, orcid })];
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
  const authors = field(admin, 'authors_list')
    .all('author')
    .flatMap((item) => authorOf(item, 'ORCID'));
  const determination = field(entry, 'structure_determination_list', 'structure_determination');
  const microscopyList = field(determination, 'microscopy_list');
  const microscopy = microscopyList.all(microscopyList.names[0] ?? '')[0] ?? microscopyList;
  const source = naturalSource(field(entry, 'sample'));
  const organism = field(source, 'organism');
  const taxonomy = Number(textOf(organism, 'ncbi') ?? 'none');
  const taxonomyId = Number.isInteger(taxonomy) ? taxonomy : undefined;
  const citation = field(entry, 'crossreferences', 'citation_list', 'primary_citation', 'journal_citation');
  const dois = citation
    .all('external_references')
    .flatMap((item) =>
      (textOf(item, 'type_') ?? textOf(item, 'type')) === 'DOI' ? (doiOf(item.text) ?? []) : [],
    );
  const kilovolts = Number(textOf(microscopy, 'acceleration_voltage') ?? 'none');
  const aberration = Number(textOf(microscopy, 'nominal_cs') ?? 'none');
  const number = textOf(entry, 'emdb_id');
  return defined({
    title: textOf(admin, 'title'),
    description: textOf(field(entry, 'sample'), 'name'),
    authors: some(authors),
    depositionDate: dayOf(textOf(admin, 'key_dates', 'deposition')),
    releaseDate: dayOf(
      textOf(admin, 'key_dates', 'header_release') ?? textOf(admin, 'key_dates', 'map_release'),
    ),
    modifiedDate: dayOf(textOf(admin, 'key_dates', 'update')),
    publications: some(dois),
    databaseEntries: number === undefined ? undefined : [number],
    organism: organism.text === '' ? undefined : defined({ name: organism.text, taxonomyId }),
    funding: some(field(admin, 'grant_support').all('grant_reference').map(grantOf)),
    voltage: kilovolts > 0 ? kilovolts * 1000 : undefined,
    sphericalAberration: aberration > 0 ? aberration : undefined,
    microscope: textOf(microscopy, 'microscope'),
    camera: textOf(microscopy, 'image_recording_list', 'image_recording', 'film_or_detector_model'),
  });
}

/** Returns the source of the sample, or of its first component that has one. */
function naturalSource(sample: Fields): Fields {
  const components = ['supramolecule_list', 'macromolecule_list'].flatMap((name) => {
    const listed = field(sample, name);
    return listed.names.flatMap((each) => listed.all(each));
  });
  const sources = components.map((component) => field(component, 'natural_source'));
  const known = sources.find((source) => textOf(source, 'organism') !== undefined);
  return known ?? field(sample, 'natural_source');
}
