import { FormatError } from '../../errors/index.js';
import { isJsonObject, type JsonObject, type JsonValue, toNumber } from '../../json/index.js';

/** One level of an OME-Zarr 0.4 image. */
export interface MultiscaleLevel {
  /** Path of its array below the group. */
  readonly path: string;
  /** Size of a sample along each axis in Å; null when none is given. */
  readonly scale: readonly number[] | null;
}

const angstroms = new Map([
  ['angstrom', 1],
  ['nanometer', 10],
  ['micrometer', 10_000],
  ['picometer', 0.01],
]);

/**
 * The levels that a `.zattrs` lists for its first image, finest first. Scales are converted to Å where the axes name
 * another unit of length. Fails with a FormatError when there is no such list.
 */
export function parseMultiscales({ multiscales }: JsonObject, path: string): MultiscaleLevel[] {
  const [first] = listOf(multiscales);
  const datasets = isJsonObject(first) ? listOf(first.datasets) : [];
  const levels = datasets.flatMap((dataset): MultiscaleLevel[] => {
    if (!isJsonObject(dataset) || typeof dataset.path !== 'string' || !isBelow(dataset.path)) return [];
    const units = isJsonObject(first) ? unitsOf(first.axes) : [];
    return [{ path: dataset.path, scale: scaleOf(dataset.coordinateTransformations, units) }];
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

function unitsOf(axes: JsonValue | undefined): number[] {
  return listOf(axes).map((axis) => (isJsonObject(axis) ? (angstroms.get(String(axis.unit)) ?? 1) : 1));
}

function scaleOf(transformations: JsonValue | undefined, units: readonly number[]): number[] | null {
  const found = listOf(transformations).find((entry) => isJsonObject(entry) && entry.type === 'scale');
  const scale = isJsonObject(found) ? listOf(found.scale) : [];
  const numbers = scale.map(toNumber).filter((value) => value !== null);
  if (numbers.length === 0 || numbers.length !== scale.length) return null;
  return numbers.map((value, axis) => value * (units[axis] ?? 1));
}
