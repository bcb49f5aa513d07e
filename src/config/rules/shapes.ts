import { annotationShapeNames } from '../../entities/index.js';
import { isJsonObject, toNumber } from '../../json/index.js';
import { defineConfigRules } from './rule.js';
import { entries, objectsIn, shapes } from './walk.js';

export const shapeRules = defineConfigRules('config-annotations', [
  {
    code: 'LABEL_WITH_THRESHOLD',
    severity: 'error',
    stage: 'load',
    title: 'A mask with a threshold has mask_label 1 or none',
    why: 'A threshold gives a mask of 0 and 1; no voxel has another label.',
    fix: 'Remove `threshold`, or remove `mask_label`.',
    example: `annotations:
  - sources:
      - SemanticSegmentationMask: { file_format: mrc, glob_string: "masks/{run_name}.mrc", threshold: 0.5 }
`,
    *check(document) {
      for (const { path, value } of shapes(document)) {
        const label = toNumber(value.mask_label) || 1;
        if (label !== 1 && toNumber(value.threshold) !== null) {
          yield {
            path: [...path, 'threshold'],
            message: 'a threshold together with a mask_label other than 1',
            expected: 'one of the two',
            found: `mask_label ${label}`,
          };
        }
      }
    },
  },
  {
    code: 'MESH_NAME',
    severity: 'error',
    stage: 'load',
    title: 'A TriangularMeshGroup names its mesh',
    why: 'A file of this shape can have several meshes; `name` selects one. `mesh_name` is another spelling of the same key.',
    fix: 'Give `name`, and remove `mesh_name` or give it the same value.',
    *check(document) {
      for (const { path, value, shape } of shapes(document)) {
        if (shape !== 'TriangularMeshGroup') continue;
        const given = [value.name, value.mesh_name].filter((name) => typeof name === 'string' && name !== '');
        if (new Set(given).size === 1) continue;
        yield {
          path,
          message: given.length === 0 ? 'the mesh has no name' : 'name and mesh_name differ',
          expected: 'one name of a mesh in the file',
        };
      }
    },
  },
  {
    code: 'SHAPE_REPEATED',
    severity: 'error',
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
            yield {
              path: [...path, shape],
              atKey: true,
              message: `the shape ${shape} is already in an earlier source of this annotation`,
              expected: 'parent_filters that tell the two apart, or an annotation of its own',
            };
          }
          seen.add(shape);
        }
      }
    },
  },
]);
