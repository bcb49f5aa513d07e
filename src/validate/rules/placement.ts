import { isJsonObject, type JsonValue, numberAt, objectsAt, textAt, valueAt } from '../../base/json-value.js';
import { baseName } from '../../storage/keys.js';
import { publishedShape, shapeOfMeshInstances } from '../../tree/entities/annotation-shapes.js';
import { parseAnyPath } from '../../tree/layout/parse-path.js';
import { meshFault } from '../../tree/metadata/acquisition-faults.js';
import { volumeKinds } from '../../volume/samples.js';
import { levelMethods } from '../../volume/zarr/write-metadata.js';
import type { HeaderStatistics, ZarrContext } from '../contexts/acquisition.js';
import type {
  AnnotationFormsContext,
  MeshContext,
  PrecomputeContentContext,
  PrecomputeContext,
} from '../contexts/reconstructions.js';
import { type CheckResult, faultAt, faultsAt, issue, mostListed, type ReportedIssue } from '../finding.js';
import { defineRules } from '../rule.js';
import { ofAnnotations, wrongProperties } from './precompute.js';
import { ofAttributes } from './zarr.js';
import { otherKeys, whole } from './zarr-storage.js';

const defaults = {
  severity: 'error',
  on: 'zarr',
  needs: ['header'],
  fix: 'Ingest the volume again.',
} as const;

/** Where pyramids and meshes lie, and what segments and precomputed points are called. */
export const placementRules = defineRules('placement', defaults, [
  {
    code: 'ZARR_TRANSFORM_WRONG',
    title: 'Levels are scaled, and neither moved nor scaled twice',
    why: 'Viewers apply every transformation of a level and of the image: a translation, or a second scale, moves the volume away from its annotations.',
    check: ofAttributes(transforms),
  },
  {
    code: 'ZARR_NAME_OTHER',
    severity: 'warning',
    title: 'The image has no name, or its own',
    why: 'Viewers show the name in the attributes; that of another volume is copied from it. `/` is the name that ingest writes.',
    check: ofAttributes((value, { zarr, run }: ZarrContext) => {
      const name = textAt(value, 'multiscales', 0, 'name');
      const own = baseName(zarr.path).replace(/\.zarr$/, '');
      const isOther = name !== null && !['', '/', own, run].includes(name.trim());
      return isOther && issue('the name of the image is not its own', name, `/ or ${own}`);
    }),
  },
  {
    code: 'ZARR_CONTRAST_WRONG',
    severity: 'warning',
    title: 'The contrast of an OME-Zarr shows its data',
    why: 'With `start` and `end` that are swapped or outside the data, or that span a hundredth of what ingest writes or a hundred times the data, viewers show one shade of grey; that is an error. All others may be a choice. `min` and `max` are those of the data; others are probably those of another volume.',
    check: ofAttributes(contrast),
  },
  {
    code: 'ZARR_DISPLAY_WRONG',
    severity: 'warning',
    title: 'The display settings of an OME-Zarr are valid, and of its kind',
    why: 'Viewers refuse colours that are none, hide channels that are not active, show the label of a channel as its name, and open the image that a mask names.',
    check: ofAttributes(display),
  },
  {
    code: 'ZARR_LABELS_UNEXPECTED',
    title: 'Tomograms and tilt series list no labels',
    why: 'By `image-label` viewers take grey values for the labels of a mask.',
    check: ofAttributes(
      (value, { kind }: ZarrContext) =>
        ['tomogram', 'tiltseries'].includes(kind) &&
        valueAt(value, 'image-label') !== undefined &&
        issue('the attributes of an image have image-label'),
    ),
  },
  {
    code: 'ZARR_ATTRIBUTE_UNKNOWN',
    severity: 'warning',
    title: 'Attributes of an OME-Zarr describe one image, and those of a level its axes',
    why: 'Some keys change what readers open: `plate`, `labels` or `bioformats2raw.layout` make a collection of the image, `multiscales` an image of a level. Others are of another program.',
    more: 'keys',
    check: ({ zarr }) => [
      ...faultsAt([zarr.attributes], ({ value }) => otherKeys(value, imageKeys, 'an unknown attribute')),
      ...faultsAt(zarr.levelAttributes, ({ value }) => otherKeys(value, levelKeys, 'an unknown attribute')),
    ],
  },
  {
    code: 'SEGMENT_NAMES_WRONG',
    on: 'precompute',
    needs: ['metadata', 'header'],
    title: 'Segments are called like the annotated object',
    why: 'The viewer shows these names; those of another annotation mislead.',
    fix: 'Write the Neuroglancer precomputed data of the annotation again: `--import annotation_viz`.',
    check: (context) => faultAt(context.segmentProperties, segmentNames(context)),
  },
  {
    code: 'POINT_NAMES_WRONG',
    on: 'precompute',
    needs: ['metadata', 'header'],
    title: 'Precomputed points are called like the annotated object',
    why: 'The viewer shows this name for the point that is clicked; that of another annotation misleads.',
    fix: 'Write the Neuroglancer precomputed data of the annotation again: `--import annotation_viz`.',
    check: ofAnnotations(({ labels }, { annotation }) => {
      const name = textAt(annotation?.metadata?.value, 'annotation_object', 'name');
      const message = 'enum_labels do not have the name of the object';
      const isWrong = name !== null && !labels.includes(name);
      return isWrong && issue(message, labels.slice(0, mostListed).join(', '), name);
    }),
  },
  {
    code: 'PRECOMPUTE_MESH_MISPLACED',
    on: 'precomputeContent',
    needs: ['header', 'side-car', 'voxels'],
    title:
      'Precomputed meshes lie where the mask or mesh is that they are made from, have its area and face the same side',
    why: 'With another origin or cell size the mesh appears at the wrong place. Another area is that of a mesh that was changed later, or is damaged. Triangles that were turned round are shaded from the wrong side, and their normals point inwards.',
    fix: 'Write the Neuroglancer precomputed data of the annotation again: `--import annotation_viz`.',
    check: ({ facts }: PrecomputeContentContext) => facts.get('placement') ?? [],
  },
  {
    code: 'MESH_OUT_OF_BOUNDS',
    on: 'mesh',
    needs: ['metadata', 'header', 'side-car'],
    title: 'Meshes lie in and around their tomogram',
    why: 'Meshes are in voxels of the tomogram. A mesh outside it, or many times larger, has another unit or was moved.',
    fix: 'Set scale_factor for the mesh’s source in the configuration and ingest it again.',
    check: ({ value, bounds }: MeshContext) => value && value.triangles > 0 && meshFault(value, bounds),
  },
  {
    code: 'ANNOTATION_OFF_MASK',
    severity: 'warning',
    on: 'annotationForms',
    needs: ['metadata', 'header', 'side-car', 'voxels'],
    title: 'Meshes and points of instances lie at the mask of their annotation',
    why: 'They show the same objects. One that was moved, mirrored or scaled, or is of another run, often lies inside the tomogram, but elsewhere. Fewer than 32 places may be the corners of a box around the objects, and are not looked at.',
    fix: 'Set scale_factor or binning of the annotation’s sources in the configuration, mirror them at the source, or give the right files; then ingest it again.',
    check: ({ elsewhere }: AnnotationFormsContext) => elsewhere,
  },
  {
    code: 'MESH_TRANSFORMED',
    on: 'mesh',
    needs: ['side-car'],
    title: 'Meshes have their vertices where they are shown',
    why: 'Programs that read the vertices alone do not apply a transformation of the scene: they show the mesh elsewhere than others do.',
    fix: 'Ingest the mesh again, which applies the transformation.',
    check: ({ value }) => value?.isTransformed && issue('a node of the scene transforms the mesh'),
  },
]);

const imageKeys = ['multiscales', 'omero', 'image-label', 'version', '_creator'];
const levelKeys = ['_ARRAY_DIMENSIONS'];

function* display(attributes: JsonValue, { zarr, kind }: ZarrContext): Generator<ReportedIssue> {
  for (const [index, channel] of objectsAt(attributes, 'omero', 'channels').entries()) {
    const at = `omero.channels[${index}]`;
    const color = valueAt(channel, 'color') ?? null;
    const active = valueAt(channel, 'active') ?? null;
    const label = textAt(channel, 'label');
    if (color !== null && !(typeof color === 'string' && /^[0-9a-f]{6}$/i.test(color))) {
      const found = typeof color === 'string' ? color : JSON.stringify(color);
      yield issue(`${at}.color is not a colour`, found, 'six hexadecimal digits');
    }
    if (active !== null && typeof active !== 'boolean')
      yield issue(`${at}.active is neither true nor false`, JSON.stringify(active), 'true or false');
    if (active === false) yield issue(`${at} is not active: the volume is not shown`);
    if (label !== null && label !== kind && volumeKinds.has(label))
      yield issue(`${at}.label is of another kind of volume`, label, kind);
  }
  for (const holder of [['image-label'], ['multiscales', 0, 'metadata', 'image-label']]) {
    const version = textAt(attributes, ...holder, 'version');
    const colors = objectsAt(attributes, ...holder, 'colors');
    const wrong = colors.find(({ rgba }) => rgba !== undefined && !isRgba(rgba));
    // Label 0 is the background, which viewers leave out.
    const hidden = colors.find((color) => color['label-value'] !== 0 && numberAt(color.rgba, 3) === 0);
    if (hidden !== undefined)
      yield issue(`image-label: label ${hidden['label-value']} is transparent`, JSON.stringify(hidden.rgba));
    if (wrong !== undefined) {
      const message = `image-label: invalid colour of label ${wrong['label-value']}`;
      yield issue(message, JSON.stringify(wrong.rgba), 'four numbers from 0 to 255');
    }
    if (version !== null && version !== zarr.version)
      yield issue('image-label is of another version', version, zarr.version);
    const image = textAt(attributes, ...holder, 'source', 'image');
    if (image !== null && !isOwnTomogram(image, zarr.path)) {
      const expected = 'the relative path of the OME-Zarr of a tomogram beside it';
      yield issue('image-label.source is not a tomogram of the mask', image, expected);
    }
  }
  const method = textAt(attributes, 'multiscales', 0, 'type');
  if (method !== null && method !== levelMethods[kind] && methodNames.has(method))
    yield issue('multiscales[0].type is the method of another kind of volume', method, levelMethods[kind]);
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
  const isBeside = names.every((name) => image?.variables[name] === own?.variables[name]);
  return isBeside && image?.template === 'tomogramZarr';
}

const isRgba = (rgba: JsonValue) =>
  Array.isArray(rgba) && rgba.length === 4 && rgba.every((each) => whole(0, 255).fits(each));

function* transforms(value: JsonValue, { kind }: ZarrContext): Generator<ReportedIssue> {
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
  if (!isIdentity)
    yield issue('the image is transformed besides its levels', JSON.stringify(ofImage), 'no transformation');
  const datasets = objectsAt(multiscale, 'datasets');
  for (const [level, dataset] of datasets.entries()) {
    const own = objectsAt(dataset, 'coordinateTransformations');
    const types = own.map((transform) => textAt(transform, 'type'));
    // A missing scale is reported by SPACING_ZARR_DIFFERS.
    const [first, ...others] = types;
    const isStill = others.every((type, index) => {
      return type === 'translation' && areAll(valueAt(own[index + 1], 'translation'), 0);
    });
    if ((first !== undefined && first !== 'scale') || !isStill)
      yield issue(`level ${level} is transformed by more than its scale`, JSON.stringify(own), 'one scale');
  }
  if (kind !== 'tiltseries') return;
  const depths = datasets.map((dataset) => numberAt(dataset, 'coordinateTransformations', 0, 'scale', 0));
  const wrong = depths.findIndex((depth) => depth !== depths[0]);
  const message = `level ${wrong} of a tilt series is scaled along its sections`;
  if (wrong >= 0) yield issue(message, `${depths[wrong]}`, `${depths[0]}`);
}

function* contrast(value: JsonValue, { statistics }: ZarrContext): Generator<ReportedIssue> {
  const severity = 'error';
  const channels = objectsAt(value, 'omero', 'channels');
  const omero = valueAt(value, 'omero');
  const malformed = malformedOmero(omero);
  if (malformed !== null) {
    yield { severity, ...issue(malformed, undefined, 'a list of channels with a window of numbers') };
    return;
  }
  if (channels.length !== 1 && omero !== undefined) {
    const [found, expected] = [`${channels.length} channels`, '1, for there is no axis of channels'];
    yield { severity, ...issue('omero does not describe one channel', found, expected) };
  }
  for (const [index, channel] of channels.entries()) {
    const [start, end] = [numberAt(channel, 'window', 'start'), numberAt(channel, 'window', 'end')];
    const [min, max] = [numberAt(channel, 'window', 'min'), numberAt(channel, 'window', 'max')];
    // Without a window, viewers choose one.
    if (start === null || end === null || min === null || max === null) continue;
    const window = `omero.channels[${index}].window`;
    if (min > max || (statistics === null ? start > end : cannotShow(start, end, statistics))) {
      const expected = statistics === null ? undefined : `within ${statistics.dmin} to ${statistics.dmax}`;
      yield { severity, ...issue(`${window} is not a range of the data`, `${start} to ${end}`, expected) };
    } else if (statistics !== null && statistics.rms > 0) {
      const { dmin, dmax } = statistics;
      const slack = rangeTolerance * (dmax - dmin);
      if (Math.abs(min - dmin) <= slack && Math.abs(max - dmax) <= slack) continue;
      const message = `${window}: min and max are not those of the data`;
      yield issue(message, `${min} to ${max}`, `${dmin} to ${dmax}`);
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
    if (!limits.every((limit) => typeof limit === 'number'))
      return `omero.channels[${index}].window lacks numbers for start, end, min and max`;
  }
  return null;
}

function segmentNames(context: PrecomputeContext): CheckResult {
  const { segmentProperties, annotation, shape } = context;
  if (wrongProperties(context) !== null) return null;
  const { ids, labels } = segmentProperties?.value ?? {};
  const name = textAt(annotation?.metadata?.value, 'annotation_object', 'name');
  if (ids === undefined || labels === undefined || name === null) return null;
  if (labels === null) return issue('the segments have no names', undefined, name);
  const isInstance = publishedShape(shape)?.layer === 'instance-segmentation';
  if (!isInstance && shapeOfMeshInstances(shape) === null && publishedShape(shape) === null) return null;
  const nameOf = (id: string | undefined) => (isInstance ? `${name} ${id}` : name);
  const wrong = ids.findIndex((id, index) => labels[index] !== nameOf(id));
  if (wrong < 0 || labels.length !== ids.length) return null;
  return issue(`segment ${ids[wrong]} is not called like the object`, `${labels[wrong]}`, nameOf(ids[wrong]));
}
