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
 * annotation with the id that `filter` is, else of all. They are in Å in the physical frame of the tomogram, whose
 * transformations say which voxel is its origin. Fails with a FormatError for another frame or an unknown tomogram.
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
    ({ annotation }) => typeof options.filter !== 'string' || textAt(annotation, 'id') === options.filter,
  );
  if (wanted.length === 0) {
    const ids = listed.flatMap(({ annotation }) => textAt(annotation, 'id') ?? []);
    options.unmatched?.(ids);
    options.warn?.(`${path}: no annotation has the id ${JSON.stringify(options.filter ?? '')}`);
  }
  for (const { region, annotation } of wanted) {
    const frame = frameOf(region, annotation, path);
    const origins = Array.isArray(annotation.origin3D) ? annotation.origin3D : [];
    yield origins.map((origin, index) => {
      const [x, y, z] = vector(origin, `origin3D[${index}]`, path);
      const location = toLocation(x - frame[0], y - frame[1], z - frame[2]);
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

/** Returns the tomogram of an annotation, with the size of its voxels in Å; null if it is unknown. */
export function cetsTomogram(region: JsonObject, annotation: JsonObject) {
  const id = textAt(annotation, 'source_tomogram_id');
  const tomogram = objectsAt(region, 'tomograms').find((each) => id !== null && textAt(each, 'id') === id);
  const voxelSize = tomogram && numberAt(tomogram, ...sequence, 1, 'scale', 0);
  return tomogram === undefined || voxelSize == null || voxelSize <= 0 ? null : { voxelSize, tomogram };
}

const sequence = ['coordinate_transformations', 0, 'sequence'] as const;

/** Returns the place of the first voxel in the physical frame of an annotation, in Å. */
function frameOf(region: JsonObject, annotation: JsonObject, path: string): Vector {
  const known = cetsTomogram(region, annotation);
  const keyPath = `annotations of ${textAt(region, 'id') ?? 'a region'}`;
  const input = textAt(annotation, 'coordinate_transformations', 0, 'input');
  if (input === 'physical' && known !== null) {
    const { tomogram, voxelSize } = known;
    const shift = vector(valueAt(tomogram, ...sequence, 0, 'translation'), `${keyPath}: translation`, path);
    return [shift[0] * voxelSize, shift[1] * voxelSize, shift[2] * voxelSize];
  }
  const expected = 'points in the physical frame, and the translation and scale of their source_tomogram_id';
  const found = `${input ?? 'no frame'}${known === null ? ', no tomogram' : ''}`;
  throw fileError('the frame of the points is unknown', { path, keyPath }, expected, found);
}

function vector(value: JsonValue | undefined, keyPath: string, path: string): Vector {
  const [x, y, z, more] = [0, 1, 2, 3].map((axis) => numberAt(value, axis));
  if (x != null && y != null && z != null && more === null) return [x, y, z];
  const found = (JSON.stringify(value) ?? 'nothing').slice(0, 80);
  throw fileError('not three numbers', { path, keyPath }, 'x, y, z', found);
}
