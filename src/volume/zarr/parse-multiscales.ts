import { FormatError } from '../../errors/index.js';
import { angstromsIn } from '../../formats/length/index.js';
import { isJsonObject, type JsonObject, type JsonValue, toNumber } from '../../json/index.js';

/** One level of an OME-Zarr image. */
export interface MultiscaleLevel {
  /** Path of its array below the group. */
  readonly path: string;
  /** Size of a sample along each axis in Å; null when none is given. */
  readonly scale: readonly number[] | null;
  /** The same without what the image is scaled by as a whole. */
  readonly ownScale: readonly number[] | null;
}

/**
 * The levels that a `.zattrs` lists for its first image, finest first. A level's scale is its own times the one of the
 * image, which NGFF 0.4 and 0.5 apply afterwards, in Å where the axes name another unit of length; in a unit that is none of length it
 * is not stated. Fails with a FormatError when there is no such list.
 */
export function parseMultiscales({ multiscales }: JsonObject, path: string): MultiscaleLevel[] {
  const [first] = listOf(multiscales);
  const image = isJsonObject(first) ? first : {};
  const datasets = listOf(image.datasets);
  const units = unitsOf(image.axes);
  const levels = datasets.flatMap((dataset): MultiscaleLevel[] => {
    if (!isJsonObject(dataset) || typeof dataset.path !== 'string' || !isBelow(dataset.path)) return [];
    const own = scaleOf(dataset.coordinateTransformations);
    const scale = product(own, scaleOf(image.coordinateTransformations), units);
    return [{ path: dataset.path, scale, ownScale: product(own, null, units) }];
  });
  if (levels.length > 0 && levels.length === datasets.length) return levels;
  throw new FormatError('invalid attributes of an OME-Zarr image', {
    path,
    keyPath: 'multiscales[0].datasets',
    expected: 'a list of levels with their paths',
    found: datasets.length === 0 ? 'none' : 'a level without a path below the image',
  });
}

/** Names of the axes of the first image that a `.zattrs` lists, slowest first; none where it names none. */
export function axisNames({ multiscales }: JsonObject): string[] {
  const [first] = listOf(multiscales);
  const axes = isJsonObject(first) ? listOf(first.axes) : [];
  return axes.flatMap((axis) => (isJsonObject(axis) && typeof axis.name === 'string' ? [axis.name] : []));
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function isBelow(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !path.split('/').includes('..');
}

/** Å in the unit of each axis: 1 where none is named, null where the unit is none of length; 1 for axes of time and channels. */
function unitsOf(axes: JsonValue | undefined): (number | null)[] {
  return listOf(axes).map((axis) => {
    if (!isJsonObject(axis) || !isSpatial(axis)) return 1;
    const { unit } = axis;
    if (unit === undefined || unit === null || unit === '') return 1;
    return typeof unit === 'string' ? angstromsIn(unit) : null;
  });
}

function isSpatial({ type, name }: JsonObject): boolean {
  return typeof type === 'string' ? type === 'space' : ['x', 'y', 'z'].includes(String(name));
}

/** The scale among transformations; null where there is none, `invalid` where it is no list of numbers. */
function scaleOf(transformations: JsonValue | undefined): readonly number[] | null | 'invalid' {
  const found = listOf(transformations).find((entry) => isJsonObject(entry) && entry.type === 'scale');
  if (!isJsonObject(found)) return null;
  const scale = listOf(found.scale);
  const numbers = scale.map(toNumber).filter((value) => value !== null);
  return numbers.length === 0 || numbers.length !== scale.length ? 'invalid' : numbers;
}

function product(
  own: ReturnType<typeof scaleOf>,
  ofImage: ReturnType<typeof scaleOf>,
  units: readonly (number | null)[],
): number[] | null {
  if (own === null || own === 'invalid' || ofImage === 'invalid') return null;
  if (ofImage !== null && ofImage.length !== own.length) return null;
  const scale = own.map((value, axis) => {
    const unit = units[axis];
    return unit === null ? null : value * (ofImage?.[axis] ?? 1) * (unit ?? 1);
  });
  return scale.every((value) => value !== null) ? scale : null;
}
