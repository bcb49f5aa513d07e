import { ifReadable } from '../base/errors.js';
import type { Storage } from '../storage/storage.js';
import type { Layout } from '../tree/layout/path-templates.js';
import type { TreeIssue } from './finding.js';

/** The version of the JSON report; raised when a field is removed or changes its meaning. */
export const reportVersion = 1;

/** The number of findings of a rule. */
export interface CodeCount {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly count: number;
  /** Findings that were counted but not kept. */
  readonly omitted: number;
}

export interface CheckedAmounts {
  readonly datasets: number;
  readonly runs: number;
  readonly filesListed: number;
  readonly bytesListed: number;
  /** Times that files were opened, several for some. */
  readonly filesRead: number;
  /** Bytes read, voxels included. */
  readonly bytesRead: number;
  readonly volumes: number;
  /** Chunks that were decoded. */
  readonly chunksRead: number;
  /** All chunks of the volumes that were checked. */
  readonly chunks: number;
  readonly voxels: number;
  /** The files that were compared with the manifest or the ledgers; with `--manifest` or `--depth deep` only. */
  readonly digests?: {
    readonly listedBy: 'manifest' | 'ledger';
    /** Files that were read completely for this comparison. */
    readonly files: number;
    /** The bytes of these files. */
    readonly bytes: number;
    /** Objects compared by their entity tags in the listing, without reading them. */
    readonly entityTags: number;
    /** Objects compared by checksums that the bucket stores, without reading them. */
    readonly storedChecksums: number;
    /** Objects that were not compared: they have neither and were not read. */
    readonly unread: number;
    /** Files without a digest in the manifest or the ledgers. */
    readonly unknown: number;
  };
}

/** The report of a validation: findings, what was checked and what was not. */
export interface ValidationReport {
  readonly version: typeof reportVersion;
  readonly tool: string;
  readonly tree: string;
  /** Null for a deposition, which has no layout. */
  readonly layout: Layout | null;
  readonly depth: Depth;
  readonly datasets: readonly string[] | null;
  readonly runs: readonly string[] | null;
  /** The start time, ISO 8601 in UTC. */
  readonly started: string;
  /** The duration, in seconds. */
  readonly seconds: number;
  /** `incomplete`: it stopped early, a rule failed, or what was asked for does not exist or needs a greater depth. */
  readonly verdict: 'valid' | 'invalid' | 'incomplete';
  readonly errors: number;
  readonly warnings: number;
  readonly ignored: number;
  readonly codes: readonly CodeCount[];
  readonly looked: CheckedAmounts;
  /** Texts on what was not checked, and why. */
  readonly notChecked: readonly string[];
  /** Errors of the validator itself. */
  readonly failures: readonly string[];
  /** Sorted by path. */
  readonly findings: readonly TreeIssue[];
  /** Thumbnails of runs, those with findings first; at most 60. */
  readonly thumbnails: readonly { readonly run: string; readonly path: string }[];
}

/** The depths of a validation: headers without voxels, a few chunks of each volume, or every voxel. */
export const depths = ['headers', 'sample', 'deep'] as const;

export type Depth = (typeof depths)[number];

/** Size limit of an image, in bytes. */
const largest = 256 * 1024;

/** Reads the small key images of a report, by path. Images that cannot be read are skipped. */
export async function readThumbnails(
  { storage }: { readonly storage: Storage },
  { thumbnails }: ValidationReport,
): Promise<Map<string, Uint8Array>> {
  const images = new Map<string, Uint8Array>();
  for (const { path } of thumbnails) {
    // The report has a finding for a broken image.
    const image = await ifReadable(() => storage.get(path, largest));
    if (image !== null) images.set(path, image);
  }
  return images;
}
