import type { IssueText } from '../../base/issue.js';
import { countOf, withArticle } from '../../base/messages.js';
import { annotationTypes, onlyCell, pointProperties } from '../../neuroglancer/annotation-info.js';
import { cellCount, recordLayout } from '../../neuroglancer/annotation-records.js';
import { boundsOf } from '../../neuroglancer/bounds.js';
import { isExpectedFile, type PrecomputedInfo, requiredFiles } from '../../neuroglancer/expected-files.js';
import { parentKey } from '../../storage/keys.js';
import {
  precomputedKind,
  publishedShape,
  shapeOfMeshInstances,
} from '../../tree/entities/annotation-shapes.js';
import type { PrecomputeContext } from '../contexts/reconstructions.js';
import { faultAt, faultsAt, issue, mismatch, type ReportedIssue, withMore } from '../finding.js';
import { hasVoxels } from '../precompute/precompute-scan.js';
import { defineRules } from '../rule.js';
import { distinctLabels, firstLabels } from './zarr.js';

const defaults = {
  severity: 'error',
  on: 'precompute',
  needs: ['header'],
  fix: 'Write the Neuroglancer precomputed data of the annotation again: `--import annotation_viz`.',
} as const;
/** The number of files of a directory that are named. */
const named = 5;

/** Precomputed annotations: their `info` files, and the files that they have. */
export const precomputeRules = defineRules('precompute', defaults, [
  {
    code: 'PRECOMPUTE_INFO_MISSING',
    needs: [],
    title: 'A precomputed directory has an info file',
    why: 'Viewers read it first; without it they cannot find anything in the directory.',
    check: ({ path, info }) =>
      info === null ? { path: `${path}/info`, message: 'there is no info file' } : null,
  },
  {
    code: 'PRECOMPUTE_INFO_INVALID',
    title: 'The info files of a precomputed directory can be read',
    why: 'Viewers refuse a directory whose `info` lacks a key or has a value of the wrong type.',
    check({ info, meshInfo, segmentProperties }) {
      const files = [info, meshInfo, segmentProperties].filter((content) => content !== null);
      return faultsAt(files, ({ problem }) => problem);
    },
  },
  {
    code: 'PRECOMPUTE_KIND_WRONG',
    title: 'A precomputed directory holds what its name says',
    why: 'Points are shown by a layer of annotations, masks and meshes by one of segments; the other kind shows nothing.',
    check({ info, shape }) {
      const found = info?.value == null ? null : describeKind(info.value);
      return faultAt(info, mismatch('not what the directory’s name says', found, kindOf(shape)));
    },
  },
  {
    code: 'PRECOMPUTE_PROPERTIES_MISSING',
    title: 'Precomputed points have the properties that layers draw them with',
    why: 'The shader of a layer takes the size and colour of a point from its properties. Without one of them it fails, and no point is seen.',
    check({ info, shape }) {
      // Another kind of directory is reported by PRECOMPUTE_KIND_WRONG.
      if (info?.value?.kind !== 'annotations' || describeKind(info.value) !== kindOf(shape)) return null;
      const { annotationType, properties, labels } = info.value;
      const found = properties.map(({ id }) => id);
      const missing = pointProperties(annotationType === 'line', labels.length).filter(
        ({ id }) => !found.includes(id),
      );
      if (missing.length === 0) return null;
      const expected = missing.map(({ id }) => id).join(', ');
      return faultAt(info, issue('properties are missing', found.join(', '), expected));
    },
  },
  {
    code: 'PRECOMPUTE_SCALE_WRONG',
    title: 'The voxel size of a precomputed directory is that of its voxel spacing',
    why: 'With another size the annotation appears at the wrong place. Masks may have it in whole nanometres.',
    check: wrongScale,
  },
  {
    code: 'PRECOMPUTE_SIZE_WRONG',
    title: 'A precomputed mask has the size of the mask',
    why: 'If they differ, the mask was changed after the copy for the viewer was made, or axes were swapped.',
    check({ info, mask }) {
      const shape = maskShape(mask);
      if (info?.value?.kind !== 'segmentation' || shape === null) return null;
      const text = (sides: readonly number[]) => sides.join(' × ');
      const message = 'size is not that of the mask (x, y, z)';
      return faultAt(info, mismatch(message, text(info.value.size), text(shape.toReversed())));
    },
  },
  {
    code: 'PRECOMPUTE_BOUNDS_WRONG',
    needs: ['header', 'side-car'],
    title: 'The bounds of precomputed points are those of the points',
    why: 'Viewers load only what is inside the bounds, and centre the view there.',
    check: (context) => faultAt(context.info, [...wrongCells(context), wrongBounds(context)]),
  },
  {
    code: 'PRECOMPUTE_COUNT_WRONG',
    needs: ['header', 'side-car'],
    title: 'A precomputed directory holds as many annotations as there are points',
    why: 'If they differ, the points were changed after the copy for the viewer was made. An oriented point is three lines.',
    check: wrongCount,
  },
  {
    code: 'PRECOMPUTE_FILE_MISSING',
    needs: ['header', 'side-car'],
    title: 'A precomputed directory has the files that its info asks for',
    why: 'A missing chunk or shard leaves a hole in the view.',
    check(context) {
      const info = context.info?.value;
      if (info == null) return null;
      const known = { annotations: annotationCount(context), hasVoxels: hasVoxels(context) };
      const missing = [...requiredFiles(info, known)].filter((inside) => !context.files.has(inside));
      const levels = info.kind === 'annotations' && onlyCell(info) === null ? info.spatial : [];
      const filled = new Set([...context.files.keys()].map(parentKey));
      const empty = levels.flatMap(({ key }) => (known.annotations && !filled.has(key) ? key : []));
      return [
        ...listFiles(context, missing, 'the file is not there'),
        ...listFiles(context, empty, 'the level of the spatial index has no files'),
      ];
    },
  },
  {
    code: 'PRECOMPUTE_FILE_STRAY',
    severity: 'warning',
    title: 'A precomputed directory has no other files',
    why: 'A file that no viewer requests is left from an earlier ingest with another size or sharding.',
    fix: 'Remove the directory and write its Neuroglancer precomputed data again.',
    check(context) {
      const info = context.info?.value;
      const meshInfo = context.meshInfo?.value ?? null;
      const stray = [...context.files.keys()].filter(
        (inside) => info != null && !isExpectedFile(inside, info, meshInfo),
      );
      return listFiles(context, stray, 'no viewer asks for this file');
    },
  },
  {
    code: 'PRECOMPUTE_SOURCE_MISSING',
    severity: 'warning',
    needs: [],
    title: 'A precomputed directory belongs to a file of an annotation',
    why: 'What it shows is not published otherwise, or is left from an annotation that is gone.',
    fix: 'Ingest the annotation again, or remove the directory.',
    check: ({ points, mask, mesh, shape, annotation }) =>
      points === null &&
      mask === null &&
      mesh === null &&
      issue(
        'no annotation has a file that this could be made from',
        annotation === null ? 'no annotation of this number' : 'an annotation without such a file',
        `${withArticle(shape)} file`,
      ),
  },
  {
    code: 'SEGMENT_PROPERTIES_WRONG',
    title: 'Segment properties name every label once',
    why: 'The viewer lists segments by these names; a label without a name cannot be selected.',
    check: (context) => faultAt(context.segmentProperties, wrongProperties(context)),
  },
]);

/** Returns issues of files of a directory; the last that is named says how many more there are. */
function listFiles({ path }: PrecomputeContext, files: readonly string[], message: string): ReportedIssue[] {
  const shown = files.slice(0, named).map((inside) => ({ path: `${path}/${inside}`, message }));
  return withMore(shown, files.length, 'files');
}

/** Returns the content of the `info` file of annotations; null for a segmentation. */
export function annotationsOf(info: PrecomputeContext['info']) {
  return info?.value?.kind === 'annotations' ? info.value : null;
}

/** Returns the expected kind of data for a shape; null for an unknown shape. */
function kindOf(shape: string): string | null {
  if (shapeOfMeshInstances(shape) !== null) return 'a segmentation';
  const row = publishedShape(shape);
  const kind = row === null ? null : precomputedKind(row);
  return kind === 'segmentation' ? 'a segmentation' : kind;
}

function describeKind(info: PrecomputedInfo): string {
  if (info.kind === 'segmentation') return 'a segmentation';
  return annotationTypes[info.annotationType].plural;
}

/** The width of a voxel may be in m, nm or Å: the transform of the layer gives the unit. */
const unitsOfAngstrom = [1e-10, 0.1, 1];

/** True if a value is the voxel spacing in a unit; `isWhole` allows integers, as segmentations with meshes need. */
function isWidth(value: number, spacing: number, isWhole: boolean): boolean {
  return unitsOfAngstrom.some((unit) => {
    const width = spacing * unit;
    if (Math.abs(value - width) <= 1e-6 * width) return true;
    return (
      isWhole && Number.isInteger(value) && (Math.abs(value - width) <= 0.5 || (value === 1 && width < 1))
    );
  });
}

function wrongScale(context: PrecomputeContext): ReportedIssue[] {
  const { info, meshInfo, spacing } = context;
  if (info?.value == null) return [];
  const isSegmentation = info.value.kind === 'segmentation';
  const widths = info.value.kind === 'segmentation' ? info.value.resolution : info.value.dimensions;
  const isUnit = isSegmentation && !hasVoxels(context);
  const isRight = isUnit
    ? widths.every((width) => width === 1)
    : widths.every((width) => isWidth(width, spacing, isSegmentation));
  const size = isUnit
    ? '1 × 1 × 1, for the layer tells the scale'
    : `${Number((spacing / 10).toPrecision(9))} nm`;
  const [x = 0, y = 0, z = 0] = widths;
  const expected = [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0].join(', ');
  const transform = meshInfo?.value?.transform?.join(', ');
  const message = 'the transform of the meshes is not the voxel size';
  const ofInfo = issue('the voxel size is not that of the voxel spacing', widths.join(' × '), size);
  return [
    ...faultAt(info, isRight ? null : ofInfo),
    ...faultAt(meshInfo, mismatch(message, transform, expected)),
  ];
}

function maskShape(mask: PrecomputeContext['mask']): readonly number[] | null {
  const { zarr, mrc } = mask?.volume ?? {};
  return zarr?.arrays.get('0')?.value?.shape ?? mrc?.value?.shape ?? null;
}

/** The relative tolerance for bounds, which may be rounded to float32. */
const boundsTolerance = 1e-6;

/**
 * Yields levels of the spatial index whose cells end before the bounds, since viewers never ask for what lies beyond, or
 * go on after them: viewers ask for files that cannot be there.
 */
function* wrongCells({ info }: PrecomputeContext): Generator<ReportedIssue> {
  const annotations = annotationsOf(info);
  if (annotations === null) return;
  const { lower, upper, spatial } = annotations;
  for (const { key, gridShape, chunkSize } of spatial) {
    const end = lower.map((low, axis) => low + (gridShape[axis] as number) * (chunkSize[axis] as number));
    const slack = upper.map((high) => boundsTolerance * Math.max(1, Math.abs(high)));
    const isBeyond = end.some((value, axis) => {
      const start = value - (chunkSize[axis] as number);
      return (gridShape[axis] as number) > 1 && start > (upper[axis] as number) + (slack[axis] as number);
    });
    const last = upper.join(', ');
    if (isBeyond) {
      const message = `${key} has cells after the bounds (x, y, z)`;
      yield issue(message, end.join(', '), `cells that begin at ${last} or before`);
    } else if (end.some((value, axis) => value < (upper[axis] as number) - (slack[axis] as number)))
      yield issue(`the cells of ${key} end before the bounds (x, y, z)`, end.join(', '), `${last} or more`);
  }
}

function wrongBounds({ info, points }: PrecomputeContext): IssueText | null {
  const annotations = annotationsOf(info);
  const table = points?.value;
  if (annotations === null || table == null || table.count === 0 || table.faultCount > 0) return null;
  const { lower, upper } = boundsOf(table.locations);
  const slack = (value: number) => boundsTolerance * Math.max(1, Math.abs(value));
  const isLine = annotations.annotationType === 'line';
  const isRight = ([0, 1, 2] as const).every((axis) => {
    const [low, high] = [lower[axis], upper[axis]];
    const [givenLow, givenHigh] = [annotations.lower[axis], annotations.upper[axis]];
    // The ends of lines lie around the points; some writers compute the upper bound from the ends only.
    if (isLine) return givenLow <= low + slack(low) && givenHigh >= givenLow;
    return Math.abs(givenLow - low) <= slack(low) && Math.abs(givenHigh - high) <= slack(high);
  });
  const found = `${annotations.lower.join(', ')} to ${annotations.upper.join(', ')}`;
  const expected = `${lower.join(', ')} to ${isLine ? 'the ends of the lines' : upper.join(', ')}`;
  return isRight ? null : issue('the bounds are not those of the points (x, y, z)', found, expected);
}

/** Returns the number of annotations that a directory must have, by its points; null if they cannot be counted. */
function annotationCount({ points, shape }: PrecomputeContext): number | null {
  const table = points?.value;
  if (table == null || table.faultCount > 0) return null;
  const row = publishedShape(shape);
  const kind = row && precomputedKind(row);
  const type = Object.values(annotationTypes).find(({ plural }) => plural === kind);
  return table.count * (type ?? annotationTypes.point).perPoint;
}

function wrongCount(context: PrecomputeContext): ReportedIssue[] {
  const { info, files, path } = context;
  const annotations = annotationsOf(info);
  const expected = annotationCount(context);
  if (annotations === null || expected === null) return [];
  const [level] = annotations.spatial;
  const cell = onlyCell(annotations);
  if (level === undefined || cell === null) return [];
  const bytes = files.get(cell);
  const count = bytes === undefined ? expected : cellCount(bytes, recordLayout(annotations));
  const tooLow = 'the limit is less than the annotations of the cell';
  const counted = countOf(expected, 'annotation');
  const fault =
    count === null
      ? issue('the size of the file is that of no number of annotations', `${bytes} bytes`, counted)
      : issue('not as many annotations as there are points', count, counted);
  return [
    ...faultAt(info, level.limit < expected && issue(tooLow, level.limit, Math.max(1, expected))),
    ...faultAt({ path: `${path}/${cell}` }, count !== expected && fault),
  ];
}

/** Checks that segment properties name each label once. */
export function wrongProperties({ segmentProperties, mask }: PrecomputeContext): IssueText | null {
  const properties = segmentProperties?.value;
  if (properties == null) return null;
  const { ids, valueCounts } = properties;
  const labels = distinctLabels(mask?.volume.zarr ?? null);
  if (new Set(ids).size !== ids.length) return issue('a label is named twice', ids.join(', '));
  if (valueCounts.some((count) => count !== ids.length))
    return issue('a property has not a value for every label', valueCounts.join(', '), ids.length);
  const isSame = labels.length === 0 || [...ids].sort().join() === [...labels].sort().join();
  return isSame ? null : issue('not the labels of the mask', firstLabels(ids), firstLabels(labels));
}
