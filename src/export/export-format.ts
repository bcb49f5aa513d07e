import type { PublishedTree } from '../tree/open-tree.js';
import type { Kernels } from '../volume/kernels/kernels.js';
import type { ExportLoss, ExportOutput } from './export-output.js';
import type { ExportedRun } from './exported-run.js';

/** The content of a tree that a format may hold. */
export const contents = [
  ...(['points', 'orientations', 'instances', 'masks', 'meshes', 'captions'] as const),
  ...(['tomograms', 'tilt series', 'alignments'] as const),
];

type ContentKind = (typeof contents)[number];

/** The input of a writer: the selected runs of a tree, in the order of the tree. */
export interface ExportProject {
  readonly tree: PublishedTree;
  readonly runs: readonly ExportedRun[];
  readonly kernels: Pick<Kernels, 'readLines' | 'spellLines'>;
  /** True if points are not read; only that there are files of them is checked. */
  readonly isDryRun?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Records what an item loses by what its points turn out to have. */
  lose?(item: string, loss: string): void;
}

/**
 * Writes the files of a format. It reports what an item loses to `out` before or while it writes, and passes the rows
 * of points on as they are read. In a dry run `out` only notes the files, and there are no points.
 */
export type ExportWriter = (project: ExportProject, out: ExportOutput) => Promise<void>;

export interface ExportFormat {
  readonly name: string;
  readonly description: string;
  /** The content that it holds; anything else is a loss of each item that has it. */
  readonly holds: readonly ContentKind[];
  /** Losses of the content that it holds. */
  readonly loses: readonly string[];
  /** True if runs of one name in several datasets stay apart. */
  readonly hasDatasets?: true;
  /** True if points name their tomogram, or stay with it; in other formats the alignment of points is lost. */
  readonly namesTomograms?: true;
  /** Returns the name of a run as it is written, if not every name can be. */
  spelled?(name: string): string;
  /** Loads its writer, which the list of formats does not need. */
  load(): Promise<ExportWriter>;
}

/** Returns a name with `_` for blanks. */
export function withoutBlanks(name: string): string {
  return name.replaceAll(/\s+/g, '_');
}

/** Returns a name for a cell of a STAR file, where a quote ends before a blank: `'` for `"` if both kinds would end. */
export function quotable(name: string): string {
  return /"\s/.test(name) && /'\s/.test(name) ? name.replaceAll('"', "'") : name;
}

/** A format that a tree can be exported to, and what it cannot hold. */
export type ExportFormatFacts = Pick<ExportFormat, 'name' | 'description' | 'loses'>;

/** Result of an export. */
export interface ExportReport {
  readonly tool: string;
  readonly format: string;
  readonly tree: string;
  readonly output: string;
  readonly runs: number;
  /** Paths of the files below `output`. */
  readonly files: readonly string[];
  /** Losses of items, in the order of the runs. */
  readonly losses: readonly ExportLoss[];
}
