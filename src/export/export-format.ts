import type { ExportLoss, ExportWriter } from './export-output.js';

/** The content of a tree that a format may hold. */
export const contents = [
  ...(['points', 'orientations', 'instances', 'masks', 'meshes', 'captions'] as const),
  ...(['tomograms', 'tilt series', 'alignments'] as const),
];

type ContentKind = (typeof contents)[number];

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
