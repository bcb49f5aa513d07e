import truncate from 'cli-truncate';
import stringWidth from 'string-width';

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** A text in so many columns: what does not fit is cut in the middle, so that the end (a name's ending, the time left) stays. */
export function fitText(text: string, columns: number): string {
  return columns <= 0 ? '' : truncate(text, columns, { position: 'middle' });
}
