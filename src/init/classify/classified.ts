import type { SectionName } from '../../entities/index.js';
import type { FileFacts } from '../facts/file-facts.js';
import type { FileGroup } from '../groups/file-group.js';

/** A group with what some of its files say. */
export interface ExaminedGroup extends FileGroup {
  /** Facts of files that were read, by path. */
  readonly facts: ReadonlyMap<string, FileFacts>;
}

/** The section that a group belongs to, or why it belongs to none. */
export type Verdict =
  | { readonly section: SectionName; readonly certainty: number }
  | { readonly section: null; readonly reason: string; readonly table?: boolean };
