import { fileError } from '../../base/errors.js';
import { decodeJson } from '../../base/json-text.js';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  numberAt,
  objectsAt,
  textAt,
  valueAt,
} from '../../base/json-value.js';
import { readWhole } from '../byte-source.js';
import { type PointReader, pickLimits, placement, type Rotation, type Vector } from './point.js';
import { unturned } from './rotation.js';

/**
 * Reads the points of a CETS data set (`cets_data_model`, models.py): `origin3D`, and `matrix3D` row by row, of the
 * annotation whose id, or the id of its region and its own (`TS_1/picks`), `filter` is, else of all. Returns Å from the
 * first voxel of the tomogram. Fails with a FormatError for an unknown tomogram, and where the transformations of
 * annotation and tomogram lead to no voxels.
 */
export const readCets: PointReader = async function* (source, type, options) {
  const { path } = source;
  const toLocation = placement({ ...options, order: 'xyz' });
  const document = decodeJson(await readWhole(source), path, pickLimits);
  const regions = objectsAt(document, 'regions');
  if (regions.length === 0) {
    const found = isJsonObject(document) ? Object.keys(document).join(', ') : 'no object';
    throw fileError('not a CETS data set', path, 'regions', found);
  }
  const listed = regions.flatMap((region) =>
    cetsPoints(region).map((annotation) => ({ region, annotation })),
  );
  const wanted = listed.filter(
    ({ region, annotation }) =>
      typeof options.filter !== 'string' || idsOf(region, annotation).includes(options.filter),
  );
  if (wanted.length === 0) {
    const ids = listed.flatMap(({ region, annotation }) => idsOf(region, annotation));
    options.unmatched?.(ids);
    options.warn?.(`${path}: no annotation has the id ${JSON.stringify(options.filter ?? '')}`);
  }
  for (const { region, annotation } of wanted) {
    const axes = frameOf(region, annotation, path);
    const origins = Array.isArray(annotation.origin3D) ? annotation.origin3D : [];
    yield origins.map((origin, index) => {
      const given = vector(origin, `origin3D[${index}]`, path);
      const [x = 0, y = 0, z = 0] = axes.map(({ scale, shift }, axis) => (given[axis] ?? 0) * scale + shift);
      const location = toLocation(x, y, z);
      if (type !== 'orientedPoint') return { type: 'point', location };
      const row = (at: number) =>
        vector(valueAt(annotation, 'matrix3D', index, at), `matrix3D[${index}]`, path);
      const rotation: Rotation = annotation.matrix3D == null ? unturned : [...row(0), ...row(1), ...row(2)];
      return { type, location, rotation };
    });
  }
};

/** Returns the annotations of a region that are points. */
export function cetsPoints(region: JsonObject): JsonObject[] {
  return objectsAt(region, 'annotations').filter(({ origin3D }) => Array.isArray(origin3D));
}

/** Returns the id of an annotation, and that with its region before it. */
function idsOf(region: JsonObject, annotation: JsonObject): string[] {
  const id = textAt(annotation, 'id');
  return id === null ? [] : [id, `${textAt(region, 'id') ?? ''}/${id}`];
}

/** A map along an axis: `scale · x + shift`. */
interface Axis {
  readonly scale: number;
  readonly shift: number;
}

/** Returns the tomogram of an annotation, with the size of its voxels in Å; null if it is unknown. */
export function cetsTomogram(region: JsonObject, annotation: JsonObject) {
  const id = textAt(annotation, 'source_tomogram_id');
  const tomogram = objectsAt(region, 'tomograms').find((each) => id !== null && textAt(each, 'id') === id);
  if (tomogram === undefined || !stepsOf(tomogram).some((step) => 'scale' in step)) return null;
  const axes = axesOf(tomogram);
  const voxelSize = axes[0]?.scale ?? 0;
  return voxelSize > 0 ? { voxelSize, tomogram, axes } : null;
}

/** Returns the steps of the first transformation of an image or annotation. */
function stepsOf(item: JsonObject): JsonObject[] {
  const [first] = objectsAt(item, 'coordinate_transformations');
  if (first === undefined) return [];
  return 'sequence' in first ? objectsAt(first, 'sequence') : [first];
}

/** Returns what that transformation does along each axis; NaN where it turns. */
function axesOf(item: JsonObject): Axis[] {
  return [0, 1, 2].map((axis) =>
    stepsOf(item).reduce<Axis>(
      ({ scale, shift }, step) => {
        const moved = (kind: 'scale' | 'translation') =>
          kind in step ? (numberAt(step, kind, axis) ?? Number.NaN) : null;
        const isIdentity = (textAt(step, 'transformation_type') ?? 'identity') === 'identity';
        const [factor, translation] = [moved('scale'), moved('translation')];
        if (factor !== null) return { scale: scale * factor, shift: shift * factor };
        return { scale, shift: shift + (translation ?? (isIdentity ? 0 : Number.NaN)) };
      },
      { scale: 1, shift: 0 },
    ),
  );
}

/** Returns the maps from the coordinates of an annotation to Å from the first voxel. */
function frameOf(region: JsonObject, annotation: JsonObject, path: string): Axis[] {
  const known = cetsTomogram(region, annotation);
  const end = (item: JsonObject | undefined, which: 'input' | 'output') =>
    textAt(item, 'coordinate_transformations', 0, which);
  const frame = end(annotation, 'output') ?? end(annotation, 'input');
  const isPhysical = frame === (end(known?.tomogram, 'output') ?? 'physical');
  const ofVoxels = known?.axes.map(({ scale, shift }, axis) => {
    const own = axesOf(annotation)[axis] ?? { scale: Number.NaN, shift: 0 };
    // From Å in the physical frame, or from voxels.
    return isPhysical
      ? { scale: own.scale, shift: own.shift - shift }
      : { scale: own.scale * scale, shift: own.shift * scale };
  });
  const isKnown = isPhysical || frame === (end(known?.tomogram, 'input') ?? 'array');
  if (ofVoxels !== undefined && isKnown && ofVoxels.every((axis) => Number.isFinite(axis.scale + axis.shift)))
    return ofVoxels;
  const keyPath = `annotations of ${textAt(region, 'id') ?? 'a region'}`;
  const expected = 'points in a frame of their source_tomogram_id, whose translation and scale are known';
  const found = `${frame ?? 'no frame'}${known === null ? ', no tomogram' : ''}`;
  throw fileError('the frame of the points is unknown', { path, keyPath }, expected, found);
}

function vector(value: JsonValue | undefined, keyPath: string, path: string): Vector {
  const [x, y, z, more] = [0, 1, 2, 3].map((axis) => numberAt(value, axis));
  if (x != null && y != null && z != null && more === null) return [x, y, z];
  const found = (JSON.stringify(value) ?? 'nothing').slice(0, 80);
  throw fileError('not three numbers', { path, keyPath }, 'x, y, z', found);
}
