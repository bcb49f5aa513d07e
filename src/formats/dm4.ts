import { type FormatError, fileError, UnsupportedError } from '../base/errors.js';
import { formatFixed } from '../base/float.js';
import { type ByteRange, ByteWindow } from './byte-window.js';
import { angstromsIn } from './length-units.js';
import { type NumberType, numberTypes, type SampleNumber } from './numbers.js';
import { latin1 } from './text.js';

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

// The tag tree of DigitalMicrograph 3 and 4 files: groups of named tags; all but the values is big endian. In version 4
// lengths take 8 bytes, and each tag states its own.

/** Simple tag types by their number in the file; 8 is a truth value, 10 a byte. */
const tagTypes: ReadonlyMap<number, NumberType> = new Map<number, NumberType>([
  [2, numberTypes.int16],
  [3, numberTypes.int32],
  [4, numberTypes.uint16],
  [5, numberTypes.uint32],
  [6, numberTypes.float32],
  [7, numberTypes.float64],
  [8, numberTypes.uint8],
  [9, numberTypes.int8],
  [10, numberTypes.uint8],
  [11, numberTypes.int64],
  [12, numberTypes.uint64],
]);

/** Grey-value image types by their DataType. */
const imageTypes: ReadonlyMap<number, SampleNumber> = new Map([
  [1, 'int16'],
  [2, 'float32'],
  [6, 'uint8'],
  [7, 'int32'],
  [9, 'int8'],
  [10, 'uint16'],
  [11, 'uint32'],
  [12, 'float64'],
]);

/** Other image types by their DataType, as Gatan's documentation of DigitalMicrograph names them. */
const otherTypes: ReadonlyMap<number, string> = new Map([
  [3, 'complex of 8 bytes'],
  [5, 'packed complex'],
  [8, 'RGB'],
  [13, 'complex of 16 bytes'],
  [14, 'binary'],
  [23, 'RGB of 4 bytes'],
  [27, 'packed complex of 8 bytes'],
  [28, 'packed complex of 16 bytes'],
]);

/** DataType of the colour pictures that come first in most files. */
const thumbnailType = 23;

/** A group of tags in file order; names may be empty and may repeat. */
interface TagGroup {
  readonly kind: 'group';
  readonly entries: readonly { readonly name: string; readonly value: TagValue }[];
}

/** An array that stays in the file. */
interface TagArray {
  readonly kind: 'array';
  /** Tag type of its values. */
  readonly type: number;
  readonly count: number;
  /** Byte offset of the first value. */
  readonly offset: number;
}

/** The value of a tag. Numbers are read; `other` stands for structures and texts, which are not. */
type TagValue =
  | TagGroup
  | TagArray
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'other' };

const kinds = { group: 20, data: 21 } as const;
const composites = { structure: 15, text: 18, array: 20 } as const;
const dataMark = 0x25252525;
const deepestGroup = 64;
/** Limit of the words that describe one value; a structure of thousands of fields is a damaged file. */
const mostInfoWords = 4096;
/** Bytes of the smallest tag: its kind and the length of its name. */
const shortestEntry = 3;

/** Reads the tag tree of a DM3 or DM4 file; the contents of arrays stay in the file. */
class TagReader {
  #position = 0;
  #isVersion4 = true;
  /** True if values are little endian; known once the root is read. */
  littleEndianData = true;

  constructor(private readonly window: ByteWindow) {}

  /** Reads the root group. Fails with a FormatError at the byte offset of what is not part of a tag tree. */
  async readRoot(): Promise<TagGroup> {
    const version = (await this.#take(4, 'the version')).getUint32(0);
    if (version !== 3 && version !== 4) {
      throw this.#error('not a DigitalMicrograph file', 0, 'version 3 or 4', `${version}`);
    }
    this.#isVersion4 = version === 4;
    await this.#takeLength();
    const order = (await this.#take(4, 'the byte order')).getUint32(0);
    if (order > 1) throw this.#error('bad byte order', this.#position - 4, '0 or 1', `${order}`);
    this.littleEndianData = order === 1;
    return this.#readGroup(0);
  }

  async #readGroup(depth: number): Promise<TagGroup> {
    const start = this.#position;
    if (depth > deepestGroup) throw this.#error('groups too deep', start, `at most ${deepestGroup}`, 'more');
    await this.#take(2, 'a group');
    const count = await this.#takeLength();
    if (count * shortestEntry > this.window.size - this.#position) {
      throw this.#error('more tags than the file holds', start, 'a number of tags', `${count}`);
    }
    const entries: { name: string; value: TagValue }[] = [];
    for (let index = 0; index < count; index++) entries.push(await this.#readEntry(depth));
    return { kind: 'group', entries };
  }

  async #readEntry(depth: number): Promise<{ name: string; value: TagValue }> {
    const start = this.#position;
    const head = await this.#take(3, 'a tag');
    const [kind, nameLength] = [head.getUint8(0), head.getUint16(1)];
    if (kind !== kinds.group && kind !== kinds.data) {
      throw this.#error('unknown kind of tag', start, '20 or 21', `${kind}`);
    }
    const name = latin1(await this.#take(nameLength, 'a name'));
    const length = this.#isVersion4 ? await this.#takeLength() : null;
    const end = length === null ? null : this.#position + length;
    if (end !== null && end > this.window.size) {
      const message = `tag ${JSON.stringify(name)} is longer than the file`;
      throw this.#error(message, start, 'a shorter tag', `${length}`);
    }
    const value = kind === kinds.group ? await this.#readGroup(depth + 1) : await this.#readData(end);
    if (end !== null && this.#position > end) {
      const message = `tag ${JSON.stringify(name)} is longer than it says`;
      throw this.#error(message, start, `${length} bytes`, 'more');
    }
    this.#position = end ?? this.#position;
    return { name, value };
  }

  async #readData(end: number | null): Promise<TagValue> {
    const start = this.#position;
    const mark = (await this.#take(4, 'a mark')).getUint32(0);
    if (mark !== dataMark)
      throw this.#error('no data where a tag promises some', start, '%%%%', mark.toString(16));
    const count = await this.#takeLength();
    if (count < 1 || count > mostInfoWords) {
      throw this.#error('bad description of a value', start, `1 to ${mostInfoWords} words`, `${count}`);
    }
    const info: number[] = [];
    for (let index = 0; index < count; index++) info.push(await this.#takeLength());
    const offset = this.#position;
    const bytes = payloadBytes(info) ?? (end === null ? null : end - offset);
    if (bytes === null || bytes > this.window.size - offset) {
      const found = `types ${info.slice(0, 8)}`;
      throw this.#error('a value that cannot be read', offset, 'a known type within the file', found);
    }
    const type = count === 1 ? tagTypes.get(info[0] ?? 0) : undefined;
    const value = type === undefined ? arrayOf(info, offset) : await this.#takeNumber(type);
    this.#position = offset + bytes;
    return value;
  }

  async #takeNumber({ bytes, read }: NumberType): Promise<TagValue> {
    const view = await this.#take(bytes, 'a number');
    return { kind: 'number', value: read(view, 0, this.littleEndianData) };
  }

  /** Reads a length or count: 8 bytes in version 4, 4 bytes in version 3, big endian. */
  async #takeLength(): Promise<number> {
    const view = await this.#take(this.#isVersion4 ? 8 : 4, 'a length');
    return this.#isVersion4 ? Number(view.getBigUint64(0)) : view.getUint32(0);
  }

  async #take(length: number, what: string): Promise<DataView> {
    const view = await this.window.at(this.#position, length, what);
    this.#position += length;
    return view;
  }

  #error(message: string, offset: number, expected: string, found: string): FormatError {
    return fileError(message, { path: this.window.path, offset }, expected, found);
  }
}

function arrayOf(info: readonly number[], offset: number): TagArray | { kind: 'other' } {
  const [composite, type = 0, count = 0] = info;
  const isPlain = composite === composites.array && info.length === 3 && tagTypes.has(type);
  return isPlain ? { kind: 'array', type, count, offset } : { kind: 'other' };
}

/** Returns the bytes of the value that `info` describes; null if its type is unknown. */
function payloadBytes(info: readonly number[]): number | null {
  const [type = 0, second = 0] = info;
  if (info.length === 1) return tagTypes.get(type)?.bytes ?? null;
  if (type === composites.text && info.length === 2) return second;
  if (type === composites.structure) return structureBytes(info);
  if (type !== composites.array || info.length < 3) return null;
  const element =
    second === composites.structure
      ? structureBytes(info.slice(1, -1))
      : (tagTypes.get(second)?.bytes ?? null);
  return element === null ? null : element * (info.at(-1) ?? 0);
}

/** Returns the bytes of a structure, `15, nameLength, fields, (nameLength, type) × fields`; null if not of numbers. */
function structureBytes([, nameLength = 0, fields = 0, ...rest]: readonly number[]): number | null {
  if (rest.length !== 2 * fields) return null;
  let bytes = nameLength;
  for (let index = 0; index < rest.length; index += 2) {
    const size = tagTypes.get(rest[index + 1] ?? 0)?.bytes;
    if (size === undefined) return null;
    bytes += (rest[index] ?? 0) + size;
  }
  return bytes;
}

/** Returns the first entry of each name below a group; undefined if one is missing or its parent is not a group. */
function tagAt(value: TagValue | undefined, ...names: readonly string[]): TagValue | undefined {
  return names.reduce<TagValue | undefined>(
    (tag, name) => groupsOf(tag).find((entry) => entry.name === name)?.value,
    value,
  );
}

/** Returns the entries of a group; none for any other value. */
function groupsOf(value: TagValue | undefined): TagGroup['entries'] {
  return value?.kind === 'group' ? value.entries : [];
}

/** Returns the number of a tag; undefined for any other value. */
function numberOf(value: TagValue | undefined): number | undefined {
  return value?.kind === 'number' ? value.value : undefined;
}
