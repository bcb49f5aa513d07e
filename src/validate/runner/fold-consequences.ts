import type { TreeIssue } from '../finding.js';
import { findCauses } from './find-causes.js';

/**
 * Findings with those that only follow from others below their causes, in the order that they had. A cause that weighs less than
 * what follows from it keeps nothing below it.
 */
export function foldConsequences(findings: readonly TreeIssue[]): TreeIssue[] {
  const byRun = new Map<string, TreeIssue[]>();
  for (const finding of findings) {
    const run = `${finding.dataset ?? ''}/${finding.run ?? ''}`;
    const group = byRun.get(run) ?? [];
    byRun.set(run, group);
    group.push(finding);
  }
  const causeOf = new Map<TreeIssue, TreeIssue>();
  for (const group of byRun.values()) {
    for (const [finding, cause] of findCauses(group)) causeOf.set(finding, cause);
  }
  const below = new Map<TreeIssue, TreeIssue[]>();
  const folded = new Set<TreeIssue>();
  const roots = new Map<TreeIssue, TreeIssue>();
  for (const finding of causeOf.keys()) {
    const root = rootOf(finding, causeOf, roots);
    if (root === finding) continue;
    const consequences = below.get(root) ?? [];
    below.set(root, consequences);
    consequences.push(finding);
    folded.add(finding);
  }
  return findings
    .filter((finding) => !folded.has(finding))
    .map((finding) => {
      const consequences = below.get(finding);
      return consequences === undefined ? finding : { ...finding, consequences };
    });
}

/** What a finding follows from in the end; `roots` has those that are known, and takes those that are met. */
function rootOf(
  finding: TreeIssue,
  causeOf: ReadonlyMap<TreeIssue, TreeIssue>,
  roots: Map<TreeIssue, TreeIssue>,
): TreeIssue {
  const seen = new Set<TreeIssue>();
  let root = finding;
  for (let next = causeOf.get(root); next !== undefined; next = causeOf.get(root)) {
    const known = roots.get(root);
    // Of findings in a circle each has a root of its own.
    if (known === undefined && seen.has(next)) return root;
    seen.add(root);
    root = known ?? next;
    if (known !== undefined) break;
  }
  for (const each of seen) roots.set(each, root);
  return root;
}
