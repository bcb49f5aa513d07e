import type { Writable } from 'node:stream';

/** How a terminal takes pictures. */
export type TerminalGraphics = 'kitty' | 'iterm' | 'sixel';

type Environment = Readonly<Record<string, string | undefined>>;

/** What tells a terminal that takes pictures: terminals set these of their own accord. */
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

/** How pictures are drawn on a stream; null where it is not a terminal or none that is known to draw them. */
export function terminalGraphics(
  wanted: TerminalGraphics | 'auto' | 'none',
  stream: Writable,
  environment: Environment,
): TerminalGraphics | null {
  if (wanted === 'none') return null;
  if (wanted !== 'auto') return wanted;
  if (!('isTTY' in stream && stream.isTTY === true)) return null;
  // Multiplexers swallow pictures.
  if (environment.TMUX !== undefined || environment.STY !== undefined) return null;
  return known.find(([, is]) => is(environment))?.[0] ?? null;
}
