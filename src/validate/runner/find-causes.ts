import { causes, nearnessOf } from '../consequences.js';
import type { TreeIssue } from '../finding.js';
import { CauseIndex } from './cause-index.js';

/** Codes of the rules about files that metadata name and that are not there. */
const missingFiles = /^(?:REFERENCE|KEY_IMAGE|VIEWER_CONFIG|VIEWER_SOURCE)_MISSING$/;

/**
 * What each finding of a run follows from, the first of several, where it follows from anything. A cause that weighs less than
 * what follows from it is none. In time that grows with the number of findings alone.
 */
export function findCauses(findings: readonly TreeIssue[]): Map<TreeIssue, TreeIssue> {
  const candidates = findings.filter(({ code }) => causes.has(code) || missingFiles.test(code));
  const found = new Map<TreeIssue, TreeIssue>();
  if (candidates.length === 0) return found;
  const all = new Candidates(candidates, () => true);
  const heavy = new Candidates(candidates, ({ severity }) => severity !== 'warning');
  for (const finding of findings) {
    const place = (finding.severity === 'error' ? heavy : all).firstCause(finding);
    const cause = place === null ? undefined : candidates[place];
    if (cause !== undefined) found.set(finding, cause);
  }
  return found;
}

/** Findings from which others may follow, by their codes. */
class Candidates {
  readonly #byCode = new Map<string, CauseIndex>();
  /** Of findings of a run itself: one that bears another name is told by its own metadata. */
  readonly #ofRun = new Map<string, CauseIndex>();
  readonly #missing = new Map<string, FirstBefore>();

  constructor(candidates: readonly TreeIssue[], isTaken: (candidate: TreeIssue) => boolean) {
    for (const [place, candidate] of candidates.entries()) {
      if (!isTaken(candidate)) continue;
      const { code, entity, expected } = candidate;
      if (missingFiles.test(code) && expected !== undefined)
        addTo(this.#missing, expected, FirstBefore, candidate, place);
      addTo(this.#byCode, code, CauseIndex, candidate, place);
      if (entity === 'run') addTo(this.#ofRun, code, CauseIndex, candidate, place);
    }
  }

  /** The number of the first one that a finding follows from; null where there is none. */
  firstCause(finding: TreeIssue): number | null {
    const { code, path, entity, expected } = finding;
    const isMissing = missingFiles.test(code);
    let first: number | null = null;
    const consider = (place: number | null | undefined) => {
      if (place != null && (first === null || place < first)) first = place;
    };
    // Several files may name one that is not there.
    if (isMissing && expected !== undefined) consider(this.#missing.get(expected)?.find(finding));
    for (const [cause, index] of this.#byCode) {
      if (isMissing && missingFiles.test(cause)) continue;
      const near = cause !== code ? index : entity === 'run' ? undefined : this.#ofRun.get(cause);
      if (near === undefined) continue;
      for (const nearness of nearnessOf(cause, code)) consider(near.firstNear(path, nearness));
    }
    return first;
  }
}

/** Findings that are alike; the others follow from the one whose text comes before theirs. */
class FirstBefore {
  /** Each before all that were added sooner; what comes before none of them is never the first. */
  readonly #least: { readonly key: string; readonly place: number }[] = [];

  add(finding: TreeIssue, place: number): void {
    const key = orderOf(finding);
    const last = this.#least.at(-1);
    if (last === undefined || key < last.key) this.#least.push({ key, place });
  }

  /** The number of the first one added that comes before a finding; null where there is none. */
  find(finding: TreeIssue): number | null {
    const key = orderOf(finding);
    let [from, to] = [0, this.#least.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#least[middle]?.key ?? '') < key) to = middle;
      else from = middle + 1;
    }
    return this.#least[from]?.place ?? null;
  }
}

function orderOf({ code, path, message }: TreeIssue): string {
  return [code === 'REFERENCE_MISSING' ? 0 : 1, path, message].join('\n');
}

function addTo<Index extends { add(finding: TreeIssue, place: number): void }>(
  indices: Map<string, Index>,
  key: string,
  Kind: new () => Index,
  finding: TreeIssue,
  place: number,
): void {
  const index = indices.get(key) ?? new Kind();
  indices.set(key, index);
  index.add(finding, place);
}
