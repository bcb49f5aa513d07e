const firstSurrogate = 0xd800;
const lastSurrogate = 0xdfff;

/** Order of two texts by code point, as object stores and Python order them; for `sort`. */
export function compareCodePoints(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** UTF-16 puts surrogates below U+E000 to U+FFFF, though the characters they make are above. */
function rank(unit: number): number {
  if (unit < firstSurrogate) return unit;
  return unit > lastSurrogate ? unit - 0x800 : unit + 0x2000;
}
