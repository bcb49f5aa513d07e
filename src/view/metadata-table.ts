import { escapeHtml } from '../base/html.js';
import { isJsonObject, type JsonObject, type JsonValue, toNumber } from '../base/json-value.js';
import { countOf, formatTime } from '../base/messages.js';

/** Keys that the page shows elsewhere than in the table of metadata. */
const shownElsewhere = [
  'authors',
  'per_section_parameter',
  'per_section_alignment_parameters',
  'files',
  'scales',
];

/** The key of a time in seconds since 1970. */
const timeKey = 'last_updated_at';

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
  const body = rows.map(
    ([key, value]) => `<tr><th scope="row">${escapeHtml(key)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return `<table class="facts" aria-label="${escapeHtml(label)}"><tbody>${body.join('')}</tbody></table>`;
}

function rowsOf(key: string, value: JsonValue): [string, string][] {
  if (isJsonObject(value)) {
    const inner = Object.entries(value);
    if (inner.every(([, each]) => isScalar(each))) {
      return [[key, inner.map(([name, each]) => `${name} ${spell(each)}`).join(', ')]];
    }
    return inner.flatMap(([name, each]) => rowsOf(`${key}.${name}`, each));
  }
  if (!Array.isArray(value)) return [[key, spell(value)]];
  const flat = value.flat();
  if (flat.length <= spelledOut && flat.every(isScalar)) {
    return [
      [
        key,
        value
          .map((each) => (Array.isArray(each) ? `[${each.map(spell).join(', ')}]` : spell(each)))
          .join(', '),
      ],
    ];
  }
  return [[key, countOf(value.length, 'item')]];
}

function isScalar(value: JsonValue): boolean {
  return typeof value !== 'object' || value === null || toNumber(value) !== null;
}

function spell(value: JsonValue): string {
  if (value === null || value === '') return 'not stated';
  const number = toNumber(value);
  return number === null ? String(value) : String(number);
}
