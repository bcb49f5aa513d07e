import { isJsonObject, type JsonValue, numberAt, objectsAt, textAt, valueAt } from '../../base/json-value.js';
import { publishedShape, shapeOfMeshInstances } from '../../tree/entities/annotation-shapes.js';
import { parseAnyPath } from '../../tree/layout/parse-path.js';
import { volumeKinds } from '../../volume/samples.js';
import { levelMethods } from '../../volume/zarr/write-metadata.js';
import type { HeaderStatistics, ZarrContext } from '../contexts/acquisition.js';
import type { PrecomputeContentContext, PrecomputeContext } from '../contexts/reconstructions.js';
import { mostListed, type ReportedIssue } from '../finding.js';
import { type CheckResult, defineRules } from '../rule.js';
import { wrongProperties } from './precompute.js';

/** The location and the names of pyramids, segments and precomputed meshes. */
export const placementRules = defineRules('placement', { severity: 'error', needs: ['header'] }, [
  {
    code: 'ZARR_TRANSFORM_WRONG',
    on: 'zarr',
    title: 'Levels are scaled, and neither moved nor scaled twice',
    why: 'Viewers apply every transformation of a level and of the image: a translation, or a second scale, moves the volume away from its annotations.',
    fix: 'Ingest the volume again.',
    check: transforms,
  },
  {
    code: 'ZARR_NAME_OTHER',
    severity: 'warning',
    on: 'zarr',
    title: 'The image has no name, or its own',
    why: 'Viewers show the name in the attributes; that of another volume is copied from it. `/` is the name that ingest writes.',
    fix: 'Ingest the volume again.',
    check({ zarr, run }) {
      const { path, value } = zarr.attributes;
      const name = textAt(value, 'multiscales', 0, 'name');
      const own = zarr.path
        .split('/')
        .at(-1)
        ?.replace(/\.zarr$/, '');
      if (name === null || ['', '/', own, run].includes(name.trim())) return null;
      return { path, message: 'the name of the image is not its own', found: name, expected: `/ or ${own}` };
    },
  },
  {
    code: 'ZARR_CONTRAST_WRONG',
    severity: 'warning',
    on: 'zarr',
    title: 'The contrast of an OME-Zarr shows its data',
    why: 'With `start` and `end` that are swapped or outside the data, or that span a hundredth of what ingest writes or a hundred times the data, viewers show one shade of grey; that is an error. All others may be a choice. `min` and `max` are those of the data; others are probably those of another volume.',
    fix: 'Ingest the volume again.',
    check: contrast,
  },
  {
    code: 'ZARR_DISPLAY_WRONG',
    severity: 'warning',
    on: 'zarr',
    title: 'The display settings of an OME-Zarr are valid, and of its kind',
    why: 'Viewers refuse colours that are none, hide channels that are not active, show the label of a channel as its name, and open the image that a mask names.',
    fix: 'Ingest the volume again.',
    check: display,
  },
  {
    code: 'ZARR_LABELS_UNEXPECTED',
    on: 'zarr',
    title: 'Tomograms and tilt series list no labels',
    why: 'By `image-label` viewers take grey values for the labels of a mask.',
    fix: 'Ingest the volume again.',
    check: ({ zarr, kind }) =>
      ['tomogram', 'tiltseries'].includes(kind) && valueAt(zarr.attributes.value, 'image-label') !== undefined
        ? { path: zarr.attributes.path, message: 'the attributes of an image have image-label' }
        : null,
  },
  {
    code: 'SEGMENT_NAMES_WRONG',
    on: 'precompute',
    needs: ['metadata', 'header'],
    title: 'Segments are called like the annotated object',
    why: 'The viewer shows these names; those of another annotation mislead.',
    fix: 'Write the Neuroglancer precomputed data of the annotation again: `--import annotation_viz`.',
    check: segmentNames,
  },
  {
    code: 'POINT_NAMES_WRONG',
    on: 'precompute',
    needs: ['metadata', 'header'],
    title: 'Precomputed points are called like the annotated object',
    why: 'The viewer shows this name for the point that is clicked; that of another annotation misleads.',
    fix: 'Write the Neuroglancer precomputed data of the annotation again: `--import annotation_viz`.',
    check: pointNames,
  },
  {
    code: 'PRECOMPUTE_MESH_MISPLACED',
    on: 'precomputeContent',
    needs: ['header', 'side-car', 'voxels'],
    title: 'Precomputed meshes lie where the mask or mesh is that they are made from, and face the same side',
    why: 'With another origin or cell size the mesh appears at the wrong place. Triangles that were turned round are shaded from the wrong side, and their normals point inwards.',
    fix: 'Write the Neuroglancer precomputed data of the annotation again: `--import annotation_viz`.',
    check: ({ facts }: PrecomputeContentContext) => facts.faults.get('placement') ?? [],
  },
]);

function* display({ zarr, kind }: ZarrContext): Generator<ReportedIssue> {
  const { path, value: attributes } = zarr.attributes;
  for (const [index, channel] of objectsAt(attributes, 'omero', 'channels').entries()) {
    const at = `omero.channels[${index}]`;
    const color = valueAt(channel, 'color') ?? null;
    const active = valueAt(channel, 'active') ?? null;
    const label = textAt(channel, 'label');
    if (color !== null && !(typeof color === 'string' && /^[0-9a-f]{6}$/i.test(color))) {
      const found = typeof color === 'string' ? color : JSON.stringify(color);
      yield { path, message: `${at}.color is not a colour`, found, expected: 'six hexadecimal digits' };
    }
    if (active !== null && typeof active !== 'boolean')
      yield {
        path,
        message: `${at}.active is neither true nor false`,
        found: JSON.stringify(active),
        expected: 'true or false',
      };
    if (active === false) yield { path, message: `${at} is not active: the volume is not shown` };
    if (label !== null && label !== kind && volumeKinds.has(label))
      yield { path, message: `${at}.label is of another kind of volume`, found: label, expected: kind };
  }
  for (const holder of [['image-label'], ['multiscales', 0, 'metadata', 'image-label']]) {
    const version = textAt(attributes, ...holder, 'version');
    const wrong = objectsAt(attributes, ...holder, 'colors').find(
      ({ rgba }) => rgba !== undefined && !isRgba(rgba),
    );
    if (wrong !== undefined) {
      const message = `image-label: invalid colour of label ${wrong['label-value']}`;
      yield { path, message, found: JSON.stringify(wrong.rgba), expected: 'four numbers from 0 to 255' };
    }
    if (version !== null && version !== zarr.version)
      yield { path, message: 'image-label is of another version', found: version, expected: zarr.version };
    const image = textAt(attributes, ...holder, 'source', 'image');
    if (image !== null && !isOwnTomogram(image, zarr.path)) {
      const message = 'image-label.source is not a tomogram of the mask';
      yield {
        path,
        message,
        found: image,
        expected: 'the relative path of the OME-Zarr of a tomogram beside it',
      };
    }
  }
  const method = textAt(attributes, 'multiscales', 0, 'type');
  if (method === null || method === levelMethods[kind] || !methodNames.has(method)) return;
  const message = 'multiscales[0].type is the method of another kind of volume';
  yield { path, message, found: method, expected: levelMethods[kind] };
}

const methodNames = new Set(Object.values(levelMethods));

/** True if a path relative to the OME-Zarr of a mask leads to a tomogram of the same voxel spacing. */
function isOwnTomogram(relative: string, mask: string): boolean {
  const path = mask.split('/');
  for (const name of relative.replace(/\/+$/, '').split('/')) {
    if (name === '..') path.pop();
    else if (name !== '.') path.push(name);
  }
  const [image, own] = [parseAnyPath(path.join('/')), parseAnyPath(mask)];
  const names = ['dataset_id', 'run_name', 'voxel_spacing'] as const;
  return (
    image?.template === 'tomogramZarr' &&
    names.every((name) => image.variables[name] === own?.variables[name])
  );
}

const isRgba = (rgba: JsonValue) =>
  Array.isArray(rgba) &&
  rgba.length === 4 &&
  rgba.every(
    (_, at) => Number.isInteger(numberAt(rgba, at)) && Number(rgba[at]) >= 0 && Number(rgba[at]) <= 255,
  );

function* transforms({ zarr, kind }: ZarrContext): Generator<ReportedIssue> {
  const { path, value } = zarr.attributes;
  const [multiscale] = objectsAt(value, 'multiscales');
  if (multiscale === undefined) return;
  const ofImage = objectsAt(multiscale, 'coordinateTransformations');
  // Another number of axes is reported by ZARR_AXES_WRONG.
  const axes = objectsAt(multiscale, 'axes').length;
  const areAll = (values: JsonValue | undefined, neutral: number) =>
    Array.isArray(values) &&
    (values.length === axes || axes !== 3) &&
    values.every((_, axis) => numberAt(values, axis) === neutral);
  const isIdentity = ofImage.every((transform) => {
    const type = textAt(transform, 'type') ?? '';
    return type === 'identity' || areAll(valueAt(transform, type), type === 'translation' ? 0 : 1);
  });
  if (!isIdentity) {
    yield {
      path,
      message: 'the image is transformed besides its levels',
      found: JSON.stringify(ofImage),
      expected: 'no transformation',
    };
  }
  const datasets = objectsAt(multiscale, 'datasets');
  for (const [level, dataset] of datasets.entries()) {
    const own = objectsAt(dataset, 'coordinateTransformations');
    const types = own.map((transform) => textAt(transform, 'type'));
    // A missing scale is reported by SPACING_ZARR_DIFFERS.
    const [first, ...others] = types;
    const isStill = others.every((type, index) => {
      return type === 'translation' && areAll(valueAt(own[index + 1], 'translation'), 0);
    });
    if ((first === undefined || first === 'scale') && isStill) continue;
    yield {
      path,
      message: `level ${level} is transformed by more than its scale`,
      found: JSON.stringify(own),
      expected: 'one scale',
    };
  }
  if (kind !== 'tiltseries') return;
  const depth = (dataset: (typeof datasets)[number] | undefined) =>
    numberAt(dataset, 'coordinateTransformations', 0, 'scale', 0);
  const wrong = datasets.findIndex((dataset) => depth(dataset) !== depth(datasets[0]));
  if (wrong < 0) return;
  yield {
    path,
    message: `level ${wrong} of a tilt series is scaled along its sections`,
    found: `${depth(datasets[wrong])}`,
    expected: `${depth(datasets[0])}`,
  };
}

function* contrast({ zarr, statistics }: ZarrContext): Generator<ReportedIssue> {
  const { path, value } = zarr.attributes;
  const channels = objectsAt(value, 'omero', 'channels');
  const malformed = malformedOmero(valueAt(value, 'omero'));
  if (malformed !== null) {
    yield {
      path,
      severity: 'error',
      message: malformed,
      expected: 'a list of channels with a window of numbers',
    };
    return;
  }
  if (channels.length > 1) {
    yield {
      path,
      severity: 'error',
      message: 'omero describes more than one channel',
      found: `${channels.length} channels`,
      expected: '1, for there is no axis of channels',
    };
  }
  for (const [index, channel] of channels.entries()) {
    const [start, end] = [numberAt(channel, 'window', 'start'), numberAt(channel, 'window', 'end')];
    const [min, max] = [numberAt(channel, 'window', 'min'), numberAt(channel, 'window', 'max')];
    if (start === null || end === null) continue;
    const window = `omero.channels[${index}].window`;
    const isTurned = min !== null && max !== null && min > max;
    if (isTurned || (statistics === null ? start > end : cannotShow(start, end, statistics))) {
      yield {
        path,
        severity: 'error',
        message: `${window} is not a range of the data`,
        found: `${start} to ${end}`,
        ...(statistics === null ? {} : { expected: `within ${statistics.dmin} to ${statistics.dmax}` }),
      };
    } else if (statistics !== null && statistics.rms > 0) {
      const { dmin, dmax } = statistics;
      const slack = rangeTolerance * (dmax - dmin);
      if (Math.abs((min ?? dmin) - dmin) <= slack && Math.abs((max ?? dmax) - dmax) <= slack) continue;
      yield {
        path,
        message: `${window}: min and max are not those of the data`,
        found: `${min} to ${max}`,
        expected: `${dmin} to ${dmax}`,
      };
    }
  }
}

/** The tolerance of the limits of the data, as a share of their range. */
const rangeTolerance = 0.02;
/** A window that is so many times narrower than the usual one, or wider than the range of the data, shows one grey. */
const mostContrast = 100;

/** Returns true if no details of the data are visible in a window. Ingest writes mean ± 3 rms within the range. */
function cannotShow(start: number, end: number, { dmin, dmax, dmean, rms }: HeaderStatistics): boolean {
  // Of data of one value there is nothing to see.
  if (!(rms > 0)) return start > end || end < dmin || start > dmax;
  const usual = Math.min(dmax, dmean + 3 * rms) - Math.max(dmin, dmean - 3 * rms);
  const width = end - start;
  return end <= dmin || start >= dmax || width < usual / mostContrast || width > mostContrast * (dmax - dmin);
}

/** Returns why readers cannot parse `omero`, by its schema in OME-Zarr; null if it is absent or valid. */
function malformedOmero(omero: JsonValue | undefined): string | null {
  if (omero === undefined) return null;
  const channels = valueAt(omero, 'channels');
  if (!Array.isArray(channels)) return 'omero has no list of channels';
  for (const [index, channel] of channels.entries()) {
    if (!isJsonObject(channel)) return `omero.channels[${index}] is not an object`;
    const { window } = channel;
    if (window === undefined) continue;
    const limits = ['start', 'end', 'min', 'max'].map((key) => valueAt(window, key));
    const isWindow =
      isJsonObject(window) && limits.every((limit) => limit === undefined || typeof limit === 'number');
    if (!isWindow) return `omero.channels[${index}].window is not an object of numbers`;
  }
  return null;
}

function pointNames({ info, annotation }: PrecomputeContext): CheckResult {
  const name = textAt(annotation?.metadata?.value, 'annotation_object', 'name');
  const labels = info?.value?.kind === 'annotations' ? info.value.labels : [];
  if (info === null || name === null || labels.length === 0 || labels.includes(name)) return null;
  return {
    path: info.path,
    message: 'enum_labels do not have the name of the object',
    found: labels.slice(0, mostListed).join(', '),
    expected: name,
  };
}

function segmentNames(context: PrecomputeContext): CheckResult {
  const { segmentProperties, annotation, shape } = context;
  if (wrongProperties(context) !== null) return null;
  const { ids, labels } = segmentProperties?.value ?? {};
  const name = textAt(annotation?.metadata?.value, 'annotation_object', 'name');
  if (ids === undefined || labels === undefined || name === null || segmentProperties === null) return null;
  if (labels === null)
    return { path: segmentProperties.path, message: 'the segments have no names', expected: name };
  const isInstance = publishedShape(shape)?.layer === 'instance-segmentation';
  if (!isInstance && shapeOfMeshInstances(shape) === null && publishedShape(shape) === null) return null;
  const wrong = ids.findIndex((id, index) => labels[index] !== (isInstance ? `${name} ${id}` : name));
  if (wrong < 0 || labels.length !== ids.length) return null;
  return {
    path: segmentProperties.path,
    message: `segment ${ids[wrong]} is not called like the object`,
    found: `${labels[wrong]}`,
    expected: isInstance ? `${name} ${ids[wrong]}` : name,
  };
}
