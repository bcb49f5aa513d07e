import { countOf } from '../errors/index.js';
import { escapeHtml } from '../html/escape-html.js';
import { isJsonObject, type JsonObject, type JsonValue, toNumber } from '../json/index.js';

/** Lists of more values are counted. */
const spelledOut = 16;

/** Metadata as a table of keys and values, but the keys that the page shows otherwise; nothing where there are none. */
export function metadataTable(
  metadata: JsonObject | null,
  label: string,
  without: readonly string[],
): string {
  if (metadata === null) return '<p class="error">The metadata cannot be read.</p>';
  const rows = Object.entries(metadata)
    .filter(([key]) => !without.includes(key))
    .flatMap(([key, value]) => rowsOf(key, value));
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
  if (value === null || value === '') return '–';
  const number = toNumber(value);
  return number === null ? String(value) : String(number);
}
