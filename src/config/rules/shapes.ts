import { annotationShapeNames } from '../../entities/index.js';
import { isJsonObject, toNumber } from '../../json/index.js';

import type { ConfigRule } from './rule.js';
import { entries, objectsIn, shapes } from './walk.js';

export const labelOrThreshold: ConfigRule = {
  code: 'label-with-threshold',
  title: 'a mask with a threshold has no label other than 1',
  severity: 'error',
  stage: 'load',
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
};

export const meshName: ConfigRule = {
  code: 'mesh-name',
  title: 'a TriangularMeshGroup names its mesh once',
  severity: 'error',
  stage: 'load',
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
};

export const shapeRepeated: ConfigRule = {
  code: 'shape-repeated',
  title: 'a shape stands in one source of an annotation, unless parent_filters tell the sources apart',
  severity: 'error',
  stage: 'validate',
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
};
