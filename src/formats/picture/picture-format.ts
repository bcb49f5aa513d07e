import type { Image } from 'image-js';

/** Pixels of a picture. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** A kind of picture: how it is recognised, measured and decoded. */
export interface PictureFormat {
  /** Its usual extension. */
  readonly name: string;
  /** As messages name it. */
  readonly label: string;
  /** First bytes of such files, one list an alternative; null stands for any byte. */
  readonly signatures: readonly (readonly (number | null)[])[];
  /** The size that the header states, upright; null where it states none or is not looked at. */
  size(content: Uint8Array): PictureSize | null;
  /** Whether the file has its end, as far as that is seen without decoding it. */
  isWhole(content: Uint8Array): boolean;
  /** What is wrong with a header that carries a checksum; null where nothing is. */
  headerDamage?(content: Uint8Array): { readonly expected: string; readonly found: string } | null;
  /** What is wrong with checksums of the whole file, where the format has them; null where nothing is. */
  damage?(content: Uint8Array): { readonly expected: string; readonly found: string } | null;
  /** Where the picture ends, for formats that nothing follows; absent for those behind which programs write more. */
  end?(content: Uint8Array): number;
  /**
   * The pixels, upright; absent for formats that are only copied. Fails with an UnsupportedError for what is only copied
   * too, and with any other error for damaged content.
   */
  decode?(content: Uint8Array, library: typeof import('image-js')): Image | Promise<Image>;
}

/** A view of all of some bytes. */
export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

const mebibyte = 2 ** 20;

/** Bytes of memory that a pixel takes at most while its picture is decoded: a JPEG's coefficients, planes and colours. */
const pixelBytes = 20;

/** MiB that the rest of the program takes meanwhile. */
const otherMemory = 256;

/** What is decoded of pictures. */
export interface PictureLimits {
  /** Pixels of the largest picture that is decoded. */
  readonly maxPixels: number;
}

/** Limits for programs without a memory budget: such a picture takes some 640 MiB. */
export const usualPictureLimits: PictureLimits = { maxPixels: 2 ** 25 };

/** Limits that hold a memory budget of so many MiB. */
export function pictureLimits(memory: number): PictureLimits {
  const room = Math.max(1, memory - otherMemory);
  return { maxPixels: Math.floor((room * mebibyte) / pixelBytes) };
}

/** The memory budget, in MiB, that a picture of so many pixels can be decoded within. */
export function memoryOfPixels(pixels: number): number {
  return otherMemory + Math.ceil((pixels * pixelBytes) / mebibyte);
}
