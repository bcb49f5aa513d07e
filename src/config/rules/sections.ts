import type { SectionName } from '../../entities/index.js';
import { isJsonObject, type JsonObject } from '../../json/index.js';
import type { ConfigRule } from './rule.js';
import { metadataOf, sources } from './walk.js';

/** Datasets whose tilt series were deposited without mdoc files. */
const withoutCollectionMetadata = [10006];

function isFilled(document: JsonObject, section: SectionName): boolean {
  const entries = document[section];
  return Array.isArray(entries) && entries.length > 0;
}

export const collectionNeedsFrames: ConfigRule = {
  code: 'collection-without-frames',
  title: 'a file with collection_metadata has frames',
  severity: 'error',
  stage: 'validate',
  *check(document) {
    if (!isFilled(document, 'collection_metadata') || isFilled(document, 'frames')) return;
    yield {
      path: ['collection_metadata'],
      atKey: true,
      message: 'collection_metadata without frames',
      expected: 'a section frames, with the literal default when none were deposited',
    };
  },
};

export const tiltSeriesNeedsCollection: ConfigRule = {
  code: 'tiltseries-without-collection',
  title: 'a file with tiltseries has collection_metadata',
  severity: 'error',
  stage: 'validate',
  *check(document) {
    if (!isFilled(document, 'tiltseries') || isFilled(document, 'collection_metadata')) return;
    for (const { value } of metadataOf(document, ['datasets'])) {
      if (withoutCollectionMetadata.some((id) => id === value.dataset_identifier)) return;
    }
    yield {
      path: ['tiltseries'],
      atKey: true,
      message: 'tiltseries without collection_metadata',
      expected: 'a section collection_metadata with the mdoc files',
    };
  },
};

export const versionGiven: ConfigRule = {
  code: 'version-missing',
  title: 'a file says which version of the language it is written in',
  severity: 'error',
  stage: 'validate',
  *check(document) {
    if (typeof document.version === 'string') return;
    yield { path: [], message: "the key 'version' is missing", expected: "version: '1.3.0'" };
  },
};

export const depositionNumber: ConfigRule = {
  code: 'deposition-differs',
  title: 'deposition_id is one of the depositions of the file',
  severity: 'warning',
  stage: 'validate',
  *check(document) {
    const block = document.standardization_config;
    if (!isJsonObject(block) || typeof block.deposition_id !== 'number') return;
    const numbers = [...sources(document, ['depositions'])].flatMap(({ value }) =>
      isJsonObject(value.literal) && Array.isArray(value.literal.value) ? value.literal.value : [],
    );
    if (numbers.length === 0 || numbers.includes(block.deposition_id)) return;
    yield {
      path: ['standardization_config', 'deposition_id'],
      message: 'not a deposition of this file',
      expected: numbers.join(' or '),
      found: String(block.deposition_id),
    };
  },
};
