import { isJsonObject, toNumber } from '../../json/index.js';
import { formatKeyPath } from '../../metadata/index.js';
import { defineConfigRules } from './rule.js';
import { metadataOf } from './walk.js';

export const annotationRules = defineConfigRules('config-annotations', [
  {
    code: 'AUTOMATED_GROUND_TRUTH',
    severity: 'error',
    stage: 'validate',
    title: 'An automated annotation is not ground truth',
    why: 'Ground truth is what people annotated or checked; programs are compared with it.',
    fix: 'Set `ground_truth_status: false`, or correct `method_type`.',
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
  },
  {
    code: 'CONFIDENCE_WITHOUT_GROUND_TRUTH',
    severity: 'error',
    stage: 'validate',
    title: 'Precision and recall name their ground truth',
    why: 'The numbers mean nothing without what they were measured against.',
    fix: 'Add `ground_truth_used` to `confidence`.',
    example: `annotations:
  - metadata:
      confidence: { precision: 91.5, recall: 88, ground_truth_used: 3 tomograms annotated by hand }
`,
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
  },
  {
    code: 'INGEST_ID_REPEATED',
    severity: 'error',
    stage: 'validate',
    title: 'An annotation_ingest_id is unique in the file',
    why: 'A later ingest finds an annotation by its id; two annotations with the same id are taken for one.',
    fix: 'Give one of the two annotations another id.',
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
  },
  {
    code: 'INGEST_ID_FORM',
    severity: 'warning',
    stage: 'validate',
    title: 'An annotation_ingest_id is lower-case words and a number, joined by hyphens',
    why: 'Ids of one form are easy to read and to sort.',
    fix: 'Write the id like `ribosome-1`; keep it once it was published.',
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
  },
]);
