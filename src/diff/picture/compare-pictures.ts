import type { Pixels } from '../../formats/picture/index.js';
import type { ContentChange } from '../change.js';

/** A picture: its format, and its pixels where the format is one that is decoded. */
export interface ComparedPicture {
  readonly format: string;
  readonly pixels: Pixels | null;
}

/**
 * Changes between two pictures of different bytes: their sizes, or the pixels that differ and by how much at most; no
 * more than that there is one where pixels are not decoded.
 */
export function comparePictures(a: ComparedPicture, b: ComparedPicture): ContentChange[] {
  const { pixels: left } = a;
  const { pixels: right } = b;
  const format: ContentChange[] =
    a.format === b.format
      ? []
      : [{ kind: 'picture-format', severity: 'storage', at: null, a: a.format, b: b.format }];
  if (left === null || right === null) {
    return [{ kind: 'bytes', severity: 'metadata', at: null, a: null, b: null }, ...format];
  }
  if (left.width !== right.width || left.height !== right.height) {
    const size = ({ width, height }: Pixels) => `${width} × ${height} pixels`;
    return [
      { kind: 'picture-size', severity: 'metadata', at: null, a: size(left), b: size(right) },
      ...format,
    ];
  }
  let pixels = 0;
  let largest = 0;
  for (let at = 0; at < left.rgba.length; at += 4) {
    let difference = 0;
    for (let channel = 0; channel < 4; channel++) {
      const distance = Math.abs((left.rgba[at + channel] as number) - (right.rgba[at + channel] as number));
      difference = Math.max(difference, distance);
    }
    if (difference > 0) pixels += 1;
    largest = Math.max(largest, difference);
  }
  if (pixels === 0) return format;
  const facts = { pixels, of: left.width * left.height, largest };
  return [{ kind: 'picture', severity: 'metadata', at: null, a: null, b: null, facts }, ...format];
}
