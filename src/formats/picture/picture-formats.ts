import type { Image } from 'image-js';
import { CryoetError, FormatError, fileError, UnsupportedError } from '../../base/errors.js';
import { describeError } from '../../base/messages.js';
import { latin1 } from '../text.js';
import { jpeg } from './jpeg.js';
import { type PictureFormat, type PictureSize, viewOf } from './picture-format.js';
import { png } from './png.js';
import { tiff } from './tiff.js';

const trailer = 0x3b;

/** GIF: copied, not decoded. Some programs pad its end with zeros. */
const gif: PictureFormat = {
  name: 'gif',
  label: 'GIF',
  signatures: [[0x47, 0x49, 0x46, 0x38]],
  size: (content) =>
    content.length < 10
      ? null
      : { width: viewOf(content).getUint16(6, true), height: viewOf(content).getUint16(8, true) },
  isWhole: (content) =>
    content.length >= 14 && content[content.findLastIndex((byte) => byte !== 0)] === trailer,
};

const riffHeader = 8;

/** WebP: copied, not decoded. */
const webp: PictureFormat = {
  name: 'webp',
  label: 'WebP',
  signatures: [[0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50]],
  size: () => null,
  isWhole: (content) => content.length >= riffHeader + viewOf(content).getUint32(4, true),
};

/** All formats of pictures, one row a format. */
export const pictureFormats: readonly PictureFormat[] = [png, jpeg, gif, webp, tiff];
/** Pixels above which a header is taken for damaged. */
const mostPixels = 2 ** 28;

/** The header of a picture file. */
export interface PictureFacts {
  readonly format: PictureFormat;
  /** Null if the format does not state it at its start. */
  readonly size: PictureSize | null;
  /** Bytes after the end of the picture; 0 for formats after which programs write more. */
  readonly trailingBytes: number;
}

/**
 * Reads the format and size of a picture by its headers and its end, without decoding it. Fails with a FormatError if
 * it is not a picture, is truncated, has a damaged header, or claims more than 2²⁸ pixels.
 */
export function readPictureFacts(content: Uint8Array, path: string): PictureFacts {
  const format = sniffPicture(content);
  if (format === null) throw notAPicture(content, path);
  if (!format.isWhole(content)) {
    const found = `${content.length} bytes without its end`;
    throw fileError('the picture is truncated', path, `a whole ${format.label} file`, found);
  }
  const damage = format.headerDamage?.(content) ?? null;
  if (damage !== null) throw new FormatError('the header of the picture is damaged', { path, ...damage });
  const size = format.size(content);
  const { width, height } = size ?? { width: 0, height: 0 };
  if (width * height > mostPixels) {
    const expected = `at most ${mostPixels} pixels`;
    throw fileError('the picture is too large', path, expected, `${width} × ${height} pixels`);
  }
  return { format, size, trailingBytes: content.length - (format.end?.(content) ?? content.length) };
}

const mebibyte = 2 ** 20;

/** Most bytes of memory that a pixel takes while a picture is decoded: coefficients, planes and colours of a JPEG. */
const pixelBytes = 20;

/** MiB that the rest of the program takes. */
const otherMemory = 256;

export interface PictureLimits {
  /** Pixels of the largest picture that is decoded. */
  readonly maxPixels: number;
}

/** Limits of programs without a memory budget: the largest picture takes about 640 MiB. */
const usualPictureLimits: PictureLimits = { maxPixels: 2 ** 25 };

/** Returns the limits for a memory budget in MiB. */
export function pictureLimits(memory: number): PictureLimits {
  const room = Math.max(1, memory - otherMemory);
  return { maxPixels: Math.floor((room * mebibyte) / pixelBytes) };
}

/** Returns the memory budget, in MiB, that decoding a picture of so many pixels needs. */
function memoryOfPixels(pixels: number): number {
  return otherMemory + Math.ceil((pixels * pixelBytes) / mebibyte);
}

/**
 * Decodes a picture, upright. Fails like `readPictureFacts`; with a FormatError if the content is damaged or a
 * checksum is wrong; and with an UnsupportedError if it can only be copied: GIF, WebP, and pictures with more pixels
 * than the limits allow.
 */
export function decodePicture(content: Uint8Array, path: string, limits?: PictureLimits): Promise<Image> {
  return readWith((_, decoded) => decoded(), content, path, limits);
}

/** Reads the pixels of a picture by its format, or as it is decoded. Fails like `decodePicture`. */
async function readWith<Result>(
  read: (format: PictureFormat, decoded: () => Promise<Image>) => Promise<Result>,
  content: Uint8Array,
  path: string,
  { maxPixels }: PictureLimits = usualPictureLimits,
): Promise<Result> {
  const { format, size } = readPictureFacts(content, path);
  const { decode } = format;
  if (decode === undefined) {
    const expected = listed(pictureFormats.filter((known) => known.decode !== undefined));
    const facts = { path, expected, found: format.label };
    throw new UnsupportedError('pictures of this format cannot be decoded', facts);
  }
  const damage = format.damage?.(content) ?? null;
  if (damage !== null) throw new FormatError('the picture is damaged', { path, ...damage });
  // Without a size, the memory that decoding takes is unknown.
  if (size === null) throw new FormatError('the picture has no size', { path, expected: 'width and height' });
  const { width, height } = size;
  if (width * height > maxPixels) {
    const expected = `at most ${maxPixels} pixels`;
    const found = `${width} × ${height} pixels`;
    const hint = `make it smaller, or give an ingest --memory ${memoryOfPixels(width * height)}`;
    throw new UnsupportedError('the picture exceeds the size limit', { path, expected, found, hint });
  }
  try {
    // Imported here, since loading image-js takes a while and most commands need no pictures.
    return await read(format, async () => decode(content, await import('image-js')));
  } catch (cause) {
    const { expected = `a whole ${format.label} file`, found = describeError(cause) } =
      cause instanceof CryoetError ? cause.facts : {};
    const facts = { path, expected, found, cause };
    if (cause instanceof UnsupportedError) throw new UnsupportedError(cause.message, facts);
    throw new FormatError('the picture cannot be decoded', facts);
  }
}

/** A decoded picture: red, green, blue and opacity of every pixel, each 0 to 255. */
export interface Pixels extends PictureSize {
  readonly rgba: Uint8Array;
}

/** Decodes a picture, upright, to 8 bits a component; null for those only copied. Fails with a FormatError. */
export async function decodePixels(
  content: Uint8Array,
  path: string,
  limits?: PictureLimits,
): Promise<Pixels | null> {
  const picture = await unlessCopied(decodePicture(content, path, limits));
  try {
    if (picture === null) return null;
    const { width, height, data, channels, bitDepth } = picture.getRawImage();
    if (bitDepth === 8 && channels >= 3) return { width, height, rgba: withOpacity(data, channels) };
    const { data: rgba } = picture.convertBitDepth(8).convertColor('RGBA').getRawImage();
    return { width, height, rgba: Uint8Array.from(rgba) };
  } catch (cause) {
    throw new FormatError('the picture cannot be shown in colours of eight bits', { path, cause });
  }
}

/** Copies pixels of three or four components; three are opaque. */
function withOpacity(data: ArrayLike<number>, channels: number): Uint8Array {
  if (channels === 4) return Uint8Array.from(data);
  const rgba = new Uint8Array((data.length / 3) * 4);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    rgba[to] = data[from]!;
    rgba[to + 1] = data[from + 1]!;
    rgba[to + 2] = data[from + 2]!;
    rgba[to + 3] = 255;
  }
  return rgba;
}

/** Checks a picture within the limits; returns its format and size. Fails with a FormatError if it is damaged. */
export async function checkPicture(
  content: Uint8Array,
  path: string,
  limits?: PictureLimits,
): Promise<PictureFacts> {
  const check = async (format: PictureFormat, decoded: () => Promise<Image>) =>
    (await format.check?.(content)) || decoded();
  await unlessCopied(readWith(check, content, path, limits));
  return readPictureFacts(content, path);
}

/** Returns null for pictures that are only copied. */
async function unlessCopied<Result>(reading: Promise<Result>): Promise<Result | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof UnsupportedError) return null;
    throw error;
  }
}

function listed(formats: readonly PictureFormat[]): string {
  const labels = formats.map(({ label }) => label);
  return `${labels.slice(0, -1).join(', ')} or ${labels.at(-1)}`;
}

export function notAPicture(content: Uint8Array, path: string): FormatError {
  const start = latin1(content.subarray(0, 16)).replaceAll(/[^ -~]/g, '.');
  const found = content.length === 0 ? 'an empty file' : `a file that begins ${JSON.stringify(start)}`;
  return fileError('not a picture', path, listed(pictureFormats), found);
}

/** Returns the format of a picture by its first bytes; null if it is unknown. */
export function sniffPicture(content: Uint8Array): PictureFormat | null {
  const fits = (signature: readonly (number | null)[]) =>
    signature.length <= content.length &&
    signature.every((byte, index) => byte === null || content[index] === byte);
  return pictureFormats.find(({ signatures }) => signatures.some(fits)) ?? null;
}

/** Returns a picture as PNG; a PNG is only checked. Fails like `checkPicture` for it, else like `decodePicture`. */
export async function toPng(content: Uint8Array, path: string, limits?: PictureLimits): Promise<Uint8Array> {
  if (sniffPicture(content)?.name === 'png') {
    await checkPicture(content, path, limits);
    return content;
  }
  const { encodePng } = await import('image-js');
  return encodePng(await decodePicture(content, path, limits));
}
