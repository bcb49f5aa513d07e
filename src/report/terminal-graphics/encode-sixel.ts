/** Greys that a picture is drawn in; terminals keep few colours. */
const greys = 32;
/** Rows of pixels of one line of sixels. */
const bandRows = 6;
const firstSixel = 63;

/** A grey picture as DEC sixels (VT340 programmer reference, chapter 14): bands of six rows, one pass a grey. */
export function encodeSixel({
  width,
  height,
  grey,
}: {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
}): string {
  const palette = Array.from({ length: greys }, (_, index) => {
    const percent = Math.round((100 * index) / (greys - 1));
    return `#${index};2;${percent};${percent};${percent}`;
  });
  const bands: string[] = [];
  for (let top = 0; top < height; top += bandRows) {
    const columns = new Map<number, Uint8Array>();
    for (let row = top; row < Math.min(height, top + bandRows); row++) {
      for (let x = 0; x < width; x++) {
        const color = Math.round(((grey[row * width + x] ?? 0) / 255) * (greys - 1));
        const bits = columns.get(color) ?? new Uint8Array(width);
        bits[x] = (bits[x] ?? 0) | (1 << (row - top));
        columns.set(color, bits);
      }
    }
    bands.push([...columns].map(([color, bits]) => `#${color}${runs(bits)}`).join('$'));
  }
  return `\u001bPq"1;1;${width};${height}${palette.join('')}${bands.join('-')}\u001b\\`;
}

/** Sixels of a row, equal ones counted. */
function runs(bits: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bits.length; ) {
    let end = at + 1;
    while (end < bits.length && bits[end] === bits[at]) end += 1;
    const sixel = String.fromCharCode(firstSixel + (bits[at] ?? 0));
    text += end - at > 3 ? `!${end - at}${sixel}` : sixel.repeat(end - at);
    at = end;
  }
  return text;
}
