import { isJsonObject, toNumber } from '../../json/index.js';
import { cameraModels } from '../../metadata/index.js';
import type { ConfigRule } from './rule.js';
import { metadataOf } from './walk.js';

export const doseRate: ConfigRule = {
  code: 'DOSE_RATE_ZERO',
  title: 'the dose rate of frames is positive',
  severity: 'error',
  stage: 'validate',
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
};

export const tiltRangeOrder: ConfigRule = {
  code: 'TILT_RANGE_REVERSED',
  title: 'the lowest tilt is not above the highest',
  severity: 'error',
  stage: 'validate',
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
};

export const cameraModel: ConfigRule = {
  code: 'CAMERA_MODEL',
  title: 'the camera model is one of its manufacturer',
  severity: 'warning',
  stage: 'validate',
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
};

export const affineBottomRow: ConfigRule = {
  code: 'AFFINE_BOTTOM_ROW',
  title: 'the last row of an affine matrix is 0 0 0 1',
  severity: 'warning',
  stage: 'validate',
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
};
