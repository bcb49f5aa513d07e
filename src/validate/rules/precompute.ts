import { countOf, withArticle } from '../../base/messages.js';
import {
  type AnnotationInfo,
  annotationTypes,
  onlyCell,
  pointProperties,
} from '../../neuroglancer/annotation-info.js';
import { cellCount, recordLayout } from '../../neuroglancer/annotation-records.js';
import { boundsOf } from '../../neuroglancer/bounds.js';
import { isExpectedFile, type PrecomputedInfo, requiredFiles } from '../../neuroglancer/expected-files.js';
import { parentKey } from '../../storage/keys.js';
import { layerKinds, publishedShape, shapeOfMeshInstances } from '../../tree/entities/annotation-shapes.js';
import type { PrecomputeAspect, PrecomputeContext, PrecomputeFacts } from '../contexts/reconstructions.js';
import { type CheckResult, faultAt, faultsAt, issue, listPaths, mismatch } from '../finding.js';
import { hasVoxels } from '../precompute/precompute-scan.js';
import { defineRules } from '../rule.js';
import { distinctLabels, otherLabels } from './zarr.js';

const defaults = {
  severity: 'error',
  on: 'precompute',
  needs: ['header'],
  fix: 'Write the Neuroglancer precomputed data of the annotation again: `--import annotation_viz`.',
} as const;

/** Precomputed annotations: their `info` files, and the files that they have. */
export const precomputeRules = defineRules('precompute', defaults, [
  {
    code: 'PRECOMPUTE_INFO_MISSING',
    needs: [],
    title: 'A precomputed directory has an info file',
    why: 'Viewers read it first; without it they cannot find anything in the directory.',
    check: ({ path, info }) => info === null && { path: `${path}/info`, message: 'there is no info file' },
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
    check: ofInfo((info, { shape }) =>
      mismatch('not what the directory’s name says', describeKind(info), kindOf(shape)),
    ),
  },
  {
    code: 'PRECOMPUTE_PROPERTIES_MISSING',
    title: 'Precomputed points have the properties that layers draw them with',
    why: 'The shader of a layer takes the size and colour of a point from its properties. Without one of them it fails, and no point is seen.',
    check: ofAnnotations((info, { shape }) => {
      // Another kind of directory is reported by PRECOMPUTE_KIND_WRONG.
      if (describeKind(info) !== kindOf(shape)) return null;
      const found = info.properties.map(({ id }) => id);
      const wanted = pointProperties(info.annotationType === 'line', info.labels.length);
      const missing = wanted.map(({ id }) => id).filter((id) => !found.includes(id));
      return missing.length > 0 && issue('properties are missing', found.join(', '), missing.join(', '));
    }),
  },
  {
    code: 'PRECOMPUTE_SCALE_WRONG',
    title: 'The voxel size of a precomputed directory is that of its voxel spacing',
    why: 'With another size the annotation appears at the wrong place. Masks may have it in whole nanometres.',
    check: ofInfo(wrongScale),
  },
  {
    code: 'PRECOMPUTE_SIZE_WRONG',
    title: 'A precomputed mask has the size of the mask',
    why: 'If they differ, the mask was changed after the copy for the viewer was made, or axes were swapped.',
    check: ofInfo((info, { mask }) => {
      const { zarr, mrc } = mask?.volume ?? {};
      const shape = zarr?.arrays.get('0')?.value?.shape ?? mrc?.value?.shape;
      if (info.kind !== 'segmentation') return null;
      const message = 'size is not that of the mask (x, y, z)';
      return mismatch(message, info.size.join(' × '), shape?.toReversed().join(' × '));
    }),
  },
  {
    code: 'PRECOMPUTE_BOUNDS_WRONG',
    needs: ['header', 'side-car'],
    title: 'The bounds of precomputed points are those of the points',
    why: 'Viewers load only what is inside the bounds, and centre the view there.',
    check: ofAnnotations((info, context) => [...wrongCells(info), wrongBounds(info, context)]),
  },
  {
    code: 'PRECOMPUTE_COUNT_WRONG',
    needs: ['header', 'side-car'],
    title: 'A precomputed directory holds as many annotations as there are points',
    why: 'If they differ, the points were changed after the copy for the viewer was made. An oriented point is three lines.',
    check: ofAnnotations(wrongCount),
  },
  {
    code: 'PRECOMPUTE_FILE_MISSING',
    needs: ['header', 'side-car'],
    title: 'A precomputed directory has the files that its info asks for',
    why: 'A missing chunk or shard leaves a hole in the view.',
    check: ofInfo((info, context) => {
      const known = { annotations: annotationCount(context), hasVoxels: hasVoxels(context) };
      const pathOf = (inside: string) => `${context.path}/${inside}`;
      const missing = [...requiredFiles(info, known)].filter((inside) => !context.files.has(inside));
      const levels = info.kind === 'annotations' && onlyCell(info) === null ? info.spatial : [];
      const filled = new Set([...context.files.keys()].map(parentKey));
      const empty = levels.flatMap(({ key }) => (known.annotations && !filled.has(key) ? key : []));
      return [
        ...listPaths(missing.map(pathOf), 'the file is not there', 'files'),
        ...listPaths(empty.map(pathOf), 'the level of the spatial index has no files', 'files'),
      ];
    }),
  },
  {
    code: 'PRECOMPUTE_FILE_STRAY',
    severity: 'warning',
    title: 'A precomputed directory has no other files',
    why: 'A file that no viewer requests is left from an earlier ingest with another size or sharding.',
    fix: 'Remove the directory and write its Neuroglancer precomputed data again.',
    check: ofInfo((info, context) => {
      const meshInfo = context.meshInfo?.value ?? null;
      const stray = [...context.files.keys()].filter((inside) => !isExpectedFile(inside, info, meshInfo));
      const paths = stray.map((inside) => `${context.path}/${inside}`);
      return listPaths(paths, 'no viewer asks for this file', 'files');
    }),
  },
  {
    code: 'PRECOMPUTE_SOURCE_MISSING',
    severity: 'warning',
    needs: [],
    title: 'A precomputed directory belongs to a file of an annotation',
    why: 'What it shows is not published otherwise, or is left from an annotation that is gone.',
    fix: 'Ingest the annotation again, or remove the directory.',
    check({ points, mask, mesh, shape, annotation }) {
      if (points !== null || mask !== null || mesh !== null) return null;
      const message = 'no annotation has a file that this could be made from';
      const found =
        annotation === null ? 'no annotation of this number' : 'an annotation without such a file';
      return issue(message, found, `${withArticle(shape)} file`);
    },
  },
  {
    code: 'SEGMENT_PROPERTIES_WRONG',
    title: 'Segment properties name every label once',
    why: 'The viewer lists segments by these names; a label without a name cannot be selected.',
    check: (context) => faultAt(context.segmentProperties, wrongProperties(context)),
  },
]);

const onContent = { ...defaults, on: 'precomputeContent', needs: ['header', 'side-car', 'voxels'] } as const;

/** Precomputed annotations: the content of their files. */
export const precomputeDataRules = defineRules('precompute-data', onContent, [
  onFault('PRECOMPUTE_SHARD_BROKEN', 'shard', {
    title: 'The indices of shards can be read',
    why: 'Data that the index does not list cannot be found.',
  }),
  onFault('PRECOMPUTE_SHARD_SURPLUS', 'surplus', {
    severity: 'warning',
    title: 'Shards end with their last index',
    why: 'No reader finds bytes after it: two files were written over each other, or an index was lost.',
  }),
  onFault('PRECOMPUTE_KEY_MISPLACED', 'misplaced', {
    title: 'Keys lie in the shard and minishard of their hash',
    why: 'Viewers look for a key in one place only.',
  }),
  onFault('PRECOMPUTE_DATA_UNREADABLE', 'data', {
    title: 'Records, chunks and fragments can be decoded',
    why: 'A viewer cannot show what it cannot decode.',
  }),
  onFault('PRECOMPUTE_IDS_WRONG', 'ids', {
    title: 'Every annotation is there once by its id',
    why: 'A viewer asks by id for the annotation that was clicked.',
  }),
  onFault('PRECOMPUTE_RECORDS_DIFFER', 'records', {
    title: 'Annotations are the same by id and by place',
    why: 'Where they differ, one of the two copies was changed without the other.',
  }),
  onFault('PRECOMPUTE_POINTS_DIFFER', 'points', {
    title: 'Precomputed points are where the points are',
    why: 'If they differ, the points were changed after the copy for the viewer was made.',
  }),
  onFault('PRECOMPUTE_VOXELS_DIFFER', 'voxels', {
    title: 'A precomputed mask has the voxels of the mask',
    why: 'Where they differ, the mask was changed after the viewer’s copy was made.',
  }),
  onFault('PRECOMPUTE_MANIFEST_WRONG', 'manifest', {
    title: 'The manifests of meshes tell where their fragments lie',
    why: 'A viewer that follows a wrong manifest reads other bytes than those of the mesh.',
  }),
  onFault('PRECOMPUTE_SEGMENTS_WRONG', 'segments', {
    title: 'Meshes are those of the labels that are there',
    why: 'A mesh of a label that the mask has not was made from another mask; a label without one is not seen.',
  }),
]);

/** Returns a rule that reports the faults of one aspect. */
function onFault(
  code: string,
  aspect: PrecomputeAspect,
  texts: { readonly severity?: 'warning'; readonly title: string; readonly why: string },
) {
  return {
    code,
    ...texts,
    check: ({ facts }: { readonly facts: PrecomputeFacts }) => facts.get(aspect) ?? [],
  };
}

/** Returns a check of the `info` of a directory, whose faults are issues about that file; none if it is unreadable. */
function ofInfo(check: (info: PrecomputedInfo, context: PrecomputeContext) => CheckResult) {
  return (context: PrecomputeContext): CheckResult =>
    context.info?.value && faultAt(context.info, check(context.info.value, context));
}

/** The same of annotations alone. */
export function ofAnnotations(check: (info: AnnotationInfo, context: PrecomputeContext) => CheckResult) {
  return ofInfo((info, context) => info.kind === 'annotations' && check(info, context));
}

/** Returns the kind of layer for a shape in paths of precomputed data; null for those that are unknown or not shown. */
export function layerOf(shape: string) {
  return shapeOfMeshInstances(shape) === null ? (publishedShape(shape)?.layer ?? null) : 'mesh';
}

/** Returns the expected kind of data for a shape; null without a layer. */
function kindOf(shape: string): string | null {
  const layer = layerOf(shape);
  const kind = layer && layerKinds[layer].precomputed;
  return kind === 'segmentation' ? 'a segmentation' : kind;
}

function describeKind(info: PrecomputedInfo): string {
  return info.kind === 'segmentation' ? 'a segmentation' : annotationTypes[info.annotationType].plural;
}

/** The width of a voxel may be in m, nm or Å: the transform of the layer gives the unit. */
const unitsOfAngstrom = [1e-10, 0.1, 1];

/** True if a value is the voxel spacing in a unit; `isWhole` allows integers, as segmentations with meshes need. */
function isWidth(value: number, spacing: number, isWhole: boolean): boolean {
  return unitsOfAngstrom.some((unit) => {
    const width = spacing * unit;
    if (Math.abs(value - width) <= 1e-6 * width) return true;
    if (!isWhole || !Number.isInteger(value)) return false;
    return Math.abs(value - width) <= 0.5 || (value === 1 && width < 1);
  });
}

function wrongScale(info: PrecomputedInfo, context: PrecomputeContext): CheckResult {
  const { meshInfo, spacing } = context;
  const isSegmentation = info.kind === 'segmentation';
  const widths = isSegmentation ? info.resolution : info.dimensions;
  const isUnit = isSegmentation && !hasVoxels(context);
  const isRight = widths.every((width) => (isUnit ? width === 1 : isWidth(width, spacing, isSegmentation)));
  const ofSpacing = `${Number((spacing / 10).toPrecision(9))} nm`;
  const size = isUnit ? '1 × 1 × 1, for the layer tells the scale' : ofSpacing;
  const [x = 0, y = 0, z = 0] = widths;
  const expected = [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0].join(', ');
  const transform = meshInfo?.value?.transform?.join(', ');
  const message = 'the transform of the meshes is not the voxel size';
  return [
    !isRight && issue('the voxel size is not that of the voxel spacing', widths.join(' × '), size),
    ...faultAt(meshInfo, mismatch(message, transform, expected)),
  ];
}

/** The tolerance of a bound, which may be rounded to float32. */
const slackOf = (bound: number) => 1e-6 * Math.max(1, Math.abs(bound));

/**
 * Yields levels of the spatial index whose cells end before the bounds, since viewers never ask for what lies beyond, or
 * go on after them: viewers ask for files that cannot be there.
 */
function* wrongCells({ lower, upper, spatial }: AnnotationInfo) {
  for (const { key, gridShape, chunkSize } of spatial) {
    const ends = upper.map((high, axis) => {
      const [count, width] = [gridShape[axis] as number, chunkSize[axis] as number];
      const end = (lower[axis] as number) + count * width;
      const isBeyond = count > 1 && end - width > high + slackOf(high);
      return { end, isBeyond, isShort: end < high - slackOf(high) };
    });
    const [found, last] = [ends.map(({ end }) => end).join(', '), upper.join(', ')];
    const beyond = `${key} has cells after the bounds (x, y, z)`;
    if (ends.some(({ isBeyond }) => isBeyond))
      yield issue(beyond, found, `cells that begin at ${last} or before`);
    else if (ends.some(({ isShort }) => isShort))
      yield issue(`the cells of ${key} end before the bounds (x, y, z)`, found, `${last} or more`);
  }
}

function wrongBounds(annotations: AnnotationInfo, { points }: PrecomputeContext) {
  const table = points?.value;
  if (table == null || table.count === 0 || table.faultCount > 0) return null;
  const { lower, upper } = boundsOf(table.locations);
  const isLine = annotations.annotationType === 'line';
  const isRight = ([0, 1, 2] as const).every((axis) => {
    const [low, high] = [lower[axis], upper[axis]];
    const [givenLow, givenHigh] = [annotations.lower[axis], annotations.upper[axis]];
    // The ends of lines lie around the points; some writers compute the upper bound from the ends only.
    if (isLine) return givenLow <= low + slackOf(low) && givenHigh >= givenLow;
    return Math.abs(givenLow - low) <= slackOf(low) && Math.abs(givenHigh - high) <= slackOf(high);
  });
  const found = `${annotations.lower.join(', ')} to ${annotations.upper.join(', ')}`;
  const expected = `${lower.join(', ')} to ${isLine ? 'the ends of the lines' : upper.join(', ')}`;
  return isRight ? null : issue('the bounds are not those of the points (x, y, z)', found, expected);
}

/** Returns the number of annotations that a directory must have, by its points; null if they cannot be counted. */
function annotationCount({ points, shape }: PrecomputeContext): number | null {
  const table = points?.value;
  if (table == null || table.faultCount > 0) return null;
  const { perPoint } = annotationTypes[kindOf(shape) === 'lines' ? 'line' : 'point'];
  return table.count * perPoint;
}

function wrongCount(info: AnnotationInfo, context: PrecomputeContext): CheckResult {
  const expected = annotationCount(context);
  const [level] = info.spatial;
  const cell = onlyCell(info);
  if (expected === null || level === undefined || cell === null) return null;
  const bytes = context.files.get(cell);
  const count = bytes === undefined ? expected : cellCount(bytes, recordLayout(info));
  const tooLow = 'the limit is less than the annotations of the cell';
  const counted = countOf(expected, 'annotation');
  const fault =
    count === null
      ? issue('the size of the file is that of no number of annotations', `${bytes} bytes`, counted)
      : issue('not as many annotations as there are points', count, counted);
  return [
    level.limit < expected && issue(tooLow, level.limit, Math.max(1, expected)),
    count !== expected && { path: `${context.path}/${cell}`, ...fault },
  ];
}

/** Checks that segment properties name each label once. */
export function wrongProperties({ segmentProperties, mask }: PrecomputeContext) {
  const properties = segmentProperties?.value;
  if (properties == null) return null;
  const { ids, valueCounts } = properties;
  const labels = distinctLabels(mask?.volume.zarr ?? null);
  if (new Set(ids).size !== ids.length) return issue('a label is named twice', ids.join(', '));
  if (valueCounts.some((count) => count !== ids.length))
    return issue('a property has not a value for every label', valueCounts.join(', '), ids.length);
  return otherLabels('not the labels of the mask', ids, labels);
}
