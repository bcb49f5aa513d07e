import { countOf, nameSome } from '../../errors/index.js';
import type { Depth } from '../depth.js';
import type { Looked } from '../report.js';

interface Facts {
  readonly depth: Depth;
  readonly looked: Looked;
  readonly unreadFrames: number;
  readonly precomputes: number;
  readonly uncomparedLevels: number;
  readonly skipped: readonly string[];
  /** Codes of rules that were asked for and look deeper than the validation does. */
  readonly unreached: readonly string[];
  /** Globs that no run matches. */
  readonly unmatched: readonly string[];
  /** Datasets that were asked for and are not there. */
  readonly unmetDatasets: readonly string[];
  readonly isInterrupted: boolean;
}

/** Rules of one sentence that are named. */
const mostNamed = 10;

/** What a validation did not look at, in sentences. */
export function notChecked({
  depth,
  looked,
  unreadFrames,
  precomputes,
  uncomparedLevels,
  skipped,
  unreached,
  unmatched,
  unmetDatasets,
  isInterrupted,
}: Facts): string[] {
  const lines: string[] = [];
  if (isInterrupted) lines.push('everything after the interrupt');
  for (const dataset of unmetDatasets) lines.push(`no dataset matches ${dataset}`);
  for (const glob of unmatched) lines.push(`no run matches ${glob}`);
  if (unreached.length > 0) {
    lines.push(`rules asked for that take --depth sample or deep: ${nameSome(unreached, mostNamed)}`);
  }
  if (depth === 'headers' && looked.volumes > 0) {
    lines.push(`the voxels of ${countOf(looked.volumes, 'volume')} (--depth sample or deep looks at them)`);
  }
  if (depth === 'headers' && looked.runs > 0) {
    lines.push('byte order marks and repeated keys of text files (--depth sample or deep looks for them)');
  }
  if (depth === 'headers' && precomputes > 0) {
    lines.push(`the Neuroglancer precomputed data of ${countOf(precomputes, 'annotation')}`);
  }
  if (depth === 'sample' && looked.chunksRead < looked.chunks) {
    lines.push(
      `${looked.chunks - looked.chunksRead} of ${countOf(looked.chunks, 'chunk')}, and whole-volume statistics (--depth deep looks at them)`,
    );
  }
  if (uncomparedLevels > 0) {
    lines.push(
      `the binning of ${countOf(uncomparedLevels, 'level')} of volumes: chunks of an odd size cut through voxels that are binned together`,
    );
  }
  const { unread = 0, unknown = 0 } = looked.digests ?? {};
  if (unread > 0) {
    lines.push(
      `the content of ${countOf(unread, 'object')}: no ETag or stored checksum to compare (--depth deep reads them)`,
    );
  }
  if (unknown > 0) lines.push(`the content of ${countOf(unknown, 'file')} without a digest in the ledger`);
  if (unreadFrames > 0) lines.push(`the content of ${unreadFrames} frames or gains that are not MRC`);
  if (looked.runs > 0) lines.push('the pixels of frames and gains');
  if (skipped.length > 0) {
    lines.push(`rules left out on request: ${nameSome(skipped, mostNamed)}`);
  }
  return lines;
}
