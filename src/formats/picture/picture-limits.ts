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
