import type { Writable } from 'node:stream';

type Style = (text: string) => string;

/** Functions that color a text for a terminal. */
export type Paint = Readonly<Record<'red' | 'yellow' | 'green' | 'bold' | 'dim', Style>>;

const keep: Style = (text) => text;

/** No colors: for files, pipes and other programs. */
export const plain: Paint = { red: keep, yellow: keep, green: keep, bold: keep, dim: keep };

const colored: Paint = {
  red: style(31, 39),
  yellow: style(33, 39),
  green: style(32, 39),
  bold: style(1, 22),
  dim: style(2, 22),
};

/** Returns colors for a terminal that has colors, unless NO_COLOR or TERM=dumb is set. */
export function paintFor(stream: Writable, env: NodeJS.ProcessEnv): Paint {
  const { isTTY, getColorDepth } = stream as Partial<NodeJS.WriteStream>;
  if (isTTY !== true || (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb') return plain;
  return getColorDepth === undefined || getColorDepth.call(stream, env) > 1 ? colored : plain;
}

function style(on: number, off: number): Style {
  return (text) => `\u001b[${on}m${text}\u001b[${off}m`;
}
