import { fileError, isMissing, nullIf, UnsupportedError } from '../../base/errors.js';
import { decodeJson } from '../../base/json-text.js';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  objectsAt,
  toNumber,
  valueAt,
} from '../../base/json-value.js';
import { angstromsIn } from '../../formats/length-units.js';
import type { Storage } from '../../storage/storage.js';
import { arrayKey, attributesKey, v3Key } from './write-metadata.js';

/**
 * Reads the attributes of OME-NGFF of a group of either version, with the name and the whole document of their file;
 * null if there are none. Fails like `readDocument`.
 */
export async function readAttributes(storage: Pick<Storage, 'get' | 'location'>, key: string) {
  const v2 = await readDocument(storage, `${key}/${attributesKey}`);
  if (v2 !== null) return { attributes: v2, name: attributesKey, version: '0.4', document: v2 } as const;
  const v3 = await readDocument(storage, `${key}/${v3Key}`);
  return v3 && ({ attributes: omeAttributes(v3), name: v3Key, version: '0.5', document: v3 } as const);
}

/** Returns the attributes of OME-NGFF in a zarr v3 group, which has them below `ome`. */
export function omeAttributes({ attributes }: JsonObject): JsonObject {
  if (!isJsonObject(attributes)) return {};
  return isJsonObject(attributes.ome) ? attributes.ome : attributes;
}

/** Bytes of the largest metadata file of a group; the attributes of a mask list every label. */
export const largestDocument = 64 * 1024 * 1024;

/**
 * Reads a JSON file of a zarr, with numbers as they are spelled; null if it is missing. Fails with a FormatError if
 * it is not a JSON object, and with a StorageError if it cannot be read.
 */
export async function readDocument(
  storage: Pick<Storage, 'get' | 'location'>,
  key: string,
): Promise<JsonObject | null> {
  const path = storage.location(key);
  const bytes = await storage.get(key, largestDocument).catch(nullIf(isMissing));
  return bytes && asDocument(decodeJson(bytes, path, { asFloats: true }), path);
}

/** Returns a JSON value that must be an object. Fails with a FormatError for any other value. */
export function asDocument(value: JsonValue, path: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw fileError('not a JSON object', path, 'an object', JSON.stringify(value).slice(0, 60));
}

/** A level of an OME-Zarr image. */
export interface MultiscaleLevel {
  /** Path of its array below the group. */
  readonly path: string;
  /** Size of a sample along each axis in Å; null if it is missing. */
  readonly scale: readonly number[] | null;
  /** The same without the scale of the whole image. */
  readonly ownScale: readonly number[] | null;
}

/**
 * Returns the levels that attributes list for their first image, finest first. A level's scale is its own times that
 * of the image, which NGFF 0.4 and 0.5 apply afterwards; in 0.6 it is that of the transformation to the intrinsic
 * coordinate system. It is converted to Å if the axes have another unit of length, and null if the unit is not one of
 * length. Fails with a FormatError if there is no such list, and with an UnsupportedError for a transformation of 0.6
 * that is more than a scale and a translation.
 */
export function parseMultiscales({ multiscales, version }: JsonObject, path: string): MultiscaleLevel[] {
  const image = firstImage(multiscales);
  const datasets = listOf(image.datasets);
  const units = unitsOf(axesOf(image));
  const isMapped = image.coordinateSystems !== undefined || Number.parseFloat(String(version)) > 0.5;
  const levels = datasets.flatMap((dataset, index): MultiscaleLevel[] => {
    if (!isJsonObject(dataset) || typeof dataset.path !== 'string' || !isBelow(dataset.path)) return [];
    const { coordinateTransformations } = dataset;
    if (isMapped) {
      const steps = listOf(coordinateTransformations);
      const sequence = { type: 'sequence', transformations: [...steps] };
      const factors = steps.length * units.length === 0 ? null : factorsOf(sequence, units.length);
      if (factors === null) {
        throw new UnsupportedError(
          `a level of OME-Zarr ${version ?? '0.6'} that is not only scaled and moved`,
          {
            path,
            keyPath: `multiscales[0].datasets[${index}].coordinateTransformations`,
            expected: 'a scale above 0 along each axis of a coordinate system of the image, and translations',
            found: JSON.stringify(coordinateTransformations ?? null).slice(0, 200),
          },
        );
      }
      const scale = product(factors, null, units);
      return [{ path: dataset.path, scale, ownScale: scale }];
    }
    const own = scaleOf(coordinateTransformations);
    const scale = product(own, scaleOf(image.coordinateTransformations), units);
    return [{ path: dataset.path, scale, ownScale: product(own, null, units) }];
  });
  if (levels.length > 0 && levels.length === datasets.length) return levels;
  const at = { path, keyPath: 'multiscales[0].datasets' };
  const found = datasets.length === 0 ? 'none' : 'a level without a path below the image';
  throw fileError('invalid attributes of an OME-Zarr image', at, 'a list of levels with their paths', found);
}

/** Returns the names of the axes of the first image that attributes list, slowest first; empty if it has none. */
export function axisNames({ multiscales }: JsonObject): string[] {
  const axes = listOf(axesOf(firstImage(multiscales)));
  return axes.flatMap((axis) => (isJsonObject(axis) && typeof axis.name === 'string' ? [axis.name] : []));
}

function firstImage(multiscales: JsonValue | undefined): JsonObject {
  const [first] = listOf(multiscales);
  return isJsonObject(first) ? first : {};
}

/** Returns the axes of an image: in 0.6 those of the coordinate system that its levels are mapped to (RFC 5). */
function axesOf(image: JsonObject): JsonValue | undefined {
  if (image.coordinateSystems === undefined) return image.axes;
  const output = valueAt(image, 'datasets', 0, 'coordinateTransformations', 0, 'output');
  const name = isJsonObject(output) ? output.name : output;
  const system = listOf(image.coordinateSystems).find((each) => valueAt(each, 'name') === name);
  return valueAt(system, 'axes');
}

/**
 * Returns the factors along `count` axes of a transformation of 0.6 that is a scale, a translation, an affine map
 * without rotation or shear, the identity or a sequence of them; null for any other, and for factors not above 0.
 */
function factorsOf(transformation: JsonValue | undefined, count: number): number[] | null {
  const ones = Array.from({ length: count }, () => 1);
  const { type, scale, affine, transformations } = isJsonObject(transformation) ? transformation : {};
  if (type === 'identity' || type === 'translation') return ones;
  if (type === 'sequence') {
    return listOf(transformations).reduce<number[] | null>((product, each) => {
      const factors = factorsOf(each, count);
      return product === null || factors === null
        ? null
        : product.map((value, axis) => value * factors[axis]!);
    }, ones);
  }
  if (type === 'affine') {
    const rows = listOf(affine).map((row) => listOf(row).map(toNumber));
    const isDiagonal = rows.every(
      (row, axis) =>
        row.length === count + 1 && row.every((value, at) => at === axis || at === count || value === 0),
    );
    const diagonal = rows.map((row, axis) => row[axis] ?? null);
    return isDiagonal ? lengths(diagonal, count) : null;
  }
  return type === 'scale' ? lengths(listOf(scale).map(toNumber), count) : null;
}

/** Returns as many numbers above 0 as there are axes; null for others. */
function lengths(values: readonly (number | null)[], count: number): number[] | null {
  const found = values.filter((value) => value !== null && value > 0);
  return found.length === count && values.length === count ? found.map(Number) : null;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function isBelow(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !path.split('/').includes('..');
}

/** Returns the Å in each axis' unit: 1 without one and for time and channels, null if it is no length. */
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

/** Returns the scale among transformations; null if there is none, `invalid` if it is not a list of numbers. */
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

/**
 * Returns the lists of labels in an instance mask's attributes: at the top level, as in OME-NGFF 0.4, and in the
 * metadata of the first image that has some, as the portal writes them. Null for a list that is missing, or in it for
 * an entry without a value.
 */
export function labelLists(attributes: JsonValue) {
  const listIn = (holder: JsonValue | undefined): JsonValue[] | null => {
    const colors = valueAt(holder, 'image-label', 'colors');
    if (!Array.isArray(colors)) return null;
    return colors.filter(isJsonObject).map(labelOf);
  };
  const images = listOf(valueAt(attributes, 'multiscales'));
  const lists = images.map((image) => listIn(valueAt(image, 'metadata')));
  return { top: listIn(attributes), inLevels: lists.find((list) => list !== null) ?? null };
}

/** Returns the label that a colour or properties are of. */
export function labelOf(described: JsonObject): JsonValue {
  const label = described['label-value'] ?? null;
  return toNumber(label) ?? label;
}

/** Returns the labels at the top level of an instance mask's attributes, else those in the metadata of its image. */
export function listedLabels(attributes: JsonObject): JsonValue[] {
  const { top, inLevels } = labelLists(attributes);
  return top ?? inLevels ?? [];
}

/** Returns the labels in an instance mask's attributes, ascending; none if they list none. */
export function imageLabels(attributes: JsonObject): number[] {
  const labels = listedLabels(attributes).filter((label) => typeof label === 'number');
  return [...new Set(labels)].sort((first, second) => first - second);
}

/** Returns the names that the properties of `image-label` give labels. */
export function labelNames(attributes: JsonObject): { readonly label: number; readonly name: string }[] {
  return objectsAt(attributes, 'image-label', 'properties').flatMap((properties) => {
    const label = toNumber(properties['label-value']);
    const named = [properties.name, properties.label, properties.class];
    const name = named.find((each) => typeof each === 'string');
    return label === null || name === undefined ? [] : [{ label, name }];
  });
}

/** True if a file of this name makes its directory an OME-Zarr or an array: one item rather than many files. */
export function isZarrDocument(name: string): boolean {
  return name === arrayKey || name === attributesKey || name === v3Key;
}
