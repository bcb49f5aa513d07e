import { addToGroup, defined, getOrMake, groupBy, partitionPoint } from '../base/collections.js';
import { parentKey } from '../storage/keys.js';
import { consequences, type Nearness, nearnessOf } from './consequence-table.js';
import type { TreeIssue } from './finding.js';

/** Moves consequences below their causes, others keep their order. Warnings never cause errors. */
export function foldConsequences(findings: readonly TreeIssue[]): TreeIssue[] {
  const byRun = groupBy(findings, ({ dataset, run }) => `${dataset ?? ''}/${run ?? ''}`);
  const causeOf = new Map<TreeIssue, TreeIssue>();
  // The number of a dataset is in the paths of all of its runs.
  const ofDatasets = findings.filter(({ code, run }) => code === 'IDENTIFIER_DISAGREES' && run === null);
  for (const group of byRun.values()) {
    const above = ofDatasets.filter(({ dataset }) => dataset === group[0]?.dataset);
    for (const [finding, cause] of findCauses([...above, ...group])) causeOf.set(finding, cause);
  }
  const below = new Map<TreeIssue, TreeIssue[]>();
  const folded = new Set<TreeIssue>();
  const roots = new Map<TreeIssue, TreeIssue>();
  for (const finding of causeOf.keys()) {
    const root = rootOf(finding, causeOf, roots);
    if (root === finding) continue;
    addToGroup(below, root, finding);
    folded.add(finding);
  }
  return findings
    .filter((finding) => !folded.has(finding))
    .map((finding) => ({ ...finding, ...defined({ consequences: below.get(finding) }) }));
}

/** Follows the causes of a finding to the first one. `roots` caches the results. */
function rootOf(
  finding: TreeIssue,
  causeOf: ReadonlyMap<TreeIssue, TreeIssue>,
  roots: Map<TreeIssue, TreeIssue>,
): TreeIssue {
  const seen = new Set<TreeIssue>();
  let root = finding;
  for (let next = causeOf.get(root); next !== undefined; next = causeOf.get(root)) {
    const known = roots.get(root);
    // In a circle of causes, each finding is a root of its own.
    if (known === undefined && seen.has(next)) return root;
    seen.add(root);
    root = known ?? next;
    if (known !== undefined) break;
  }
  for (const each of seen) roots.set(each, root);
  return root;
}

/** Findings by location. Each has its position in the list of possible causes; the first one counts. */
class CauseIndex {
  #first: number | null = null;
  /** By path with what it is: that of a finding, a directory above one, or the directory of its item. */
  readonly #positions = new Map<string, number>();

  /** Adds a finding. Call it in ascending order of positions. */
  add({ path }: TreeIssue, position: number): void {
    this.#first ??= position;
    const above = directoriesAbove(path).map((directory) => `above ${directory}`);
    for (const key of [`path ${path}`, ...above, `item ${itemDirectory(path)}`])
      getOrMake(this.#positions, key, () => position);
  }

  /** Returns the position of the first finding within the given nearness of a path; null if there is none. */
  firstNear(path: string, nearness: Nearness): number | null {
    if (nearness === 'run') return this.#first;
    const places = [path, ...directoriesAbove(path)];
    const keys = [`above ${path}`, ...places.map((place) => `path ${place}`)];
    if (nearness === 'item') keys.push(...places.map((place) => `item ${place}`));
    const found = keys.flatMap((key) => this.#positions.get(key) ?? []);
    return found.length === 0 ? null : Math.min(...found);
  }
}

/** Returns the directories above a path: `a/b` and `a` for `a/b/c`. */
function directoriesAbove(path: string): string[] {
  const directories: string[] = [];
  for (let end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
    directories.push(path.slice(0, end));
    if (end === 0) break;
  }
  return directories;
}

/** Returns the directory of a file's item; for a file in an OME-Zarr, the one that holds the OME-Zarr. */
function itemDirectory(path: string): string {
  const volume = /^(.*?\.zarr)(?:\/|$)/.exec(path)?.[1] ?? path;
  return parentKey(volume);
}

/** Rules on files that metadata refer to and that do not exist. */
const missingFiles = /^(?:REFERENCE|KEY_IMAGE|VIEWER_CONFIG|VIEWER_SOURCE)_MISSING$/;

/** Returns the first cause of each finding of a run that has one. A warning never causes an error. */
export function findCauses(findings: readonly TreeIssue[]): Map<TreeIssue, TreeIssue> {
  const candidates = findings.filter(
    ({ code }) => Object.hasOwn(consequences, code) || missingFiles.test(code),
  );
  const found = new Map<TreeIssue, TreeIssue>();
  const all = new Candidates(candidates, () => true);
  const heavy = new Candidates(candidates, ({ severity }) => severity !== 'warning');
  for (const finding of findings) {
    const position = (finding.severity === 'error' ? heavy : all).firstCause(finding);
    const cause = position === null ? undefined : candidates[position];
    if (cause !== undefined) found.set(finding, cause);
  }
  return found;
}

class Candidates {
  readonly #byCode = new Map<string, CauseIndex>();
  /** Findings of run metadata. A finding of the same code elsewhere in the run can follow only from them. */
  readonly #ofRun = new Map<string, CauseIndex>();
  /** By the missing file: findings that sort before all earlier ones. No other can be the first before a finding. */
  readonly #missing = new Map<string, { readonly order: string; readonly position: number }[]>();

  constructor(candidates: readonly TreeIssue[], isTaken: (candidate: TreeIssue) => boolean) {
    for (const [position, candidate] of candidates.entries()) {
      if (!isTaken(candidate)) continue;
      const { code, entity, expected } = candidate;
      if (missingFiles.test(code) && expected !== undefined) {
        const least = getOrMake(this.#missing, expected, () => []);
        const order = orderOf(candidate);
        const last = least.at(-1);
        if (last === undefined || order < last.order) least.push({ order, position });
      }
      getOrMake(this.#byCode, code, () => new CauseIndex()).add(candidate, position);
      if (entity === 'run') getOrMake(this.#ofRun, code, () => new CauseIndex()).add(candidate, position);
    }
  }

  /** Returns the position of the first cause of a finding; null if there is none. */
  firstCause(finding: TreeIssue): number | null {
    const { code, path, entity, expected } = finding;
    const isMissing = missingFiles.test(code);
    let first: number | null = null;
    const consider = (position: number | null | undefined) => {
      if (position != null && (first === null || position < first)) first = position;
    };
    // Several files may refer to the same missing file.
    if (isMissing && expected !== undefined) {
      const least = this.#missing.get(expected) ?? [];
      const own = orderOf(finding);
      consider(least[partitionPoint(least.length, (at) => (least[at]?.order ?? '') < own)]?.position);
    }
    for (const [cause, index] of this.#byCode) {
      if (isMissing && missingFiles.test(cause)) continue;
      const near = cause !== code ? index : entity === 'run' ? undefined : this.#ofRun.get(cause);
      if (near === undefined) continue;
      for (const nearness of nearnessOf(cause, code)) consider(near.firstNear(path, nearness));
    }
    return first;
  }
}

/** Returns the text by which equivalent findings are sorted: each follows from the first that sorts before it. */
function orderOf({ code, path, message }: TreeIssue): string {
  return [code === 'REFERENCE_MISSING' ? 0 : 1, path, message].join('\n');
}
