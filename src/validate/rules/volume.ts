import { shapeAt, textAt, valueAt } from '../../base/json-value.js';
import { levelShape } from '../../volume/chunk-grid.js';
import { agreedShape, type VolumeContext } from '../contexts/acquisition.js';
import { faultAt, mismatch, ofMetadata } from '../finding.js';
import { defineRules } from '../rule.js';

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
    fix: 'Ingest the volume again.',
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
    check: ofMetadata((value, { mrc, zarr, mrcPath, zarrPath }) => {
      const fault = (key: string, expected: string) =>
        mismatch(`${key} is not the file beside the metadata`, textAt(value, key) ?? 'nothing', expected);
      return [mrc && fault('mrc_file', mrcPath), zarr && fault('omezarr_dir', zarrPath)];
    }),
  },
  {
    code: 'VOLUME_SIZE_NOT_FIRST_SCALE',
    title: 'The size of a volume is that of its first level',
    why: 'size and scales[0] are two statements of one fact.',
    check: ofMetadata((value) =>
      shapeMismatch('size is not scales[0]', shapeAt(value, 'size'), shapeAt(value, 'scales', 0)),
    ),
  },
  {
    code: 'VOLUME_SCALES_NOT_HALVED',
    title: 'Every level is half the one before',
    why: 'Viewers expect sizes halved and rounded up from level to level; a tilt series keeps its sections.',
    check: ofMetadata((value, { kind }: VolumeContext) => {
      const scales = valueAt(value, 'scales');
      const shapes = Array.isArray(scales) ? scales.map((scale) => shapeAt(scale)) : [];
      const first = shapes[0];
      const faults = shapes.map((shape, level) => {
        const message = `scales[${level}] is not the first scale halved ${level} times`;
        return shapeMismatch(message, shape, first && levelShape(first, level, kind));
      });
      return faults.find((fault) => fault !== null);
    }),
  },
  {
    code: 'VOLUME_SIZE_DIFFERS',
    needs: ['metadata', 'header'],
    title: 'The size in the metadata is the MRC’s',
    why: 'Users judge by the metadata whether points lie in the volume and how large a download is.',
    check(volume) {
      const { metadata, mrc, mrcPath: path } = volume;
      const size = shapeAt(metadata?.value, 'size');
      const shape = mrc?.value?.shape;
      const ofHeader = 'the size in the header is not that of the zarr and the metadata';
      return agreedShape(volume)?.join() === size?.join()
        ? faultAt({ path }, shapeMismatch(ofHeader, shape, size))
        : faultAt(metadata, shapeMismatch('size is not that of the MRC', size, shape));
    },
  },
  {
    code: 'VOLUME_SCALES_DIFFER',
    needs: ['metadata', 'header'],
    title: 'The scales in the metadata are the zarr’s levels',
    why: 'The metadata must describe the levels that exist.',
    check: ofMetadata((value, { zarr }: VolumeContext) => {
      const scales = valueAt(value, 'scales');
      if (!Array.isArray(scales) || zarr === null) return null;
      const faults = [...zarr.arrays].map(([name, { value: level }]) => {
        const scale = shapeAt(scales[Number(name)]);
        const found = scale === null ? 'none' : describeShape(scale);
        const message = `scales[${name}] is not the shape of level ${name}`;
        return level && mismatch(message, found, describeShape(level.shape));
      });
      return faults.find((fault) => fault !== null);
    }),
  },
]);

/** Formats a shape (z, y, x) for findings. */
export function describeShape(shape: readonly number[]): string {
  return `${shape.join(' × ')} (z × y × x)`;
}

type Known = readonly number[] | null | undefined;

/** Returns the text of an issue unless two shapes are the same, or one of them is unknown. */
export function shapeMismatch(message: string, found: Known, expected: Known) {
  return mismatch(message, found && describeShape(found), expected && describeShape(expected));
}
