import type { Layout } from '../tree/layout/path-templates.js';
import type { TreeIssue } from './finding.js';

/** Version of the JSON form of a report; raised when a field changes its meaning or goes away. */
export const reportVersion = 1;

/** How often a rule was broken. */
export interface CodeCount {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly count: number;
  /** Findings counted and not kept. */
  readonly omitted: number;
}

/** What was looked at. */
export interface Looked {
  readonly datasets: number;
  readonly runs: number;
  readonly filesListed: number;
  readonly bytesListed: number;
  /** Files opened, and bytes read of them; voxels included. */
  readonly filesRead: number;
  readonly bytesRead: number;
  readonly volumes: number;
  readonly chunksRead: number;
  /** Chunks that the volumes looked at have. */
  readonly chunks: number;
  readonly voxels: number;
  /** How files were compared with manifest or ledgers, with `--manifest`. */
  readonly digests?: {
    readonly listedBy: 'manifest' | 'ledger';
    /** Files that were read whole, and their bytes; those read for other rules are not among them. */
    readonly files: number;
    readonly bytes: number;
    /** Objects that were not read, by their entity tags in the listing. */
    readonly entityTags: number;
    /** Objects that were not read, by checksums that the bucket keeps. */
    readonly storedChecksums: number;
    /** Objects that were not read, which nothing else can compare. */
    readonly unread: number;
    /** Files of which neither manifest nor ledger has a digest. */
    readonly unknown: number;
  };
}

/** What a validation found, what it looked at and what not. */
export interface ValidationReport {
  readonly version: typeof reportVersion;
  readonly tool: string;
  readonly tree: string;
  /** Null of a source, which has none. */
  readonly layout: Layout | null;
  readonly depth: Depth;
  readonly datasets: readonly string[] | null;
  readonly runs: readonly string[] | null;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly seconds: number;
  /** `incomplete` when it stopped early, a rule could not be applied or was asked for beyond the depth, or no run has a name that was asked for. */
  readonly verdict: 'valid' | 'invalid' | 'incomplete';
  readonly errors: number;
  readonly warnings: number;
  readonly ignored: number;
  readonly codes: readonly CodeCount[];
  readonly looked: Looked;
  /** Sentences. */
  readonly notChecked: readonly string[];
  /** Faults of the validator itself. */
  readonly failures: readonly string[];
  /** Ascending by path. */
  readonly findings: readonly TreeIssue[];
  /** Small key images of the runs, findings first; at most a page full. */
  readonly thumbnails: readonly { readonly run: string; readonly path: string }[];
}

/** How far a validation looks: never into voxels, into a few chunks of every volume, or into every voxel. */
export const depths = ['headers', 'sample', 'deep'] as const;

export type Depth = (typeof depths)[number];
