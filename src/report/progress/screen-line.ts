/** What a line is about, which decides its icon and colour. */
export type Tone = 'busy' | 'good' | 'bad' | 'waiting' | 'detail';

/** A line of a screen before it is cut and coloured. */
export interface ScreenLine {
  /** `null` continues the line above: no icon. */
  readonly tone: Tone | null;
  /** Columns before the icon. */
  readonly indent: number;
  readonly text: string;
}
