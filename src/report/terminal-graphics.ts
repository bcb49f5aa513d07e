// Draws a picture in a terminal by the protocols of kitty and iTerm2 or as DEC sixels.

import type { Writable } from 'node:stream';
import { getOrMake } from '../base/collections.js';
import type { SectionPicture } from '../inspect/inspect-volume.js';

/** Base64 characters in a piece of a picture: the limit of kitty's graphics protocol. */
const pieceLength = 4096;

type TerminalGraphics = 'kitty' | 'iterm' | 'sixel';

type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the escape sequences that draw a picture at the cursor, and a line feed. */
export function drawInTerminal(picture: SectionPicture, graphics: TerminalGraphics): string {
  if (graphics === 'sixel') return `${encodeSixel(picture)}\n`;
  const base64 = Buffer.from(picture.png).toString('base64');
  if (graphics === 'iterm')
    return `\u001b]1337;File=inline=1;size=${picture.png.length};width=${picture.width}px:${base64}\u0007\n`;
  const pieces = base64.match(new RegExp(`.{1,${pieceLength}}`, 'g')) ?? [];
  const drawn = pieces.map((piece, at) => {
    const more = at < pieces.length - 1 ? 1 : 0;
    return `\u001b_G${at === 0 ? `a=T,f=100,q=2,m=${more}` : `m=${more}`};${piece}\u001b\\`;
  });
  return `${drawn.join('')}\n`;
}

/** Tests for terminals that draw pictures, by environment variables that they set. */
const known: readonly (readonly [TerminalGraphics, (environment: Environment) => boolean])[] = [
  [
    'kitty',
    ({ TERM = '', KITTY_WINDOW_ID, TERM_PROGRAM }) =>
      KITTY_WINDOW_ID !== undefined || TERM === 'xterm-kitty' || /ghostty/i.test(TERM_PROGRAM ?? ''),
  ],
  [
    'iterm',
    ({ TERM_PROGRAM, LC_TERMINAL }) =>
      ['iTerm.app', 'WezTerm', 'mintty'].includes(TERM_PROGRAM ?? '') || LC_TERMINAL === 'iTerm2',
  ],
  ['sixel', ({ TERM = '' }) => /sixel|^(?:foot|mlterm|yaft|contour)/.test(TERM)],
];

/** Returns the protocol for pictures on a stream; null if it is not a terminal or not known to draw pictures. */
export function terminalGraphics(
  wanted: TerminalGraphics | 'auto' | 'none',
  stream: Writable,
  environment: Environment,
): TerminalGraphics | null {
  if (wanted === 'none') return null;
  if (wanted !== 'auto') return wanted;
  if (!('isTTY' in stream && stream.isTTY === true)) return null;
  // Terminal multiplexers do not pass pictures on.
  if (environment.TMUX !== undefined || environment.STY !== undefined) return null;
  return known.find(([, is]) => is(environment))?.[0] ?? null;
}

/** Number of greys in a picture: terminals have few colors. */
const greys = 32;
/** Rows of pixels in a line of sixels. */
const bandRows = 6;
const firstSixel = 63;

/** Encodes grey as DEC sixels (VT340 programmer reference, chapter 14): bands of six rows, a pass a grey. */
function encodeSixel({ width, height, grey }: SectionPicture): string {
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
        const bits = getOrMake(columns, color, () => new Uint8Array(width));
        bits[x] = (bits[x] ?? 0) | (1 << (row - top));
      }
    }
    bands.push([...columns].map(([color, bits]) => `#${color}${runs(bits)}`).join('$'));
  }
  return `\u001bPq"1;1;${width};${height}${palette.join('')}${bands.join('-')}\u001b\\`;
}

/** Run-length encodes the sixels of a row. */
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
