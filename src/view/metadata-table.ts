import { escapeHtml } from '../base/html.js';
import { isJsonObject, type JsonObject, type JsonValue, toNumber } from '../base/json-value.js';
import { countOf, formatTime } from '../base/messages.js';

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
const words: ReadonlyMap<string, string> = new Map(
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
    .map((each) => words.get(each) ?? each)
    .join(key.split('.').some((each) => words.has(each)) ? ': ' : '.');
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
