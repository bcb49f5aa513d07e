import { fileError } from '../../base/errors.js';
import { decodeJson } from '../../base/json-text.js';
import { isJsonObject, type JsonValue } from '../../base/json-value.js';
import { readWhole } from '../byte-source.js';
import { parseFinite } from '../text.js';
import {
  type AnnotationPoint,
  type PointOptions,
  type PointReader,
  pickLimits,
  placement,
  type Vector,
} from './point.js';

/**
 * Reads the boxes of an EMAN2 `*_info.json` (`boxes_3d`: x, y, z, method, score, class), like e2spt_boxer.py. With
 * `apix_unbin` they are in unbinned pixels from the centre of the tomogram, voxel n // 2; without it in voxels from
 * its corner. `filter` selects the boxes of a class by its name in `class_list` (an object with `name`, formerly the
 * name) or by its number, which is 0 for a box without one.
 */
export const readEman2: PointReader = async function* (source, _, options) {
  const { path } = source;
  const toLocation = placement(options);
  const document = decodeJson(await readWhole(source), path, pickLimits);
  const boxes = isJsonObject(document) ? document.boxes_3d : undefined;
  if (!isJsonObject(document) || !Array.isArray(boxes)) {
    const found = isJsonObject(document) ? Object.keys(document).join(', ') : 'no object';
    throw fileError('not EMAN2 boxes of a tomogram', path, 'a list boxes_3d', found);
  }
  const [cx, cy, cz] =
    document.apix_unbin == null ? [0, 0, 0] : await centre(document.apix_unbin, path, options);
  const wanted = classFilter(document.class_list, options);
  const points: AnnotationPoint[] = [];
  for (const [index, box] of boxes.entries()) {
    const cells = Array.isArray(box) ? box : [];
    const [x, y, z] = [0, 1, 2].map((axis) =>
      coordinate(cells[axis], `boxes_3d[${index}][${axis}]`, path),
    ) as [number, number, number];
    if (wanted.has(cells[5] ?? 0))
      points.push({ type: 'point', location: toLocation(x + cx, y + cy, z + cz) });
  }
  const classes = new Set(boxes.map((box) => (Array.isArray(box) ? String(box[5] ?? 0) : '0')));
  if (typeof options.filter !== 'string' && classes.size > 1)
    options.warn?.(
      `${path}: boxes of ${classes.size} classes are one annotation; filter_value picks one of them`,
    );
  if (points.length === 0 && boxes.length > 0) {
    options.warn?.(`${path}: no box has the class ${JSON.stringify(options.filter)}; ${wanted.known}`);
  }
  yield points;
};

/** Returns the tomogram's middle voxel in unbinned pixels. Fails with a FormatError if its size is unknown. */
async function centre(unbinned: JsonValue, path: string, options: PointOptions): Promise<Vector> {
  const pixel = typeof unbinned === 'string' ? parseFinite(unbinned) : unbinned;
  if (typeof pixel !== 'number' || !(pixel > 0)) {
    throw fileError('apix_unbin is not a pixel size', path, 'a number above 0 (Å)', JSON.stringify(unbinned));
  }
  const extent = (await options.extent?.()) ?? null;
  const voxel = options.voxelSpacing ?? null;
  if (extent === null || voxel === null) {
    const expected = 'a tomogram of the run, from whose centre these boxes count';
    throw fileError('the size of the tomogram is unknown', path, expected, 'none');
  }
  const middle = (length: number) => (Math.floor(Math.round(length / voxel) / 2) * voxel) / pixel;
  return [middle(extent[0]), middle(extent[1]), middle(extent[2])];
}

function classFilter(list: JsonValue | undefined, { filter }: PointOptions) {
  const names = new Map<string, string>();
  for (const [id, entry] of Object.entries(isJsonObject(list) ? list : {})) {
    const name = isJsonObject(entry) ? entry.name : entry;
    names.set(id, typeof name === 'string' ? name : id);
  }
  const known = `the file has ${[...names.values()].slice(0, 3).join(', ') || 'no class_list'}`;
  const has = (id: JsonValue) =>
    typeof filter !== 'string' || String(id) === filter || names.get(String(id)) === filter;
  return { has, known };
}

function coordinate(value: JsonValue | undefined, keyPath: string, path: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw fileError('not a coordinate', { path, keyPath }, 'a number', JSON.stringify(value) ?? 'nothing');
}
