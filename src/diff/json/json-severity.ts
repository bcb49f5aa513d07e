import type { PathTemplateName } from '../../layout/index.js';
import type { Severity } from '../change.js';
import { type JsonPath, keysOf } from './json-path.js';

/** Keys of metadata files that say what was measured and where it lies, wherever they stand. */
const scientific = new Set([
  'accumulated_dose',
  'acceleration_voltage',
  'acquisition_order',
  'affine_transformation_matrix',
  'aligned_tiltseries_binning',
  'alignment_type',
  'binning_from_frames',
  'ctf_corrected',
  'dose_rate',
  'exposure_dose',
  'frame_acquisition_order',
  'is_gain_corrected',
  'object_count',
  'offset',
  'per_section_alignment_parameters',
  'per_section_parameter',
  'pixel_spacing',
  'scales',
  'size',
  'spherical_aberration_constant',
  'tilt_axis',
  'tilt_offset',
  'tilt_range',
  'tilt_step',
  'total_flux',
  'volume_dimension',
  'volume_offset',
  'voxel_spacing',
  'x_rotation_offset',
  // OME-Zarr attributes
  'axes',
  'coordinateTransformations',
]);

/** Keys whose values say when a file was made. */
const temporal = new Set(['last_updated_at']);

/** Tables of objects and captions are data from the first word to the last. */
const dataTemplates = new Set<PathTemplateName>(['identifiedObjects', 'annotationCaption']);

/**
 * How much a change of a key matters. Fields to ignore are key paths without indexes (`frames.path`), or single keys,
 * which count wherever they stand; what lies below them is ignored too.
 */
export function createJsonSeverity(
  template: PathTemplateName | null,
  ignoredFields: readonly string[],
): (path: JsonPath) => Severity | 'ignored' {
  const ignored = ignoredFields.map((field) => field.replaceAll(/\[[^\]]*\]/g, ''));
  const isIgnored = (keys: readonly string[]) => {
    const whole = keys.join('.');
    return ignored.some((field) =>
      field.includes('.') ? whole === field || whole.startsWith(`${field}.`) : keys.includes(field),
    );
  };
  return (path) => {
    const keys = keysOf(path);
    if (isIgnored(keys)) return 'ignored';
    if (keys.some((key) => temporal.has(key))) return 'time';
    if (template !== null && dataTemplates.has(template)) return 'science';
    return keys.some((key) => scientific.has(key)) && template !== 'vizConfig' ? 'science' : 'metadata';
  };
}
