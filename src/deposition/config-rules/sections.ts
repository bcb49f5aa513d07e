import { type JsonObject, type JsonValue, leavesOf, objectsAt, valueAt } from '../../base/json-value.js';
import type { SectionName } from '../../tree/entities/entity-type.js';
import { defineConfigRules, each, entries, metadataOf, sources } from './rule.js';

/** Identifiers of the datasets whose tilt series were deposited without mdoc files. */
const withoutCollectionMetadata = [10006];

function isFilled(document: JsonObject, section: SectionName): boolean {
  return valueAt(document, section, 0) !== undefined;
}

function listed(source: JsonObject): readonly JsonValue[] {
  const values = valueAt(source, 'literal', 'value');
  return Array.isArray(values) ? values : [];
}

export const sectionRules = defineConfigRules('config-sections', 'validate', [
  {
    code: 'COLLECTION_WITHOUT_FRAMES',
    title: 'A file with collection_metadata has frames',
    why: 'Mdoc files are published with the frames that they describe.',
    fix: 'Add the section `frames`; use the literal `default` when no frames were deposited.',
    example: `collection_metadata:
  - sources:
      - source_glob: { list_glob: "frames/{run_name}.mdoc" }
frames:
  - metadata: { dose_rate: 3.1, is_gain_corrected: false }
    sources:
      - literal: { value: [default] }
`,
    *check(document) {
      if (!isFilled(document, 'collection_metadata') || isFilled(document, 'frames')) return;
      const message = 'collection_metadata without frames';
      const expected = 'a section frames, with the literal default when none were deposited';
      yield { path: ['collection_metadata'], atKey: true, message, expected };
    },
  },
  {
    code: 'TILTSERIES_WITHOUT_COLLECTION',
    title: 'A file with tiltseries has collection_metadata',
    why: 'Tilt angles, exposures and the tilt axis come from the mdoc files.',
    fix: 'Add the section `collection_metadata` with the mdoc files.',
    *check(document) {
      if (!isFilled(document, 'tiltseries') || isFilled(document, 'collection_metadata')) return;
      for (const { value } of metadataOf(document, ['datasets'])) {
        if (withoutCollectionMetadata.some((id) => id === value.dataset_identifier)) return;
      }
      const message = 'tiltseries without collection_metadata';
      const expected = 'a section collection_metadata with the mdoc files';
      yield { path: ['tiltseries'], atKey: true, message, expected };
    },
  },
  {
    code: 'VERSION_MISSING',
    title: 'The file gives the version of the configuration language',
    why: 'The version says which rules the file follows when the language changes.',
    fix: 'Add the key at the top of the file.',
    example: `version: "1.3.0"
`,
    *check(document) {
      if (typeof document.version === 'string') return;
      yield { path: [], message: "the key 'version' is missing", expected: "version: '1.3.0'" };
    },
  },
  {
    code: 'DATASET_DIFFERS',
    title: 'dataset_identifier is the dataset of the source',
    why: 'The source names the directory of the dataset, dataset_identifier its number; where they differ, links go to the wrong data.',
    fix: 'Use the same number in the metadata and in the literal of `datasets`.',
    example: `datasets:
  - metadata: { dataset_identifier: 10998 }
    sources:
      - literal: { value: ["10998"] }
`,
    *check(document) {
      for (const { path, value } of entries(document, ['datasets'])) {
        const number = valueAt(value, 'metadata', 'dataset_identifier');
        const names = objectsAt(value, 'sources').flatMap(listed).map(String);
        // Where several datasets share an entry, each takes what it says.
        if (typeof number !== 'number' || names.length !== 1 || names[0] === `${number}`) continue;
        const message = 'not the dataset of the source';
        const expected = names.join();
        yield { path: [...path, 'metadata', 'dataset_identifier'], message, expected, found: `${number}` };
      }
    },
  },
  {
    code: 'DEPOSITION_DIFFERS',
    severity: 'warning',
    title: 'deposition_id is a deposition of the file',
    why: 'Items are published under `deposition_id`; when the file describes another deposition, one of the two is wrong.',
    fix: 'Use the same number in `standardization_config` and in the literal of `depositions`.',
    example: `standardization_config: { deposition_id: 10999, source_prefix: ribosomes }
depositions:
  - sources:
      - literal: { value: [10999] }
`,
    *check(document) {
      const place = ['standardization_config', 'deposition_id'];
      const id = valueAt(document, ...place);
      const numbers = [...sources(document, ['depositions'])].flatMap(({ value }) => listed(value));
      if (typeof id !== 'number' || numbers.length === 0 || numbers.includes(id)) return;
      const message = 'not a deposition of this file';
      yield { path: place, message, expected: numbers.join(' or '), found: `${id}` };
    },
  },
]);

/** The text that `cryoet init` writes where only a person knows the value. */
export const placeholderText = 'FILL_IN';

export const placeholderRules = defineConfigRules('config-form', 'load', [
  {
    code: 'PLACEHOLDER_LEFT',
    title: 'No placeholder is left',
    why: 'A configuration that `cryoet init` wrote has a placeholder wherever only a person knows the value.',
    fix: 'Write the value that the comment behind it asks for, or remove the key where it is optional.',
    check: each(leavesOf, function* ([path, value]) {
      if (value !== placeholderText) return;
      yield { path, message: 'a placeholder is left', expected: 'a value', found: placeholderText };
    }),
  },
]);
