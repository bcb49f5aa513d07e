import type { AnyRule } from '../../validate/index.js';

/** What a page shows beside the report itself. */
export interface ReportExtras {
  /** Texts that explain the codes. */
  readonly rules: readonly Pick<AnyRule, 'code' | 'family' | 'title' | 'why' | 'fix'>[];
  /** Small key images by path. */
  readonly thumbnails: ReadonlyMap<string, Uint8Array>;
}
