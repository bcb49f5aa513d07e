import { shapeAt, textAt, valueAt } from '../../base/json-value.js';
import { levelShape } from '../../volume/chunk-grid.js';
import { agreedShape, type VolumeContext } from '../contexts/acquisition.js';
import { type CheckResult, defineRules } from '../rule.js';

const ingestAgain = 'Ingest the volume again.';

const defaults = {
  severity: 'error',
  on: 'volume',
  fix: 'Write the metadata again with `--metadata-only`; if the volume itself is wrong, ingest it again.',
  needs: ['metadata'],
} as const;

/** The size of a volume in its metadata, MRC and OME-Zarr. */
export const volumeRules = defineRules('volume', defaults, [
  {
    code: 'VOLUME_FORMAT_MISSING',
    severity: 'warning',
    title: 'A volume is there as MRC and as OME-Zarr',
    why: 'Programs read the one, viewers the other. It is an error unless the metadata say that one is left out, as `--no-mrc` and `--no-zarr` do.',
    fix: ingestAgain,
    check({ metadata, mrc, zarr, mrcPath, zarrPath }) {
      if (mrc !== null && zarr !== null) return null;
      const path = mrc === null ? mrcPath : zarrPath;
      if (mrc === null && zarr === null)
        return { path, message: 'the volume is missing, as MRC and as OME-Zarr', severity: 'error' };
      const stated = valueAt(metadata?.value, mrc === null ? 'mrc_file' : 'omezarr_dir');
      const severity = stated == null ? {} : ({ severity: 'error' } as const);
      return { path, message: 'one of the two formats is missing', ...severity };
    },
  },
  {
    code: 'VOLUME_NAMED_WRONG',
    title: 'The metadata name the volume beside them',
    why: 'mrc_file and omezarr_dir are what downloads and viewers open.',
    check({ metadata, mrc, zarr, mrcPath, zarrPath }) {
      if (metadata === null || metadata.value === null) return null;
      const pairs = [
        { key: 'mrc_file', expected: mrc === null ? null : mrcPath },
        { key: 'omezarr_dir', expected: zarr === null ? null : zarrPath },
      ];
      return pairs
        .filter(({ key, expected }) => expected !== null && textAt(metadata.value, key) !== expected)
        .map(({ key, expected }) => ({
          path: metadata.path,
          message: `${key} is not the file beside the metadata`,
          found: textAt(metadata.value, key) ?? 'nothing',
          expected: expected ?? 'nothing',
        }));
    },
  },
  {
    code: 'VOLUME_SIZE_NOT_FIRST_SCALE',
    title: 'The size of a volume is that of its first level',
    why: 'size and scales[0] are two statements of one fact.',
    check({ metadata }) {
      const size = shapeAt(metadata?.value, 'size');
      const first = shapeAt(metadata?.value, 'scales', 0);
      if (metadata === null || size === null || first === null || size.join() === first.join()) return null;
      return {
        path: metadata.path,
        message: 'size is not scales[0]',
        found: describeShape(size),
        expected: describeShape(first),
      };
    },
  },
  {
    code: 'VOLUME_SCALES_NOT_HALVED',
    title: 'Every level is half the one before',
    why: 'Viewers expect sizes halved and rounded up from level to level; a tilt series keeps its sections.',
    check: scalesHalved,
  },
  {
    code: 'VOLUME_SIZE_DIFFERS',
    needs: ['metadata', 'header'],
    title: 'The size in the metadata is the MRC’s',
    why: 'Users judge by the metadata whether points lie in the volume and how large a download is.',
    check(volume) {
      const { metadata, mrc, mrcPath } = volume;
      const size = shapeAt(metadata?.value, 'size');
      const shape = mrc?.value?.shape;
      if (metadata === null || size === null || shape === undefined) return null;
      if (size.join() === shape.join()) return null;
      return agreedShape(volume)?.join() === size.join()
        ? {
            path: mrcPath,
            message: 'the size in the header is not that of the zarr and the metadata',
            found: describeShape(shape),
            expected: describeShape(size),
          }
        : {
            path: metadata.path,
            message: 'size is not that of the MRC',
            found: describeShape(size),
            expected: describeShape(shape),
          };
    },
  },
  {
    code: 'VOLUME_SCALES_DIFFER',
    needs: ['metadata', 'header'],
    title: 'The scales in the metadata are the zarr’s levels',
    why: 'The metadata must describe the levels that exist.',
    check: scalesDiffer,
  },
]);

/**
 * Formats a shape (z, y, x) for findings.
 *
 * @example
 * describeShape([10, 20, 30]); // '10 × 20 × 30 (z × y × x)'
 */
export function describeShape(shape: readonly number[]): string {
  return `${shape.join(' × ')} (z × y × x)`;
}

function scalesHalved({ metadata, kind }: VolumeContext): CheckResult {
  const scales = valueAt(metadata?.value, 'scales');
  if (metadata === null || !Array.isArray(scales) || scales.length === 0) return null;
  const shapes = scales.map((scale) => shapeAt(scale));
  const [first] = shapes;
  if (first === null || first === undefined) return null;
  const wrong = shapes.findIndex(
    (shape, level) => shape !== null && shape.join() !== levelShape(first, level, kind).join(),
  );
  const found = shapes[wrong];
  if (found == null) return null;
  return {
    path: metadata.path,
    message: `scales[${wrong}] is not the first scale halved ${wrong} times`,
    found: describeShape(found),
    expected: describeShape(levelShape(first, wrong, kind)),
  };
}

function scalesDiffer({ metadata, zarr }: VolumeContext): CheckResult {
  const scales = valueAt(metadata?.value, 'scales');
  if (metadata === null || !Array.isArray(scales) || zarr === null) return null;
  for (const [name, { value }] of zarr.arrays) {
    const scale = shapeAt(scales[Number(name)]);
    if (value === null || scale?.join() === value.shape.join()) continue;
    return {
      path: metadata.path,
      message: `scales[${name}] is not the shape of level ${name}`,
      found: scale === null ? 'none' : describeShape(scale),
      expected: describeShape(value.shape),
    };
  }
  return null;
}
