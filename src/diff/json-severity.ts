import { commonStart } from '../base/collections.js';
import { decoded } from '../neuroglancer/read-layers.js';
import { parseAnyPath } from '../tree/layout/parse-path.js';
import type { Layout, PathTemplateName } from '../tree/layout/path-templates.js';
import type { Sides } from './change.js';
import { type JsonRules, keysOf } from './compare-json.js';

/** Keys of metadata files, at any depth, that hold measurements or locations. */
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

/** Keys that say when a file was written. */
const temporal = new Set(['last_updated_at']);

/** In tables of objects and in captions, every value is data. */
const dataTemplates = new Set<PathTemplateName>(['identifiedObjects', 'annotationCaption']);

/**
 * Returns the severities for a JSON file. Ignored fields are key paths without indices (`frames.path`), or single keys
 * at any depth; everything below them is ignored too.
 */
export function createJsonSeverity(
  template: PathTemplateName | null,
  ignoredFields: readonly string[],
): JsonRules['severityOf'] {
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

/**
 * Returns a function that is true if two texts name the same file of two trees: the texts are equal up to a path within
 * a tree, and these paths are counterparts by `pairedPaths` (a path of A to its path in B), or have the same meaning in
 * two layouts.
 */
export function createSamePath(
  pairedPaths: ReadonlyMap<string, string>,
  treeLayouts: Sides<Layout>,
): (a: string, b: string) => boolean {
  const counterparts = new Set(pairedPaths.values());
  const isSame = (a: string, b: string) => {
    const common = commonStart(a, b);
    for (let at = 0; at !== -1 && at <= common; at = nextStart(a, at)) {
      const [left, right] = [a.slice(at), b.slice(at)];
      const expected = pairedPaths.get(left);
      if (expected !== undefined || counterparts.has(right)) return expected === right;
      if (isSameTemplate(left, right, treeLayouts)) return true;
    }
    return false;
  };
  return (a, b) => isSame(a, b) || (a.includes('://') && isSame(decoded(a), decoded(b)));
}

function nextStart(text: string, at: number): number {
  const slash = text.indexOf('/', at);
  return slash === -1 ? -1 : slash + 1;
}

function isSameTemplate(a: string, b: string, { a: layoutA, b: layoutB }: Sides<Layout>): boolean {
  if (layoutA === layoutB) return false;
  const left = parseAnyPath(a, layoutA);
  const right = parseAnyPath(b, layoutB);
  if (left === null || right === null || left.template !== right.template || left.inside !== right.inside)
    return false;
  const variables = Object.entries(left.variables) as [keyof typeof left.variables, string][];
  return variables.every(([name, value]) => !(name in right.variables) || right.variables[name] === value);
}
