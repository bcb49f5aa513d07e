import { fileError, UnsupportedError } from '../base/errors.js';
import { formatFixed } from '../base/float.js';
import { type ByteRange, ByteWindow } from './byte-window.js';
import {
  groupsOf,
  imageTypes,
  numberOf,
  otherTypes,
  type TagArray,
  type TagGroup,
  TagReader,
  type TagValue,
  tagAt,
  tagTypes,
  thumbnailType,
} from './dm4-tags.js';
import { angstromsIn } from './length-units.js';
import { numberTypes } from './number-types.js';

/** The header of the image of a DM3 or DM4 file; the samples stay in the file, x fastest, top row first. */
export type Dm4Image = Awaited<ReturnType<typeof readDm4>>;

/** Limit of an extent, as a guard against damaged files. */
const largestExtent = 65_535;
/** Units of a calibration that are accepted. */
const units = ['nm', 'µm'];

/**
 * Reads the header of the first image of a DigitalMicrograph 3 or 4 file that is not a thumbnail. Fails with a
 * FormatError that names the byte offset if it is malformed, and with an UnsupportedError without real grey values.
 */
export async function readDm4(source: ByteRange, path: string) {
  const window = new ByteWindow(source, path);
  const reader = new TagReader(window);
  const image = firstImage(await reader.readRoot(), path);
  const dataType = numberOf(tagAt(image, 'DataType'));
  const data = tagAt(image, 'Data');
  const sampleType = imageTypes.get(dataType ?? -1);
  if (sampleType === undefined && dataType !== undefined) {
    const name = otherTypes.get(dataType);
    const message = `unsupported DM data type ${dataType}${name === undefined ? '' : ` (${name})`}`;
    const expected = `a type of real grey values (${[...imageTypes.keys()].join(', ')})`;
    throw new UnsupportedError(message, { path, expected, found: name ?? `${dataType}` });
  }
  if (data?.kind !== 'array' || sampleType === undefined) {
    throw fileError('an image without samples', path, 'Data and DataType', 'neither or one');
  }
  if (tagTypes.get(data.type) !== numberTypes[sampleType]) {
    const found = `an array of tag type ${data.type}`;
    const at = { path, offset: data.offset };
    throw fileError('samples of another type than the image says', at, sampleType, found);
  }
  return {
    shape: shapeOf(image, data, path),
    sampleType,
    littleEndian: reader.littleEndianData,
    /** Byte offset of the first sample. */
    dataOffset: data.offset,
    sampleBytes: numberTypes[sampleType].bytes,
    /** Å, from the calibration of x; null without one in a known unit. */
    pixelSize: await pixelSizeOf(image, window, reader.littleEndianData),
  };
}

function firstImage(root: TagGroup, path: string): TagValue {
  const thumbnails = new Set(
    groupsOf(tagAt(root, 'Thumbnails')).map(({ value }) => numberOf(tagAt(value, 'ImageIndex'))),
  );
  const images = groupsOf(tagAt(root, 'ImageList'))
    .map(({ value }) => tagAt(value, 'ImageData'))
    .filter((data, index) => data !== undefined && !thumbnails.has(index));
  // A colour picture beside another image is a thumbnail, even if the file does not list it as one.
  const image = images.find((data) => numberOf(tagAt(data, 'DataType')) !== thumbnailType) ?? images[0];
  if (image !== undefined) return image;
  throw fileError('no image', path, 'an image in ImageList that is not a thumbnail', 'none');
}

function shapeOf(image: TagValue, data: TagArray, path: string): [z: number, y: number, x: number] {
  const extents = groupsOf(tagAt(image, 'Dimensions')).map(({ value }) => numberOf(value) ?? 0);
  const [x = 0, y = 1, z = 1, ...more] = extents;
  const isPlausible = [x, y, z].every(
    (extent) => Number.isInteger(extent) && extent >= 1 && extent <= largestExtent,
  );
  if (isPlausible && more.length === 0 && x * y * z === data.count) return [z, y, x];
  const at = { path, offset: data.offset };
  const expected = `one to three extents with a product of ${data.count}`;
  throw fileError('dimensions that do not fit the samples', at, expected, extents.join(' × ') || 'none');
}

async function pixelSizeOf(image: TagValue, window: ByteWindow, littleEndian: boolean) {
  const [x] = groupsOf(tagAt(image, 'Calibrations', 'Dimension'));
  const scale = numberOf(tagAt(x?.value, 'Scale')) ?? 0;
  const unit = angstromsIn(await textOf(tagAt(x?.value, 'Units'), window, littleEndian), units);
  if (unit === null || !Number.isFinite(scale) || scale <= 0) return null;
  const rounded = Number(formatFixed(scale * unit, 6));
  return rounded > 0 ? rounded : null;
}

/** Returns the UTF-16 text of an array; empty if it holds none or more than the name of a unit. */
async function textOf(value: TagValue | undefined, window: ByteWindow, littleEndian: boolean) {
  if (value?.kind !== 'array' || value.type !== 4 || value.count > 16) return '';
  const view = await window.at(value.offset, 2 * value.count, 'a unit');
  const codes = Array.from({ length: value.count }, (_, index) => view.getUint16(2 * index, littleEndian));
  return String.fromCharCode(...codes);
}
