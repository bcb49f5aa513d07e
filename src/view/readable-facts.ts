// Metadata for people: as facts in words, with units, without what nobody stated, and as a table of all of them.

import { escapeHtml } from '../base/html.js';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  numberAt,
  objectsAt,
  shapeAt,
  textAt,
  toNumber,
  valueAt,
} from '../base/json-value.js';
import { countOf, formatTime, nameSome, sixDigits } from '../base/messages.js';
import { doiPrefix, isOrcid } from '../tree/metadata/common.js';

/** A fact of an item: a label and its HTML, which is null if the metadata do not state it. */
type Fact = readonly [label: string, html: (metadata: JsonObject) => string | null];

/** Values that say that nobody stated anything. */
const unstated: ReadonlySet<string> = new Set(['', '-', 'null', 'undefined', 'unknown', 'not_reported']);

/** Returns the text at a path such as `organism.name`, in words and as HTML; null if nobody stated it. */
export function wordsAt(metadata: JsonObject, path: string): string | null {
  const text = textAt(metadata, ...path.split('.'))?.trim() ?? '';
  return unstated.has(text.toLowerCase()) ? null : escapeHtml(text.replaceAll('_', ' '));
}

const words = (path: string) => (metadata: JsonObject) => wordsAt(metadata, path);
const lower = (path: string) => (metadata: JsonObject) => wordsAt(metadata, path)?.toLowerCase() ?? null;

/** Joins the texts at some paths that somebody stated. */
const joined =
  (separator: string, ...paths: readonly string[]) =>
  (metadata: JsonObject) => {
    const texts = paths.map((path) => wordsAt(metadata, path)).filter((text) => text !== null);
    return texts.length === 0 ? null : [...new Set(texts)].join(separator);
  };

/** Formats a number with its unit. `per` is how many of its own unit the metadata use. */
const measure =
  (key: string, unit: string, per = 1) =>
  (metadata: JsonObject) => {
    const value = numberAt(metadata, key);
    return value === null ? null : `${signed(value / per)}${unit}`;
  };

const signed = (value: number) => sixDigits(value).replace('-', '−');

const shape = (key: string, unit: string) => (metadata: JsonObject) => {
  const size = shapeAt(metadata, key);
  return size === null ? null : `${size.toReversed().map(signed).join(' × ')} ${unit} (x, y, z)`;
};

function yesOrNo(metadata: JsonObject, key: string): string | null {
  const value = valueAt(metadata, key);
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : null;
}

const dateFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** Returns a date such as `2 January 2025`; as written if it is none. */
function date(metadata: JsonObject, key: string): string | null {
  const text = textAt(metadata, 'dates', key);
  if (text === null || unstated.has(text)) return null;
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? escapeHtml(text) : dateFormat.format(time);
}

function tiltRange(metadata: JsonObject): string | null {
  const [min, max] = [numberAt(metadata, 'tilt_range', 'min'), numberAt(metadata, 'tilt_range', 'max')];
  const step = numberAt(metadata, 'tilt_step');
  if (min === null || max === null) return null;
  return `${signed(min)}° to ${signed(max)}°${step === null ? '' : `, every ${signed(step)}°`}`;
}

/** Returns names of publications as links: DOIs, and entries of EMPIAR, EMDB and the PDB. */
function publications(metadata: JsonObject): string | null {
  const names = ['publications', 'related_database_entries'].flatMap((key) =>
    (textAt(metadata, 'cross_references', key) ?? '').split(',').map((name) => name.trim()),
  );
  const links = names.filter((name) => !unstated.has(name)).map(referenceLink);
  return links.length === 0 ? null : links.join(', ');
}

/** Archives by the form of their entries, with the address of one. */
const archives: readonly (readonly [RegExp, (name: string) => string])[] = [
  [/^EMD-\d+$/, (name) => `https://www.ebi.ac.uk/emdb/${name}`],
  [/^EMPIAR-\d+$/, (name) => `https://www.ebi.ac.uk/empiar/${name}`],
  [/^PDB-[\da-zA-Z]{4,8}$/, (name) => `https://www.rcsb.org/structure/${name.slice(4)}`],
];

function referenceLink(name: string): string {
  const doi = new RegExp(`^(?:doi:|https?://(?:dx\\.)?doi\\.org/)?(${doiPrefix}\\S+)$`, 'i').exec(name)?.[1];
  const entry = archives.find(([form]) => form.test(name));
  const address = doi === undefined ? entry?.[1](name) : `https://doi.org/${encodeURI(doi)}`;
  return address === undefined
    ? escapeHtml(name)
    : `<a href="${escapeHtml(address)}">${escapeHtml(name)}</a>`;
}

const dates: readonly Fact[] = [
  ['Deposited', (metadata) => date(metadata, 'deposition_date')],
  ['Released', (metadata) => date(metadata, 'release_date')],
  ['Modified', (metadata) => date(metadata, 'last_modified_date')],
];

/** Facts of each kind of item, in the order in which they are shown. */
const facts = {
  dataset: [
    ['Organism', words('organism.name')],
    ['Sample', joined(', ', 'sample_type', 'tissue.name', 'cell_type.name', 'cell_strain.name')],
    ['Publications', publications],
    ...dates,
  ],
  tomogram: [
    ['Size', shape('size', 'voxels')],
    ['Voxel spacing', measure('voxel_spacing', ' Å')],
    ['Processing', joined(', ', 'processing', 'processing_software')],
    ['Reconstruction', joined(', ', 'reconstruction_method', 'reconstruction_software')],
    ['CTF corrected', (metadata) => yesOrNo(metadata, 'ctf_corrected')],
    ['Alignment', lower('fiducial_alignment_status')],
    ...dates,
  ],
  tiltseries: [
    ['Microscope', joined(' ', 'microscope.manufacturer', 'microscope.model')],
    ['Voltage', measure('acceleration_voltage', ' kV', 1000)],
    ['Camera', joined(' ', 'camera.manufacturer', 'camera.model')],
    ['Energy filter', words('microscope_optical_setup.energy_filter')],
    ['Spherical aberration', measure('spherical_aberration_constant', ' mm')],
    ['Tilts', tiltRange],
    ['Scheme', words('tilting_scheme')],
    ['Tilt axis', measure('tilt_axis', '°')],
    ['Quality', measure('tilt_series_quality', ' of 5')],
    ['Total dose', measure('total_flux', ' e/Å²')],
    ['Pixel spacing', measure('pixel_spacing', ' Å')],
    ['Software', words('data_acquisition_software')],
  ],
  alignment: [
    ['Type', lower('alignment_type')],
    ['Method', words('method_type')],
    ['Program', words('format')],
    ['Tilt offset', measure('tilt_offset', '°')],
    ['Volume', shape('volume_dimension', 'Å')],
  ],
} as const satisfies Readonly<Record<string, readonly Fact[]>>;

/** Returns one fact of an item as HTML, by its label; null if it is not stated. */
export function factOf(kind: keyof typeof facts, label: string, metadata: JsonObject | null): string | null {
  const known: readonly Fact[] = facts[kind];
  return (metadata && known.find(([each]) => each === label)?.[1](metadata)) ?? null;
}

/** Renders facts of an item as a list of labels and values; empty if nothing is stated. */
export function readableFacts(kind: keyof typeof facts, metadata: JsonObject | null): string {
  if (metadata === null) return '';
  const stated = facts[kind].flatMap(([label, html]) => {
    const value = html(metadata);
    return value === null ? [] : [`<div><dt>${label}</dt><dd>${value}</dd></div>`];
  });
  return stated.length === 0 ? '' : `<dl class="stated">${stated.join('')}</dl>`;
}

/** Renders the authors of an item in one line, at most `most` of them; empty without authors. */
export function authorLine(metadata: JsonObject | null, most?: number): string {
  const names = authorNames(metadata, most);
  return names === '' ? '' : `<p>By ${names}</p>`;
}

/** Renders the names of authors with links to ORCID. Of more than `most`, the others are counted. */
export function authorNames(metadata: JsonObject | null, most = Number.POSITIVE_INFINITY): string {
  const authors = objectsAt(metadata, 'authors').flatMap((author) => {
    const name = wordsAt(author, 'name');
    return name === null ? [] : [orcidLink(textAt(author, 'ORCID') ?? '', name)];
  });
  return nameSome(authors, most);
}

/** Renders HTML as a link to an ORCID; without a link if the text is of another form. */
export function orcidLink(orcid: string, html: string): string {
  return isOrcid(orcid) === null ? html : `<a href="https://orcid.org/${orcid}">${html}</a>`;
}

const shownElsewhere = [
  'authors',
  'per_section_parameter',
  'per_section_alignment_parameters',
  'files',
  'scales',
];

/** The key of a time in seconds since 1970. */
const timeKey = 'last_updated_at';

/** Words, with units, for keys that do not say what they are; others are shown as they are. */
const wordsOfKeys: ReadonlyMap<string, string> = new Map(
  Object.entries({
    acceleration_voltage: 'voltage (V)',
    spherical_aberration_constant: 'spherical aberration (mm)',
    microscope_optical_setup: 'optics',
    energy_filter: 'energy filter',
    phase_plate: 'phase plate',
    image_corrector: 'image corrector',
    data_acquisition_software: 'software of the acquisition',
    binning_from_frames: 'binning of the frames',
    pixel_spacing: 'pixel spacing (Å)',
    total_flux: 'total dose (e/Å²)',
    tilting_scheme: 'tilt scheme',
    tilt_axis: 'tilt axis (°)',
    tilt_range: 'tilt range (°)',
    tilt_step: 'tilt step (°)',
    tilt_offset: 'tilt offset (°)',
    tilt_series_quality: 'quality (of 5)',
    is_aligned: 'aligned',
    alignment_type: 'type of alignment',
    method_type: 'method of alignment',
    volume_dimension: 'volume (Å)',
    volume_offset: 'offset of the volume (Å)',
    voxel_spacing: 'voxel spacing (Å)',
    ctf_corrected: 'CTF corrected',
    fiducial_alignment_status: 'fiducials',
    reconstruction_method: 'reconstruction',
    reconstruction_software: 'software of the reconstruction',
    processing_software: 'software of the processing',
    is_visualization_default: 'shown by default',
    cross_references: 'references',
    related_database_entries: 'database entries',
    deposition_date: 'deposited',
    release_date: 'released',
    last_modified_date: 'modified',
    mrc_file: 'MRC',
    omezarr_dir: 'OME-Zarr',
  }),
);

/** Returns a key, or keys within each other with dots between, in words. */
function inWords(key: string): string {
  return key
    .split('.')
    .map((each) => wordsOfKeys.get(each) ?? each)
    .join(key.split('.').some((each) => wordsOfKeys.has(each)) ? ': ' : '.');
}

/** Returns a time in seconds in words; another value as it is. */
function timeOf(value: JsonValue): JsonValue {
  const date = new Date(1000 * (toNumber(value) ?? Number.NaN));
  return Number.isNaN(date.getTime()) ? value : formatTime(date.toISOString());
}

/** Values of a list that are shown; of more, only the number is. */
const spelledOut = 16;

/** Renders metadata as a table of keys and values, without keys that are shown elsewhere; empty without rows. */
export function metadataTable(metadata: JsonObject | null, label: string): string {
  if (metadata === null) return '<p class="error">The metadata cannot be read.</p>';
  const rows = Object.entries(metadata)
    .filter(([key]) => !shownElsewhere.includes(key))
    .flatMap(([key, value]) => rowsOf(key, key === timeKey ? timeOf(value) : value));
  if (rows.length === 0) return '';
  const body = rows.map(([key, value]) => {
    const said = inWords(key);
    // The key itself, for whoever looks for it in the file.
    const title = said === key ? '' : ` title="${escapeHtml(key)}"`;
    return `<tr><th scope="row"${title}>${escapeHtml(said)}</th><td>${escapeHtml(value)}</td></tr>`;
  });
  return `<table class="facts" aria-label="${escapeHtml(label)}"><tbody>${body.join('')}</tbody></table>`;
}

function rowsOf(key: string, value: JsonValue): [string, string][] {
  if (isJsonObject(value)) {
    const inner = Object.entries(value);
    if (inner.every(([, each]) => isScalar(each)))
      return [[key, inner.map(([name, each]) => `${inWords(name)} ${spell(each)}`).join(', ')]];
    return inner.flatMap(([name, each]) => rowsOf(`${key}.${name}`, each));
  }
  if (!Array.isArray(value)) return [[key, spell(value)]];
  const flat = value.flat();
  const isSpelled = flat.length <= spelledOut && flat.every(isScalar);
  const each = (item: JsonValue) => (Array.isArray(item) ? `[${item.map(spell).join(', ')}]` : spell(item));
  return [[key, isSpelled ? value.map(each).join(', ') : countOf(value.length, 'item')]];
}

function isScalar(value: JsonValue): boolean {
  return typeof value !== 'object' || value === null || toNumber(value) !== null;
}

function spell(value: JsonValue): string {
  if (value === null || value === '') return 'not stated';
  const number = toNumber(value);
  return number === null ? String(value) : String(number);
}
