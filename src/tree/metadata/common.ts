import type { TSchema } from 'typebox';
import * as Type from 'typebox';
import { type JsonObject, textAt } from '../../base/json-value.js';
import { filledList, mapping, optional, optionalFlag, optionalList, optionalText, text } from './fields.js';

/** Keys of every metadata file. */
export const stamp = {
  deposition_id: Type.Integer({
    minimum: 0,
    description: 'Number of the deposition that the item belongs to.',
  }),
  last_updated_at: Type.Integer({
    minimum: 0,
    description: 'When the file was written, in seconds since 1970.',
  }),
};

/** Paths of the images of a deposition, dataset or tomogram. */
export const keyPhotos = mapping('KeyPhotoPaths', 'Images that stand for the item.', {
  snapshot: optionalText('Path of the large image from the root of the tree.'),
  thumbnail: optionalText('Path of the small image from the root of the tree.'),
});

export const volumePaths = {
  omezarr_dir: optionalText('Path of the OME-Zarr from the root of the tree.'),
  mrc_file: optionalText('Path of the MRC file from the root of the tree.'),
};

/** Pattern of the beginning of a DOI: the prefix of its publisher. */
export const doiPrefix = '10\\.[0-9]{4,9}/';
const doi = `(doi:)?${doiPrefix}[-._;()/:a-zA-Z0-9]+`;
const databaseEntry = 'EMPIAR-[0-9]{5}|EMD-[0-9]{4,5}|PDB-[0-9a-zA-Z]{4,8}';

/** Patterns of the identifiers of each authority, with a description for messages. */
const patterns = {
  GO: ['^GO:[0-9]{7}$', 'a Gene Ontology id like GO:0005840'],
  UniProtKB: [
    '^UniProtKB:(?:[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2})$',
    'a UniProt id like UniProtKB:P12345',
  ],
  UBERON: ['^UBERON:[0-9]{7}$', 'an UBERON id like UBERON:0000955'],
  CHEBI: ['^CHEBI:[0-9]+$', 'a ChEBI id like CHEBI:18420'],
  CDPO: ['^CDPO:[0-9]{7}$', 'a CDPO id like CDPO:0000001'],
  CL: ['^CL:[0-9]{7}$', 'a Cell Ontology id like CL:0000057'],
  PDB: ['^PDB-[0-9a-zA-Z]{4,8}$', 'a PDB id like PDB-6QZP'],
  EFO: ['^EFO:[0-9]{7}$', 'an EFO id like EFO:0008931'],
  BTO: ['^BTO:[0-9]{7}$', 'a BTO id like BTO:0000567'],
  WBbt: ['^WBbt:[0-9]{7}$', 'a WormBase anatomy id like WBbt:0005772'],
  ZFA: ['^ZFA:[0-9]{7}$', 'a zebrafish anatomy id like ZFA:0000114'],
  FBbt: ['^FBbt:[0-9]{8}$', 'a fly anatomy id like FBbt:00005155'],
  WBStrain: ['^WBStrain[0-9]{8}$', 'a WormBase strain id like WBStrain00000001'],
  NCBITaxon: ['^NCBITaxon:[0-9]+$', 'a taxon id like NCBITaxon:559292'],
  Cellosaurus: ['^CVCL_[A-Z0-9]{4,}$', 'a Cellosaurus id like CVCL_0030'],
  CC: ['^CC-[0-9]{4}$', 'a Chlamydomonas strain id like CC-3994'],
  WBls: ['^WBls:[0-9]{7}$', 'a WormBase life stage id like WBls:0000041'],
  HsapDv: ['^HsapDv:[0-9]{7}$', 'a human stage id like HsapDv:0000087'],
  MmusDv: ['^MmusDv:[0-9]{7}$', 'a mouse stage id like MmusDv:0000110'],
  ZFS: ['^ZFS:[0-9]{7}$', 'a zebrafish stage id like ZFS:0000029'],
  FBdv: ['^FBdv:[0-9]{8}$', 'a fly stage id like FBdv:00005369'],
  MONDO: ['^MONDO:[0-9]{7}$', 'a MONDO id like MONDO:0004992'],
  PATO: ['^PATO:[0-9]{7}$', 'a PATO id like PATO:0000461'],
} as const;

/** An authority of identifiers: an ontology or a database. */
export type Authority = keyof typeof patterns;

/**
 * Returns the form that an identifier should have; one without an authority should have one. Null for an identifier of
 * that form or of an unknown authority, and for a word that says that there is none, such as `not_reported`.
 */
export function wrongIdentifier(id: string): string | null {
  const prefix = /^([a-z]+)[-_: ]?\d/i.exec(id)?.[1]?.toLowerCase();
  const form = Object.entries(patterns).find(([name]) => name.toLowerCase() === prefix)?.[1];
  if (form === undefined && /^[a-z0-9]+$/i.test(id) && !/^(?:unknown|none|na)$/i.test(id))
    return `an identifier with its ontology, like ${patterns.GO[1].split(' ').at(-1)}`;
  return form === undefined || new RegExp(form[0]).test(id) ? null : form[1];
}

/** An identifier of one of the authorities, or one of the words allowed instead. */
export function identifier(authorities: readonly Authority[], words: readonly string[] = []): TSchema {
  const schemas: TSchema[] = authorities.map((name) =>
    Type.String({ pattern: patterns[name][0], title: patterns[name][1] }),
  );
  if (words.length > 0) schemas.push(Type.Enum([...words]));
  return schemas.length === 1 ? (schemas[0] as TSchema) : Type.Union(schemas);
}

function commaList(item: string): string {
  return `^(${item})(\\s*,\\s*(${item}))*$`;
}

const orcid = Type.String({
  title: 'an ORCID like 0000-0002-1825-0097',
  pattern: '^[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]$',
});

export const empiarEntry = Type.String({
  title: 'an EMPIAR entry like EMPIAR-12345',
  pattern: '^EMPIAR-[0-9]+$',
});

const publicationList = Type.String({ title: 'DOIs separated by commas', pattern: commaList(doi) });

const databaseEntryList = Type.String({
  title: 'EMPIAR, EMD or PDB entries separated by commas',
  pattern: commaList(databaseEntry),
});

/** DOIs and database entries in any order, separated by commas. */
export const mixedReferenceList = Type.String({
  title: 'DOIs or EMPIAR, EMD or PDB entries separated by commas',
  pattern: commaList(`${databaseEntry}|${doi}`),
});

const author = mapping('Author', 'A person who made the data.', {
  name: text('Full name.'),
  ORCID: optional(orcid, 'ORCID identifier.'),
  email: optionalText('E-mail address.'),
  affiliation_name: optionalText('Institution.'),
  affiliation_address: optionalText('Address of the institution.'),
  affiliation_identifier: optionalText('ROR identifier of the institution.'),
  kaggle_id: optionalText('Name on Kaggle.'),
  corresponding_author_status: optionalFlag('Whether questions go to this author.'),
  primary_author_status: optionalFlag('Whether this is a main author.'),
});

/** Authors of a deposition, dataset, tomogram or annotation. */
export const authors = filledList(
  author,
  'Authors in their order; one primary and one corresponding at least.',
);

const day = (description: string) => Type.String({ format: 'date', description });

export const dates = mapping('Dates', 'Days as YYYY-MM-DD.', {
  deposition_date: day('Day the data were deposited.'),
  release_date: day('Day the data are or were released.'),
  last_modified_date: day('Day of the last change.'),
});

export const crossReferences = mapping('CrossReferences', 'Publications and database entries.', {
  publications: optional(publicationList, 'DOIs of publications.'),
  related_database_entries: optional(databaseEntryList, 'Entries of EMPIAR, EMDB and PDB.'),
  related_database_links: optionalText('Links to further entries (deprecated).'),
  dataset_citations: optionalText('Publications that use the data (deprecated).'),
});

export const funding = optionalList(
  mapping('Funding', 'A grant.', {
    funding_agency_name: optionalText('Agency that paid.'),
    grant_id: optionalText('Number of the grant.'),
  }),
  'Grants that paid for the data.',
);

/** True if the check digit of an ORCID identifier is right (ISO 7064, MOD 11-2). Null for a text of another form. */
export function isOrcid(text: string): boolean | null {
  if (!/^(?:\d{4}-){3}\d{3}[\dX]$/.test(text)) return null;
  const digits = text.replaceAll('-', '');
  // MOD 11-2: the total is doubled after every digit; with the check digit it is 1 modulo 11.
  const total = [...digits.slice(0, 15)].reduce((sum, digit) => (sum + Number(digit)) * 2, 0);
  const check = (12 - (total % 11)) % 11;
  return digits.at(-1) === (check === 10 ? 'X' : `${check}`);
}

const base32 = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * True if the check digits of a ROR identifier are right, with or without `https://ror.org/` (ISO/IEC 7064, MOD 97-10,
 * of the six characters in Crockford's base 32; ror.readme.io). Null for an identifier of another register.
 */
export function isRor(text: string): boolean | null {
  const id = /^(?:(?:https?:\/\/)?(?:www\.)?ror\.org\/)?(0[0-9a-z]{8})\/?$/i
    .exec(text.trim())?.[1]
    ?.toLowerCase();
  if (id === undefined) return text.includes('ror.org') ? false : null;
  const number = [...id.slice(1, 7)].reduce((sum, digit) => 32 * sum + base32.indexOf(digit), 0);
  return (
    ![...id].some((digit) => !base32.includes(digit)) && Number(id.slice(7)) === 98 - ((100 * number) % 97)
  );
}

/** Returns the 0-based places of authors who are listed before: by ORCID, or by name without one. */
export function authorsTwice(list: readonly JsonObject[]) {
  const authors = list.map((author) => ({
    orcid: textAt(author, 'ORCID'),
    name: textAt(author, 'name')?.trim().toLowerCase() ?? '',
  }));
  return authors.flatMap(({ orcid, name }, index) => {
    const before = authors.findIndex((other) =>
      orcid !== null && other.orcid !== null ? orcid === other.orcid : name !== '' && name === other.name,
    );
    const found = name === '' ? (orcid ?? '') : name;
    return before < 0 || before >= index ? [] : [{ index, before, found }];
  });
}
