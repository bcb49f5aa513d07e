import { type JsonValue, numberAt, objectsAt, textAt, valueAt } from '../../base/json-value.js';
import { withArticle } from '../../base/messages.js';
import { publishedShape, type ShapeRow } from '../../tree/entities/annotation-shapes.js';
import { annotationKey } from '../../tree/layout/build-path.js';
import type { AnnotationContext, PointsContext, PointTable } from '../contexts/reconstructions.js';
import {
  faultAt,
  issue,
  mismatch,
  mostListed,
  ofMetadata,
  type ReportedIssue,
  withMore,
} from '../finding.js';
import { defineRules } from '../rule.js';
import { shapeMismatch } from './volume.js';

const fix = 'Correct the annotation at the source and ingest it again.';

const defaults = { severity: 'error', on: 'points', needs: ['metadata'], fix } as const;
const meshDefaults = { severity: 'error', on: 'mesh', needs: ['side-car'], fix } as const;

/** Annotations: their metadata, points and masks; lists of identified objects. */
export const annotationRules = defineRules('annotations', defaults, [
  {
    code: 'ANNOTATION_METADATA_SEVERAL',
    on: 'annotation',
    needs: [],
    title: 'An annotation has one metadata file',
    why: 'The files of a directory are one annotation; a second metadata file is left from an ingest under another name.',
    fix: 'Remove the stale files of the directory, or the directory, and ingest the annotation again.',
    check: ({ metadataFiles: [, second, ...others] }) =>
      faultAt(second, issue('more than one metadata file in the directory', others.length + 2, 1)),
  },
  {
    code: 'ANNOTATION_KEY_WRONG',
    on: 'annotation',
    title: 'An annotation’s files are named after its object and version',
    why: 'The name is made of the object’s description or name and the version; where they differ the metadata were changed without their files.',
    fix: 'Ingest the annotation again.',
    check: ofMetadata((value, { metadataFiles: [first] }: AnnotationContext) => {
      const name = textAt(value, 'annotation_object', 'name');
      const version = numberAt(value, 'version');
      const found = first?.variables.annotation_key;
      if (name === null || version === null || found === undefined) return null;
      const description = textAt(value, 'annotation_object', 'description');
      const label = annotationKey({ name, description }, '');
      if (found.startsWith(label) && Number(found.slice(label.length)) === version) return null;
      const expected = `${label}${Number.isInteger(version) ? version.toFixed(1) : version}`;
      return issue('the file is not named after its object and version', found, expected);
    }),
  },
  {
    code: 'ANNOTATION_FILE_WRONG',
    on: 'annotation',
    title: 'The listed facts of a file are those of its name and other form',
    why: 'Programs pick a file of an annotation by shape and format.',
    fix: 'Write the metadata again.',
    check: ofMetadata(wrongFiles),
  },
  {
    code: 'ANNOTATION_COUNT_WRONG',
    on: 'annotation',
    needs: ['metadata', 'side-car'],
    title: 'object_count is the number of objects in the files',
    why: 'Users read from the metadata how many objects there are.',
    fix: 'Ingest the annotation again.',
    check: ofMetadata((value, { files, points, meshes }: AnnotationContext) => {
      const areCounted = files.every(({ variables }) => counterOf(variables.shape ?? '') !== null);
      const areBroken = points.some(({ value }) => value === null || value.faultCount > 0);
      if (!areCounted || files.length === 0 || areBroken) return null;
      const counts = points.map(({ value, shape }) => (value && counterOf(shape)?.(value)) ?? 0);
      const most = Math.max(0, ...counts, meshes.length > 0 ? 1 : 0);
      const message = 'object_count is not the number of objects in the files';
      return mismatch(message, numberAt(value, 'object_count'), most);
    }),
  },
  {
    code: 'POINT_INVALID',
    needs: ['side-car'],
    title: 'Every line of a point file is a point',
    why: 'One line that cannot be read stops the programs that read the file.',
    check({ value, problem }) {
      const { faults = [], faultCount = 0 } = value ?? {};
      return [problem, ...withMore(faults, faultCount, 'lines')];
    },
  },
  {
    code: 'POINT_TYPE_WRONG',
    needs: ['side-car'],
    title: 'Points are of the type that the file name gives',
    why: 'The type tells programs which fields a point has.',
    more: 'points',
    check: ({ value, shape }) =>
      atLines(value?.wrongType, `not a point of the type of ${withArticle(shape)} file`),
  },
  {
    code: 'POINT_KEY_UNKNOWN',
    severity: 'warning',
    needs: ['side-car'],
    title: 'Points have the keys of their type only',
    why: 'Readers ignore other keys: what they say, such as a score, is lost, or they are misspelled.',
    fix: 'Remove the key at the source, or correct it, and ingest the annotation again.',
    more: 'points',
    check: ({ value, shape }) =>
      atLines(value?.unknownKeys, `not a key of a point of ${withArticle(shape)} file`),
  },
  {
    code: 'POINT_OUT_OF_BOUNDS',
    needs: ['header', 'side-car'],
    title: 'Points lie in their tomogram',
    why: 'A point outside the volume marks nothing. Usually its unit, binning or order of axes is wrong.',
    fix: 'Check binning and order of the annotation’s source in the configuration; then ingest it again.',
    check: outOfBounds,
  },
  {
    code: 'ROTATION_INVALID',
    needs: ['side-car'],
    title: 'Orientations are rotation matrices',
    why: 'Rows must be orthonormal and the determinant 1; anything else shears or mirrors the particle.',
    more: 'points',
    check({ value }) {
      const message = 'xyz_rotation_matrix is not a rotation';
      return atLines(value?.wrongRotation, message, '3 × 3, orthonormal rows, determinant 1');
    },
  },
  {
    code: 'POINT_TWICE',
    severity: 'warning',
    needs: ['side-car'],
    title: 'A point is listed once',
    why: 'A particle that is listed twice counts twice, in object_count and in averages. The first point of an instance may come again, where its trace is closed.',
    fix: 'Remove the duplicate points at the source and ingest the annotation again.',
    more: 'points',
    check: listedTwice,
  },
  {
    code: 'MASK_SIZE_DIFFERS',
    on: 'mask',
    needs: ['metadata', 'header'],
    title: 'A mask has the size of its tomogram',
    why: 'A mask is laid over the tomogram voxel by voxel.',
    fix: 'Set rescale for the mask’s source in the configuration, or name the alignment it was made with.',
    check({ volume: { mrc, zarr }, bounds }) {
      const header = mrc?.value;
      const shape = header?.shape ?? zarr?.arrays.get('0')?.value?.shape;
      const fault = shapeMismatch('the mask’s size differs from its tomogram', shape, bounds);
      return faultAt(header == null ? zarr : mrc, fault);
    },
  },
  {
    code: 'OBJECTS_COUNT_WRONG',
    on: 'identifiedObjects',
    title: 'The list of identified objects has as many rows as its metadata say',
    why: 'Where they differ, rows were lost or the list was changed by hand.',
    fix: 'Ingest the list again.',
    check({ metadata, objects, objectsPath }) {
      if (objects === null && metadata !== null)
        return { path: objectsPath, message: 'the list that the metadata describe is missing' };
      const count = numberAt(metadata?.value, 'object_count');
      const rows = Array.isArray(objects?.value) ? objects.value.length : null;
      return faultAt(metadata, mismatch('object_count is not the number of rows', count, rows));
    },
  },
  {
    code: 'OBJECTS_COLUMNS_WRONG',
    on: 'identifiedObjects',
    title: 'Rows have the columns that the metadata list, in their order',
    why: 'Programs read the rows by these names.',
    fix: 'Ingest the list again.',
    check({ metadata, objects }) {
      if (metadata?.value == null) return null;
      const listed = valueAt(metadata.value, 'columns');
      const names = Array.isArray(listed) ? listed.map(String) : [];
      // Keys that are whole numbers come first, whatever the order in the file.
      const ordered = Object.keys(Object.fromEntries(names.map((name) => [name, null])));
      const columns = JSON.stringify(ordered.length === names.length ? ordered : names);
      const found = objectsAt(objects?.value).map((row) => JSON.stringify(Object.keys(row)));
      const wrong = found.findIndex((each) => each !== columns);
      const message = `row ${wrong} differs from the columns in the metadata`;
      return wrong >= 0 && faultAt(objects, issue(message, found[wrong], columns));
    },
  },
]);

/** The GLB files of annotations. */
export const meshRules = defineRules('annotations', meshDefaults, [
  {
    code: 'MESH_UNREADABLE',
    title: 'Meshes are GLB files that can be read',
    why: 'Viewers refuse a mesh with a broken header, chunk or accessor.',
    check: ({ problem }) => problem,
  },
  {
    code: 'MESH_EMPTY',
    title: 'Meshes have triangles',
    why: 'A mesh without a triangle shows nothing.',
    check: ({ value }) => value?.triangles === 0 && issue('the mesh has no triangle'),
  },
  {
    code: 'MESH_TRAILING_BYTES',
    severity: 'warning',
    title: 'Meshes end where their header says',
    why: 'Bytes after the end show that two files were written over each other.',
    check({ value }) {
      const { trailingBytes = 0 } = value ?? {};
      return trailingBytes > 0 && issue('bytes after the end of the mesh', `${trailingBytes} bytes`);
    },
  },
  {
    code: 'MESH_PART_TWICE',
    severity: 'warning',
    title: 'A part of a mesh lies in its place once',
    why: 'A part that was copied onto itself is drawn and measured twice: areas and volumes are too large, and its triangles flicker.',
    check: ({ value }) =>
      value !== null && value.repeated > 0 && issue('parts of the mesh lie on equal ones', value.repeated),
  },
  {
    code: 'MESH_ACCESSORS_WRONG',
    title: 'What a mesh file says of its numbers is true',
    why: 'Viewers place the camera by the stated bounds and draw as many triangles as are stated: others are cut off or not shown.',
    check: ({ value }) => value?.accessorFaults ?? [],
  },
]);

function atLines(lines: PointTable['wrongType'] | undefined, message: string, expected?: string) {
  return (lines ?? []).map(({ line, found }) => ({ line, ...issue(message, found, expected) }));
}

function wrongFiles(value: JsonValue, { files }: AnnotationContext) {
  const entries = objectsAt(value, 'files');
  return entries.flatMap((entry, index) => {
    const path = textAt(entry, 'path');
    const file = files.find((candidate) => candidate.path === path || candidate.path.startsWith(`${path}/`));
    const { shape, extension = 'zarr' } = file?.variables ?? {};
    const listed = `${textAt(entry, 'shape')?.toLowerCase()} ${textAt(entry, 'format')}`;
    const message = `files[${index}]: shape and format are not those of the file name`;
    const otherDefault = `files[${index}]: another is_visualization_default than the other form`;
    // A caption has no shape of its own in its name: it has that of its annotation.
    if (shape === undefined) return [];
    const first = entries.find((each) => textAt(each, 'shape') === textAt(entry, 'shape'));
    const [shown, expected] = [entry, first].map((each) => valueAt(each, 'is_visualization_default'));
    return [
      mismatch(message, listed, `${shape} ${extension}`),
      shown !== expected && issue(otherDefault, `${shown}`, `${expected}`),
    ];
  });
}

/** Count the objects in a file of points; null for what this rule does not count: labels have another one. */
const counters: Readonly<Record<ShapeRow['counts'], ((points: PointTable) => number) | null>> = {
  points: ({ count }) => count,
  instances: ({ instances }) => instances,
  meshes: () => 0,
  nothing: () => 0,
  labels: null,
  captions: null,
};

function counterOf(shape: string) {
  const counts = publishedShape(shape)?.counts;
  return counts === undefined ? null : counters[counts];
}

function outOfBounds({ value, bounds }: PointsContext): ReportedIssue[] {
  if (value === null || bounds === null) return [];
  const [z, y, x] = bounds;
  let count = 0;
  const shown: ReportedIssue[] = [];
  for (let index = 0; index < value.count; index++) {
    const location = value.locations.subarray(3 * index, 3 * index + 3);
    const [px, py, pz] = location as unknown as [number, number, number];
    const isInside = px >= 0 && px <= x - 1 && py >= 0 && py <= y - 1 && pz >= 0 && pz <= z - 1;
    if (isInside) continue;
    count += 1;
    if (count > mostListed) continue;
    shown.push({
      line: value.lines[index] as number,
      message: 'the point lies outside its tomogram',
      found: `${px}, ${py}, ${pz} (x, y, z)`,
      expected: `from 0 to ${x - 1}, ${y - 1}, ${z - 1}`,
      voxel: [pz, py, px],
    });
  }
  return withMore(shown, count, 'points');
}

/** Finds points with the place, rotation and instance of another one: neighbours in the order of their numbers. */
function listedTwice({ value }: PointsContext): ReportedIssue[] {
  const { count = 0, lines = [], locations, rotations, instanceIds, instances = 0 } = value ?? {};
  const compare = (a: number, b: number): number => {
    for (const numbers of [locations, rotations, instanceIds]) {
      const width = (numbers?.length ?? 0) / count;
      for (let at = 0; at < width; at++) {
        const difference = numbers![width * a + at]! - numbers![width * b + at]!;
        if (difference !== 0) return difference;
      }
    }
    return 0;
  };
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  order.sort((a, b) => compare(a, b) || a - b);
  const repeated = order.filter((point, at) => at > 0 && compare(order[at - 1]!, point) === 0).sort();
  if (repeated.length <= instances) return [];
  return Array.from(repeated, (point) => ({ line: lines[point]!, message: 'the point is listed twice' }));
}
