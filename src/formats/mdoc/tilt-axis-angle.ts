/**
 * Degrees of the tilt axis, which SerialEM writes into a title: `[T =     Tilt axis angle = 84.1, binning = 1 …]`; null
 * where no title gives it.
 */
export function tiltAxisAngle(titles: readonly string[]): number | null {
  for (const title of titles) {
    const text = /tilt\s*axis\s*angle\s*=\s*([-+]?\d+(?:\.\d*)?)/i.exec(title)?.[1];
    if (text !== undefined) return Number(text);
  }
  return null;
}
