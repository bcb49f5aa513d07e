// Messages between a page and its worker.

import type { Issue, RuleText } from '../src/base/issue.js';
import type { Severity } from '../src/diff/change.js';
import type { DiffReport } from '../src/diff/compare-trees.js';
import type { ComparisonBlock } from '../src/report/comparison/comparison-blocks.js';
import type { TreeIssue } from '../src/validate/finding.js';
import type { Depth, ValidationReport } from '../src/validate/report.js';

/** A file that the user gave; `path` is below the folder. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

/** The tree that is looked at, and the one that it is compared with. */
export type Side = 'a' | 'b';

/** The origin of a tree: files that were added before, a folder that can be read, an address, or what is open now. */
export type Origin =
  | { readonly kind: 'open' }
  | { readonly kind: 'files' }
  | { readonly kind: 'directory'; readonly handle: FileSystemDirectoryHandle }
  | { readonly kind: 'address'; readonly address: string };

/** A configuration: its path, for messages, and its text. */
export interface ConfigText {
  readonly path: string;
  readonly text: string;
}

/** Facts of an opened tree, or of a folder of sources. */
export interface OpenedFacts {
  readonly name: string;
  readonly datasets: number;
  readonly runs: number;
  readonly files: number;
  /** Bytes of all files. */
  readonly bytes: number;
  /** The configurations in a folder of sources; null for a tree. */
  readonly configs: readonly ConfigText[] | null;
}

/** The configuration that `cryoet init` writes for a folder of sources. */
export interface WrittenConfig {
  readonly text: string;
  /** The run data map beside it, or null. */
  readonly table: { readonly name: string; readonly text: string } | null;
  /** The findings and what is left out, as `cryoet init` prints it. */
  readonly summary: string;
}

/** The texts that the schema allows at a place of a configuration, instead of the characters from `from` to `to`. */
export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly choices: readonly { readonly text: string; readonly description: string }[];
}

/** The issues of a configuration, and the texts that its schema allows at the cursor. */
export interface ConfigFacts {
  readonly issues: readonly Issue[];
  readonly allowed: Completion;
}

/** A finding, with the address of the viewer that shows its voxel. */
export interface ShownFinding extends TreeIssue {
  readonly viewer?: string;
}

/** The result of a check. */
export interface CheckedFacts extends Pick<ValidationReport, 'verdict' | 'failures' | 'codes'> {
  readonly findings: readonly ShownFinding[];
  /** The verdict with its counts, in one line. */
  readonly summary: string;
  /** The amounts of data that were checked, and what was not checked, a line each. */
  readonly looked: readonly string[];
  /** Explanations of the codes. */
  readonly rules: readonly RuleText[];
}

/** The result of a comparison. */
export interface ComparedFacts extends Pick<DiffReport, 'verdict'> {
  /** The verdict with its counts, in one line. */
  readonly summary: string;
  readonly totals: readonly string[];
  /** Entities that differ, with their changes, a line each. */
  readonly blocks: readonly (Pick<ComparisonBlock, 'symbol' | 'label'> & {
    readonly changes: readonly { readonly severity: Severity; readonly text: string }[];
  })[];
}

/** The runs of a tree, as HTML of this project's own pages. */
export interface RunsIndex {
  /** Fields by which the cards are filtered; empty where runs do not differ. */
  readonly facets: string;
  /** Each with a card for each of its runs. */
  readonly datasets: readonly { readonly header: string; readonly cards: readonly string[] }[];
}

/** Facts of one file. */
export interface InspectedFacts {
  /** Kind, format and content, as `cryoet inspect` prints them. */
  readonly text: string;
  /** Number of sections of a volume; null for other files. */
  readonly sections: number | null;
}

/** A report that is saved: of the check of a tree or of sources, or of the comparison. */
export type SavedReport =
  | { readonly of: 'check' | 'sources'; readonly format: 'html' | 'json' | 'junit' | 'sarif' }
  | { readonly of: 'comparison'; readonly format: 'html' | 'json' };

/** Progress of a task; `of` is null if its end is not known. */
export interface Progress {
  readonly done: number;
  readonly of: number | null;
  readonly text: string;
}

/** Connects a task of the worker to the page: its progress, and the wish that it ends. */
export interface Task {
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
}

/** Questions of the page, by name. */
export interface Questions {
  readonly add: { readonly side: Side; readonly files: readonly PickedFile[] };
  /** `as` is null to open what the files look like. */
  readonly open: {
    readonly side: Side;
    readonly name: string;
    readonly origin: Origin;
    readonly as: 'tree' | 'sources' | null;
  };
  readonly init: null;
  readonly config: { readonly text: string; readonly offset: number };
  /** A table that lies beside the configuration. */
  readonly table: { readonly name: string; readonly text: string };
  readonly sources: { readonly config: ConfigText };
  /** `base` is the URL below which the viewer finds the tree; null without a viewer. */
  readonly check: { readonly depth: Depth; readonly base: string | null };
  readonly compare: null;
  readonly report: SavedReport;
  readonly inspect: { readonly file: File };
  /** A section of the volume that was inspected last. */
  readonly section: { readonly z: number };
  readonly index: { readonly base: string | null };
  readonly run: { readonly dataset: string; readonly run: string; readonly base: string | null };
}

/** Answers of the worker. */
export interface Answers {
  readonly add: null;
  readonly open: OpenedFacts;
  readonly init: WrittenConfig;
  readonly config: ConfigFacts;
  readonly table: null;
  readonly sources: CheckedFacts;
  readonly check: CheckedFacts;
  readonly compare: ComparedFacts;
  readonly report: string;
  readonly inspect: InspectedFacts;
  /** PNG. */
  readonly section: Uint8Array<ArrayBuffer>;
  readonly index: RunsIndex;
  readonly run: { readonly header: string; readonly main: string };
}

/** A request of the viewer for a file of the first tree, or for a viewer configuration in it. */
export interface FileRequest {
  readonly isState: boolean;
  readonly path: string;
  /** The address from its `?` on. */
  readonly query: string;
  /** The header of that name. */
  readonly range: string | null;
  /** URL below which the service worker answers for the tree. */
  readonly base: string;
}

/** The answer to it, as HTTP has it. */
export interface FileAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | string | null;
}

/** A message to the worker: a question, or the wish that the task ends. */
export type ToWorker<Name extends keyof Questions = keyof Questions> =
  | { readonly kind: 'ask'; readonly number: number; readonly name: Name; readonly question: Questions[Name] }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'serve'; readonly request: FileRequest; readonly port: MessagePort };

/** A message from the worker about the question of a number. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly number: number; readonly progress: Progress }
  | { readonly kind: 'answer'; readonly number: number; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly number: number; readonly message: string };
