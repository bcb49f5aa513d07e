import type { AnyRule } from '../../validate/index.js';
import type { Paint } from '../paint.js';

/** What a page shows beside the report itself. */
export interface ReportExtras {
  /** Texts that explain the codes. */
  readonly rules: readonly Pick<AnyRule, 'code' | 'family' | 'title' | 'why' | 'fix'>[];
  /** Colours of the terminal that a report is for; none by default. */
  readonly paint?: Paint;
  /** Small key images by path. */
  readonly thumbnails: ReadonlyMap<string, Uint8Array>;
}
