import { FormatError } from '../../errors/index.js';
import { notAPicture, sniffPicture } from '../../picture/index.js';
import type { Finding } from '../change.js';

/** A decoded picture: red, green, blue and opacity of every pixel, each 0 to 255. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
  /** Format of the file it came from. */
  readonly format: string;
}

/** Decodes a picture. Fails with a FormatError when it is none or is damaged. */
export async function decodePicture(content: Uint8Array, path: string): Promise<Pixels> {
  const format = sniffPicture(content);
  if (format === null) throw notAPicture(content, path);
  const { decode } = await import('image-js');
  try {
    const image = decode(content).convertBitDepth(8).convertColor('RGBA');
    const { data } = image.getRawImage();
    return { width: image.width, height: image.height, rgba: Uint8Array.from(data), format };
  } catch (cause) {
    throw new FormatError('the picture cannot be decoded', { path, cause });
  }
}

/** Changes between two pictures: their sizes, or the pixels that differ and by how much at most. */
export function comparePictures(a: Pixels, b: Pixels): Finding[] {
  const format: Finding[] =
    a.format === b.format
      ? []
      : [{ kind: 'picture-format', severity: 'storage', at: null, a: a.format, b: b.format }];
  if (a.width !== b.width || a.height !== b.height) {
    const size = ({ width, height }: Pixels) => `${width} × ${height} pixels`;
    return [{ kind: 'picture-size', severity: 'metadata', at: null, a: size(a), b: size(b) }, ...format];
  }
  let pixels = 0;
  let largest = 0;
  for (let at = 0; at < a.rgba.length; at += 4) {
    let difference = 0;
    for (let channel = 0; channel < 4; channel++) {
      const distance = Math.abs((a.rgba[at + channel] as number) - (b.rgba[at + channel] as number));
      difference = Math.max(difference, distance);
    }
    if (difference > 0) pixels += 1;
    largest = Math.max(largest, difference);
  }
  if (pixels === 0) return format;
  const facts = { pixels, of: a.width * a.height, largest };
  return [{ kind: 'picture', severity: 'metadata', at: null, a: null, b: null, facts }, ...format];
}
