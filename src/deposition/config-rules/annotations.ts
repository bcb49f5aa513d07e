import { isJsonObject, toNumber } from '../../base/json-value.js';
import { formatKeyPath } from '../../base/schema.js';
import { annotationShapeNames } from '../../tree/entities/annotation-shapes.js';
import { defineConfigRules, each, entries, metadataOf, objectsIn, ofMetadata, shapes } from './rule.js';

/** Rules on the metadata of annotations. */
export const annotationRules = defineConfigRules('config-annotations', 'validate', [
  {
    code: 'AUTOMATED_GROUND_TRUTH',
    title: 'An automated annotation is not ground truth',
    why: 'Ground truth is what people annotated or checked; programs are compared with it.',
    fix: 'Set `ground_truth_status: false`, or correct `method_type`.',
    check: each(ofMetadata('annotations'), function* ({ path, value }) {
      if (value.method_type !== 'automated' || value.ground_truth_status !== true) return;
      const message = 'an automated annotation cannot be ground truth';
      yield { path: [...path, 'ground_truth_status'], message, expected: 'false, or another method_type' };
    }),
  },
  {
    code: 'CONFIDENCE_WITHOUT_GROUND_TRUTH',
    title: 'Precision and recall name their ground truth',
    why: 'The numbers mean nothing without what they were measured against.',
    fix: 'Add `ground_truth_used` to `confidence`.',
    example: `annotations:
  - metadata:
      confidence: { precision: 91.5, recall: 88, ground_truth_used: 3 tomograms annotated by hand }
`,
    check: each(ofMetadata('annotations'), function* ({ path, value }) {
      const { confidence } = value;
      if (!isJsonObject(confidence)) return;
      const isMeasured = toNumber(confidence.precision) !== null || toNumber(confidence.recall) !== null;
      const truth = confidence.ground_truth_used;
      if (!isMeasured || (typeof truth === 'string' && truth.trim() !== '')) return;
      const message = 'precision or recall without ground_truth_used';
      const expected = 'ground_truth_used with the name of the ground truth';
      yield { path: [...path, 'confidence'], message, expected };
    }),
  },
  {
    code: 'INGEST_ID_REPEATED',
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
    title: 'An annotation_ingest_id is lower-case words and a number, joined by hyphens',
    why: 'Ids of one form are easy to read and to sort.',
    fix: 'Write the id like `ribosome-1`; keep it once it was published.',
    check: each(ofMetadata('annotations'), function* ({ path, value }) {
      const id = value.annotation_ingest_id;
      if (typeof id !== 'string' || /^[a-z0-9]+(-[a-z0-9]+)*-[0-9]+$/.test(id)) return;
      const message = 'not in the usual form';
      const expected = 'lower-case words and a number like ribosome-1';
      yield { path: [...path, 'annotation_ingest_id'], message, expected, found: `'${id}'` };
    }),
  },
]);

/** Rules on the shapes of annotation sources. */
export const shapeRules = defineConfigRules('config-annotations', 'load', [
  {
    code: 'LABEL_WITH_THRESHOLD',
    title: 'A mask with a threshold has mask_label 1 or none',
    why: 'A threshold gives a mask of 0 and 1; no voxel has another label.',
    fix: 'Remove `threshold`, or remove `mask_label`.',
    example: `annotations:
  - sources:
      - SemanticSegmentationMask: { file_format: mrc, glob_string: "masks/{run_name}.mrc", threshold: 0.5 }
`,
    check: each(shapes, function* ({ path, value }) {
      const label = toNumber(value.mask_label) || 1;
      if (label !== 1 && toNumber(value.threshold) !== null) {
        const message = 'a threshold together with a mask_label other than 1';
        const found = `mask_label ${label}`;
        yield { path: [...path, 'threshold'], message, expected: 'one of the two', found };
      }
    }),
  },
  {
    code: 'MESH_NAME',
    title: 'A TriangularMeshGroup names its mesh',
    why: 'A file of this shape can have several meshes; `name` selects one. `mesh_name` is another spelling of the same key.',
    fix: 'Give `name`, and remove `mesh_name` or give it the same value.',
    check: each(shapes, function* ({ path, value, shape }) {
      if (shape !== 'TriangularMeshGroup') return;
      const given = [value.name, value.mesh_name].filter((name) => typeof name === 'string' && name !== '');
      if (new Set(given).size === 1) return;
      const message = given.length === 0 ? 'the mesh has no name' : 'name and mesh_name differ';
      yield { path, message, expected: 'one name of a mesh in the file' };
    }),
  },
  {
    code: 'SHAPE_REPEATED',
    stage: 'validate',
    title: 'An annotation has one source of each shape, or parent_filters that tell the sources apart',
    why: 'Two sources of one shape give the same run two files of the same name.',
    fix: 'Add `parent_filters`, or make the second source an annotation of its own.',
    *check(document) {
      for (const entry of entries(document, ['annotations'])) {
        const seen = new Set<string>();
        for (const [path, source] of objectsIn(entry.value.sources, [...entry.path, 'sources'])) {
          const shape = annotationShapeNames.find((name) => isJsonObject(source[name]));
          if (shape === undefined) continue;
          if (seen.has(shape) && !isJsonObject(source.parent_filters)) {
            const message = `the shape ${shape} is already in an earlier source of this annotation`;
            const expected = 'parent_filters that tell the two apart, or an annotation of its own';
            yield { path: [...path, shape], atKey: true, message, expected };
          }
          seen.add(shape);
        }
      }
    },
  },
]);
