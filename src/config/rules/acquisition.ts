import { isJsonObject, toNumber } from '../../json/index.js';
import { cameraModels } from '../../metadata/index.js';
import { defineConfigRules } from './rule.js';
import { metadataOf } from './walk.js';

export const acquisitionRules = defineConfigRules('config-metadata', [
  {
    code: 'DOSE_RATE_ZERO',
    severity: 'error',
    stage: 'validate',
    title: 'The dose rate of frames is above 0',
    why: 'Users multiply it by exposure times; 0 or less gives a wrong dose.',
    fix: 'Give the dose rate in e/Å² per second.',
    *check(document) {
      for (const { path, value } of metadataOf(document, ['frames'])) {
        const rate = toNumber(value.dose_rate);
        if (rate === null || rate > 0) continue;
        yield {
          path: [...path, 'dose_rate'],
          message: 'the dose rate is not positive',
          expected: 'a number above 0',
          found: `${rate}`,
        };
      }
    },
  },
  {
    code: 'TILT_RANGE_REVERSED',
    severity: 'error',
    stage: 'validate',
    title: 'The lowest tilt is not above the highest',
    why: 'A range whose `min` is above its `max` contains no tilt.',
    fix: 'Swap `min` and `max`.',
    example: `tiltseries:
  - metadata:
      tilt_range: { min: -60, max: 60 }
`,
    *check(document) {
      for (const { path, value } of metadataOf(document, ['tiltseries'])) {
        if (!isJsonObject(value.tilt_range)) continue;
        const lowest = toNumber(value.tilt_range.min);
        const highest = toNumber(value.tilt_range.max);
        if (lowest === null || highest === null || lowest <= highest) continue;
        yield {
          path: [...path, 'tilt_range'],
          message: 'min is above max',
          expected: 'min of at most max',
          found: `min ${lowest}, max ${highest}`,
        };
      }
    },
  },
  {
    code: 'CAMERA_MODEL',
    severity: 'warning',
    stage: 'validate',
    title: 'The camera model is one of its manufacturer',
    why: 'Users search for cameras by model; a model of another manufacturer is often a slip.',
    fix: 'Correct `model` or `manufacturer`.',
    *check(document) {
      for (const { path, value } of metadataOf(document, ['tiltseries'])) {
        if (!isJsonObject(value.camera)) continue;
        const { manufacturer, model } = value.camera;
        if (typeof manufacturer !== 'string' || typeof model !== 'string' || model.includes('{')) continue;
        if (!Object.hasOwn(cameraModels, manufacturer)) continue;
        const models: readonly string[] = cameraModels[manufacturer as keyof typeof cameraModels];
        if (models.includes(model)) continue;
        yield {
          path: [...path, 'camera', 'model'],
          message: `not a camera of ${manufacturer}`,
          expected: models.join(', '),
          found: model,
        };
      }
    },
  },
  {
    code: 'AFFINE_BOTTOM_ROW',
    severity: 'warning',
    stage: 'validate',
    title: 'The last row of an affine matrix is 0 0 0 1',
    why: 'Another last row makes the transformation projective; most often the matrix was transposed.',
    fix: 'Write the translation in the last column, not in the last row.',
    example: `alignments:
  - metadata:
      affine_transformation_matrix: [[1, 0, 0, 20], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
`,
    *check(document) {
      for (const { path, value } of metadataOf(document, ['tomograms', 'alignments'])) {
        const rows = value.affine_transformation_matrix;
        const last = Array.isArray(rows) ? rows[3] : undefined;
        if (!Array.isArray(last)) continue;
        const numbers = last.map((item) => toNumber(item)).join(' ');
        if (numbers === '0 0 0 1') continue;
        yield {
          path: [...path, 'affine_transformation_matrix', 3],
          message: 'the last row of the matrix is unusual',
          expected: '0 0 0 1',
          found: numbers,
        };
      }
    },
  },
]);
