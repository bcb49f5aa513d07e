import { isJsonObject, toNumber } from '../../json/index.js';
import { formatKeyPath } from '../../metadata/index.js';
import type { ConfigRule } from './rule.js';
import { metadataOf } from './walk.js';

export const automatedGroundTruth: ConfigRule = {
  code: 'AUTOMATED_GROUND_TRUTH',
  title: 'what a program annotated is no ground truth',
  severity: 'error',
  stage: 'validate',
  *check(document) {
    for (const { path, value } of metadataOf(document, ['annotations'])) {
      if (value.method_type !== 'automated' || value.ground_truth_status !== true) continue;
      yield {
        path: [...path, 'ground_truth_status'],
        message: 'an automated annotation cannot be ground truth',
        expected: 'false, or another method_type',
      };
    }
  },
};

export const confidenceGroundTruth: ConfigRule = {
  code: 'CONFIDENCE_WITHOUT_GROUND_TRUTH',
  title: 'precision and recall say what they were measured against',
  severity: 'error',
  stage: 'validate',
  *check(document) {
    for (const { path, value } of metadataOf(document, ['annotations'])) {
      const { confidence } = value;
      if (!isJsonObject(confidence)) continue;
      const isMeasured = toNumber(confidence.precision) !== null || toNumber(confidence.recall) !== null;
      const truth = confidence.ground_truth_used;
      if (!isMeasured || (typeof truth === 'string' && truth.trim() !== '')) continue;
      yield {
        path: [...path, 'confidence'],
        message: 'precision or recall without ground_truth_used',
        expected: 'ground_truth_used with the name of the ground truth',
      };
    }
  },
};

export const ingestIdUnique: ConfigRule = {
  code: 'INGEST_ID_REPEATED',
  title: 'an annotation_ingest_id names one annotation of the file',
  severity: 'error',
  stage: 'validate',
  *check(document) {
    const first = new Map<string, string>();
    for (const { path, value } of metadataOf(document, ['annotations'])) {
      const id = value.annotation_ingest_id;
      if (typeof id !== 'string') continue;
      const at = [...path, 'annotation_ingest_id'];
      const earlier = first.get(id);
      if (earlier === undefined) first.set(id, formatKeyPath(at));
      else yield { path: at, message: `already the id of ${earlier}`, found: `'${id}'` };
    }
  },
};

export const ingestIdForm: ConfigRule = {
  code: 'INGEST_ID_FORM',
  title: 'an annotation_ingest_id is lower-case words and a number joined by hyphens',
  severity: 'warning',
  stage: 'validate',
  *check(document) {
    for (const { path, value } of metadataOf(document, ['annotations'])) {
      const id = value.annotation_ingest_id;
      if (typeof id !== 'string' || /^[a-z0-9]+(-[a-z0-9]+)*-[0-9]+$/.test(id)) continue;
      yield {
        path: [...path, 'annotation_ingest_id'],
        message: 'not in the usual form',
        expected: 'lower-case words and a number like ribosome-1',
        found: `'${id}'`,
      };
    }
  },
};
