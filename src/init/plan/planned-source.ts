import type { SectionName } from '../../entities/index.js';
import type { ExaminedGroup } from '../classify/classified.js';
import type { ExactFinder } from '../globs/exact-finder.js';

/** A group that a source of the configuration will find. */
export interface PlannedSource {
  readonly section: SectionName;
  readonly group: ExaminedGroup;
  readonly finder: ExactFinder;
  /** Runs that it serves where it finds files of others too; null: all. */
  readonly onlyRuns: readonly string[] | null;
}

/** A file that no source finds. */
export interface UnusedFile {
  readonly path: string;
  readonly reason: string;
}
