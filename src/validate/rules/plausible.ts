import { leavesOf, numberAt, objectsAt, textAt, valueAt } from '../../base/json-value.js';
import { countOf, escaped } from '../../base/messages.js';
import { formatKeyPath } from '../../base/schema.js';
import { authorsTwice } from '../../tree/metadata/common.js';
import { firstYear, implausible } from '../../tree/metadata/plausible-values.js';
import { cameraModels, denoisers } from '../../tree/metadata/reconstruction.js';
import type { JsonContext } from '../contexts/files.js';
import { issue, ofMetadata } from '../finding.js';
import { defineRules } from '../rule.js';

const defaults = {
  severity: 'warning',
  on: 'json',
  needs: ['metadata'],
  fix: 'Correct the metadata in the configuration and write them again with `--metadata-only`.',
} as const;

/** Metadata that cannot be true, whatever the tree contains. */
export const plausibleRules = defineRules('plausible', defaults, [
  {
    code: 'AUTHOR_LISTED_TWICE',
    severity: 'error',
    title: 'An author is listed once',
    why: 'Citations and credit come from this list. An author who is listed twice counts twice, or replaces another one.',
    more: 'authors',
    check: ({ value }) =>
      authorsTwice(objectsAt(value, 'authors')).map(({ index, before, found }) =>
        issue(`authors[${index}]: the same as authors[${before}]`, found),
      ),
  },
  {
    code: 'AUTHOR_DISAGREES',
    on: 'tree',
    title: 'An author has the same identifiers in all of a deposition, and an ORCID the same name',
    why: 'Credit goes by ORCID and ROR. An author with another one in some of the files is credited there as another person, or at another institution. Names that have the same initials, such as Ron and Ronald D. Vale, are one.',
    check: ({ authors }) => authors,
  },
  {
    code: 'RUN_VALUE_DIFFERS',
    on: 'tree',
    title: 'Runs have the values that one entry of the configuration gives to all of them',
    why: 'Authors, dates, methods and instruments are given once for all runs. Where one file of three or more has another value, it was edited, or written with another configuration.',
    check: ({ exceptions }) => exceptions,
  },
  {
    code: 'LIST_ITEM_TWICE',
    title: 'Grants, types of a deposition, publications and database entries are listed once',
    why: 'A duplicate entry counts twice, and usually replaces another item.',
    check: ({ value }) =>
      listKeys.flatMap((key) => {
        const given = valueAt(value, ...key.split('.'));
        const list = typeof given === 'string' ? given.split(',').map((item) => item.trim()) : given;
        const texts = Array.isArray(list) ? list.map((item) => JSON.stringify(item)) : [];
        return texts.flatMap((text, index) => {
          const first = texts.indexOf(text);
          return first < index ? issue(`${key}[${index}]: listed at ${key}[${first}] already`, text) : [];
        });
      }),
  },
  {
    code: 'DATES_OUT_OF_ORDER',
    severity: 'error',
    title: 'Nothing is released or modified before it was deposited',
    why: 'Sorting and embargoes go by these dates; two of them in the place of each other mislead both.',
    check({ value }) {
      const deposited = dateOf(value, 'deposition_date');
      if (deposited === null) return null;
      return ['release_date', 'last_modified_date'].map((key) => {
        const date = dateOf(value, key);
        const message = `dates.${key} is before deposition_date`;
        return date !== null && date < deposited && issue(message, date, `${deposited} or later`);
      });
    },
  },
  {
    code: 'DATE_BEFORE_DEPOSITION',
    on: 'tree',
    title: 'Nothing is dated before the deposition that it belongs to',
    why: 'Sorting goes by these dates; one was mistyped, or the item is of another deposition.',
    check: ({ depositions }) =>
      depositions.map(({ date, earliest }) => {
        // DATE_IMPLAUSIBLE reports a year of no deposition.
        if (date === null || earliest === null || earliest.date >= date || earliest.date < `${firstYear}`)
          return null;
        const message = 'deposition_date is before that of the deposition';
        return { path: earliest.path, ...issue(message, earliest.date, `${date} or later`) };
      }),
  },
  {
    code: 'DATE_IMPLAUSIBLE',
    title: 'Dates are not before cryo-electron tomography, nor years after the metadata were written',
    why: 'A mistyped year moves a deposition to the end of every list, or hides it for decades.',
    check({ value }) {
      const now = new Date(1000 * (numberAt(value, 'last_updated_at') ?? 0)).getUTCFullYear();
      return Object.entries(yearsAhead).map(([key, years]) => {
        const year = Number(dateOf(value, key)?.slice(0, 4) ?? Number.NaN);
        // Another time of writing is reported by TIMESTAMP_IMPLAUSIBLE.
        const isWrong = year < firstYear || (now >= firstYear && year > now + years);
        const expected = `${firstYear} to ${countOf(years, 'year')} after last_updated_at`;
        return isWrong && issue(`dates.${key} is that of no deposition`, year, expected);
      });
    },
  },
  {
    code: 'VERSION_IMPLAUSIBLE',
    title: 'Versions of tomograms and annotations count from 1',
    why: 'Users take the highest version; one below 1 was never filled in.',
    check: ({ value }) =>
      ['tomogram_version', 'version'].map((key) => {
        const version = numberAt(value, key);
        // Negative ones are reported by METADATA_OUT_OF_RANGE.
        const isWrong = version !== null && version >= 0 && version < 1;
        return isWrong && issue(`${key} is below 1`, version, '1 or more');
      }),
  },
  {
    code: 'PROCESSING_RAW_DENOISED',
    title: 'A raw tomogram names no program that denoises',
    why: 'Users who need raw data select by `processing`; a denoised tomogram that is called raw misleads averaging and training. Programs that reconstruct may be named.',
    check({ value }) {
      const software = textAt(value, 'processing_software') ?? '';
      const isDenoised = denoisers.some(([, spelling]) => spelling.test(software));
      return textAt(value, 'processing') === 'raw' && isDenoised && issue('processing is raw', software);
    },
  },
  {
    code: 'NAME_BLANK',
    title: 'Names are neither empty nor padded with blanks',
    why: 'Programs compare names exactly. A name with a space at its end, or an empty name, is not found.',
    more: 'names',
    check({ kind, value }) {
      if (kind === 'viz_config' || kind === 'identified_objects' || value === null) return null;
      return leavesOf(value).map(([path, text]) => {
        const key = path.at(-1);
        if (typeof text !== 'string' || typeof key !== 'string') return null;
        const isName = nameKeys.has(key) || key.endsWith('_software');
        const isBlank = titleKeys.has(key) && text.trim() === '';
        const isWrong = isBlank || (isName && (text === '' || text.trim() !== text));
        return (
          isWrong && issue(`${formatKeyPath(path)}: empty, or with blanks at an end`, JSON.stringify(text))
        );
      });
    },
  },
  {
    code: 'TEXT_NOT_PLAIN',
    title:
      'Texts are plain: without markup, columns or placeholders to fill in, or characters of another encoding',
    why: 'Pages show texts as they are: readers see the tags, commands or braces, and searches miss the words.',
    more: 'texts',
    check({ kind, value, run }) {
      if (kind === 'viz_config' || value === null) return [];
      return leavesOf(value).flatMap(([path, text]) => {
        if (typeof text !== 'string') return [];
        // The name of a run may have braces, and other texts may name it.
        const plain = run?.includes('{') ? text.replaceAll(run, '') : text;
        const found = notPlain.find(([, pattern]) => pattern.test(plain));
        if (found === undefined || /path|dir|file|run_name|filter_value/.test(path.join(' '))) return [];
        const shown = JSON.stringify(text).replace(unseen, escaped);
        return [issue(`${formatKeyPath(path)}: ${found[0]}`, shown)];
      });
    },
  },
  {
    code: 'INSTRUMENT_MAKER_OTHER',
    on: 'tiltseries',
    title: 'Camera and microscope are made by their manufacturer',
    why: 'Searches go by manufacturer and model; together they name an instrument that does not exist.',
    check: ofMetadata((value) =>
      (['camera', 'microscope'] as const).map((key) => {
        const [maker, model] = ['manufacturer', 'model'].map((part) => textAt(value, key, part));
        const makers = model == null ? [] : makersOf(key, model);
        const isWrong = maker != null && makers.length > 0 && !makers.includes(maker);
        const message = `${key} is not made by its manufacturer`;
        return isWrong && issue(message, `${maker} ${model}`, makers.join(' or '));
      }),
    ),
  },
  {
    code: 'INSTRUMENT_IMPLAUSIBLE',
    severity: 'error',
    on: 'tiltseries',
    title: 'Voltage, spherical aberration, pixel spacing and flux are those of a microscope',
    why: 'The voltage is in volts, the aberration in millimetres, the pixel spacing in Å and the flux in e/Å²; CTF correction and dose weighting fail with numbers in another unit.',
    check: ofMetadata((value) =>
      instrument.map((key) => {
        const number = numberAt(value, key);
        // Zero and negative values are reported by TILTSERIES_VALUE_NOT_POSITIVE.
        const wrong = number === null || number <= 0 ? null : implausible(key, number);
        return wrong && { message: `${key} is that of no microscope`, ...wrong };
      }),
    ),
  },
]);

const listKeys = `funding deposition_types
cross_references.publications cross_references.related_database_entries`.split(/\s/);

/** Years after the metadata were written that a date may have: a release may wait for a publication. */
const yearsAhead = { deposition_date: 1, last_modified_date: 1, release_date: 10 };

/** Returns the day of a date of metadata, `2025-01-31`; null if it is not of this form. */
export function dateOf(value: JsonContext['value'], key: string): string | null {
  const text = textAt(value, 'dates', key);
  return text !== null && /^\d{4}-\d{2}-\d{2}/.test(text) ? text.slice(0, 10) : null;
}

/** Keys, at any depth, whose texts are used for look-ups. */
const nameKeys = new Set('name id ORCID run_name model manufacturer annotation_ingest_id state'.split(' '));
/** Keys of texts for people: these may end with a newline, but must not be blank. */
const titleKeys = new Set(
  `dataset_title dataset_description deposition_title deposition_description annotation_method
funding_agency_name grant_id kaggle_id affiliation_name energy_filter`.split(/\s+/),
);

/** Bytes 80 to BF as Latin-1 and as Windows-1252: what follows the first byte of a letter in UTF-8. */
const restOfLetter =
  '[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]';
/** Characters that are not seen or stand for none, but those that join letters of some scripts or are of a flag. */
const unseen = /(?![\n\r\t\u200c]|\u200d|[\u{e0020}-\u{e007f}])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\ufffd]/u;
/** What is left of HTML, LaTeX, a template or placeholder of the configuration, and UTF-8 that was read as Latin-1 or Windows-1252. */
const notPlain: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['HTML', /<\/[a-z]\w*>|<br\s*\/?>|&(?:amp|lt|gt|nbsp|#\d+);/i],
  ['LaTeX', /\\(?:alpha|beta|gamma|delta|mu|AA|emph|text[a-z]{2}|cite)\b/],
  ['a column that was not filled in', /\{[A-Za-z_][\w-]*\}/],
  ['a placeholder', /\b(?:FILL_IN|TODO|FIXME|TBD)\b|lorem ipsum/],
  ['UTF-8 read in another encoding', new RegExp(`[\u00c2\u00c3\u00ce]${restOfLetter}|\u00e2[\u0080\u20ac]`)],
  ['a character that is not seen', unseen],
];

function makersOf(key: 'camera' | 'microscope', model: string): string[] {
  if (key === 'microscope') {
    if (/krios|glacios|talos|tecnai|polara|arctica/i.test(model)) return ['FEI', 'TFS'];
    return /\bjem|cryo ?arm/i.test(model) ? ['JEOL'] : [];
  }
  const makers = Object.entries<readonly string[]>(cameraModels);
  return makers.filter(([, models]) => models.includes(model)).map(([maker]) => maker);
}

const instrument = [
  'acceleration_voltage',
  'spherical_aberration_constant',
  'pixel_spacing',
  'total_flux',
] as const;
