import { color, figures } from 'listr2';
import { fitText } from './fit-text.js';
import type { ScreenLine, Tone } from './screen-line.js';

const styles: Readonly<
  Record<Exclude<Tone, 'busy'>, readonly [icon: string, paint: (text: string) => string]>
> = {
  good: [figures.tick, color.green],
  bad: [figures.cross, color.red],
  waiting: [figures.squareSmallFilled, color.dim],
  detail: [figures.pointerSmall, color.dim],
};

/** A line as a terminal of so many columns shows it, with the icon of what it is about; `frame` is the spinner's. */
export function paintLine({ tone, indent, text }: ScreenLine, columns: number, frame: string): string {
  const margin = ' '.repeat(Math.min(indent, columns));
  if (tone === null) return margin + fitText(text, columns - indent);
  const [icon, paint] = tone === 'busy' ? [frame, color.yellow] : styles[tone];
  const shown = fitText(text, columns - indent - 2);
  return `${margin}${paint(icon)} ${tone === 'waiting' ? color.dim(shown) : shown}`;
}
