import { causes, type Nearness, nearnessOf } from '../consequences.js';
import type { TreeIssue } from '../finding.js';

/** Codes of the rules about files that metadata name and that are not there. */
const missingFiles = /^(?:REFERENCE|KEY_IMAGE|VIEWER_CONFIG|VIEWER_SOURCE)_MISSING$/;

/**
 * Findings with those that only follow from others below their causes, in the order that they had. A cause that weighs less than
 * what follows from it keeps nothing below it.
 */
export function foldConsequences(findings: readonly TreeIssue[]): TreeIssue[] {
  const byRun = new Map<string, TreeIssue[]>();
  for (const finding of findings) {
    const run = `${finding.dataset ?? ''}/${finding.run ?? ''}`;
    byRun.set(run, [...(byRun.get(run) ?? []), finding]);
  }
  const causeOf = new Map<TreeIssue, TreeIssue>();
  for (const group of byRun.values()) {
    const candidates = group.filter(({ code }) => causes.has(code) || missingFiles.test(code));
    for (const finding of candidates.length === 0 ? [] : group) {
      const cause = candidates.find((each) => follows(finding, each));
      if (cause !== undefined) causeOf.set(finding, cause);
    }
  }
  const below = new Map<TreeIssue, TreeIssue[]>();
  for (const finding of causeOf.keys()) {
    const root = rootOf(finding, causeOf);
    if (root !== finding) below.set(root, [...(below.get(root) ?? []), finding]);
  }
  const folded = new Set([...below.values()].flat());
  return findings
    .filter((finding) => !folded.has(finding))
    .map((finding) => {
      const consequences = below.get(finding);
      return consequences === undefined ? finding : { ...finding, consequences };
    });
}

function follows(finding: TreeIssue, cause: TreeIssue): boolean {
  if (finding === cause || (finding.severity === 'error' && cause.severity === 'warning')) return false;
  if (missingFiles.test(cause.code) && missingFiles.test(finding.code)) {
    // Several files may name one that is not there.
    return cause.expected === finding.expected && cause.expected !== undefined && isBefore(cause, finding);
  }
  if (cause.code === finding.code && !isFirst(cause, finding)) return false;
  return nearnessOf(cause.code, finding.code).some((nearness) => isNear(finding.path, cause.path, nearness));
}

/** Of findings that are alike, the one that the others follow from. */
function isBefore(cause: TreeIssue, finding: TreeIssue): boolean {
  const key = ({ code, path, message }: TreeIssue) =>
    [code === 'REFERENCE_MISSING' ? 0 : 1, path, message].join('\n');
  return key(cause) < key(finding);
}

/** A run that bears another name is told by its own metadata. */
function isFirst(cause: TreeIssue, finding: TreeIssue): boolean {
  return cause.entity === 'run' && finding.entity !== 'run';
}

function isNear(path: string, cause: string, nearness: Nearness): boolean {
  if (nearness === 'run') return true;
  if (path === cause || path.startsWith(`${cause}/`) || cause.startsWith(`${path}/`)) return true;
  if (nearness === 'file') return false;
  const item = directoryOf(cause);
  return path === item || path.startsWith(`${item}/`);
}

/** The directory of a file; of one in a pyramid, the directory that the pyramid lies in. */
function directoryOf(path: string): string {
  const volume = /^(.*?\.zarr)(?:\/|$)/.exec(path)?.[1] ?? path;
  return volume.slice(0, Math.max(0, volume.lastIndexOf('/')));
}

function rootOf(finding: TreeIssue, causeOf: ReadonlyMap<TreeIssue, TreeIssue>): TreeIssue {
  const seen = new Set<TreeIssue>();
  let root = finding;
  for (let next = causeOf.get(root); next !== undefined && !seen.has(next); next = causeOf.get(root)) {
    seen.add(root);
    root = next;
  }
  return root;
}
