import { encodeSixel } from './encode-sixel.js';
import type { TerminalGraphics } from './terminal-graphics.js';

/** A picture in grey, and the same as PNG. */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
  readonly png: Uint8Array;
}

/** Base64 characters of a piece of a picture, kitty's limit. */
const pieceLength = 4096;

/** What a terminal is sent to draw a picture where the cursor is, and a line end behind it. */
export function drawInTerminal(picture: Picture, graphics: TerminalGraphics): string {
  if (graphics === 'sixel') return `${encodeSixel(picture)}\n`;
  const base64 = Buffer.from(picture.png).toString('base64');
  if (graphics === 'iterm') {
    return `\u001b]1337;File=inline=1;size=${picture.png.length};width=${picture.width}px:${base64}\u0007\n`;
  }
  const pieces = base64.match(new RegExp(`.{1,${pieceLength}}`, 'g')) ?? [];
  const drawn = pieces.map((piece, at) => {
    const more = at < pieces.length - 1 ? 1 : 0;
    return `\u001b_G${at === 0 ? `a=T,f=100,q=2,m=${more}` : `m=${more}`};${piece}\u001b\\`;
  });
  return `${drawn.join('')}\n`;
}
