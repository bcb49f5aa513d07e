import type { TreeIssue } from './finding.js';

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

/** Findings by where they lie, each under the number of its place among those from which others may follow. */
class CauseIndex {
  #first: number | null = null;
  readonly #paths = new Map<string, number>();
  readonly #above = new Map<string, number>();
  readonly #items = new Map<string, number>();

  /** Adds a finding; those with lower numbers come first. */
  add({ path }: TreeIssue, place: number): void {
    this.#first ??= place;
    note(this.#paths, path, place);
    for (const directory of directoriesAbove(path)) note(this.#above, directory, place);
    note(this.#items, itemDirectory(path), place);
  }

  /** The number of the first finding to which a path is so near; null where there is none. */
  firstNear(path: string, nearness: Nearness): number | null {
    if (nearness === 'run') return this.#first;
    const places = [this.#above.get(path)];
    for (const directory of [path, ...directoriesAbove(path)]) {
      places.push(this.#paths.get(directory));
      if (nearness === 'item') places.push(this.#items.get(directory));
    }
    const found = places.filter((place) => place !== undefined);
    return found.length === 0 ? null : Math.min(...found);
  }
}

function note(places: Map<string, number>, path: string, place: number): void {
  if (!places.has(path)) places.set(path, place);
}

/** `a/b` and `a` for `a/b/c`. */
function directoriesAbove(path: string): string[] {
  const directories: string[] = [];
  for (let end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
    directories.push(path.slice(0, end));
    if (end === 0) break;
  }
  return directories;
}

/** The directory of a file; of one in a pyramid, the directory that the pyramid lies in. */
function itemDirectory(path: string): string {
  const volume = /^(.*?\.zarr)(?:\/|$)/.exec(path)?.[1] ?? path;
  return volume.slice(0, Math.max(0, volume.lastIndexOf('/')));
}

/** How a finding lies to its cause: in the same file or below it, in the same item's directory, or in the same run. */
type Nearness = 'file' | 'item' | 'run';

/** What follows from a broken rule, by its code. */
interface Consequence {
  readonly codes: readonly string[];
  readonly within: Nearness;
}

const spacings = ['SPACING_MRC_DIFFERS', 'SPACING_ZARR_DIFFERS'];
const voxels = [
  'FORMATS_DIFFER',
  'PYRAMID_WRONG',
  'VOLUME_SIZE_DIFFERS',
  'VOLUME_SCALES_DIFFER',
  'ZARR_SHAPE_WRONG',
  'SPACING_MRC_DIFFERS',
  'LABELS_DATA_DIFFER',
];
const names = ['REFERENCE_MISSING', 'KEY_IMAGE_MISSING', 'VIEWER_CONFIG_MISSING', 'VIEWER_SOURCE_MISSING'];

/** What a file that cannot be read, or is not whole, makes of the rules that look at its content. */
const everyOther: readonly Consequence[] = [
  { codes: ['*'], within: 'file' },
  { codes: voxels, within: 'item' },
];
/** What an item without readable metadata makes of its files. */
const undescribed: readonly Consequence[] = [
  { codes: ['*'], within: 'file' },
  { codes: ['FILE_UNREFERENCED', 'MDOC_COUNT_WRONG'], within: 'item' },
];

/** For each rule the rules that are broken because it is; a code ending in `*` stands for all that begin so. */
const consequences: Readonly<Record<string, readonly Consequence[]>> = {
  FILE_EMPTY: [...everyOther, ...undescribed],
  JSON_INVALID: undescribed,
  METADATA_MISSING: undescribed,
  MRC_UNREADABLE: everyOther,
  MRC_EXTENDED_HEADER_CUT: everyOther,
  MRC_SIZE_FAR_OFF: everyOther,
  MRC_SIZE_DIFFERS: [{ codes: ['FORMATS_DIFFER', 'MRC_DATA_UNREADABLE'], within: 'item' }],
  MRC_SHAPE_EMPTY: [{ codes: ['GAIN_NOT_SINGLE', 'MRC_SIZE_DIFFERS', 'MRC_SIZE_FAR_OFF'], within: 'file' }],
  MRC_CELL_NEGATIVE: [{ codes: spacings, within: 'file' }],
  MRC_SAMPLING_WRONG: [{ codes: spacings, within: 'file' }],
  MRC_STACK_INDIVISIBLE: [{ codes: ['MRC_ISPG_WRONG', 'MRC_SAMPLING_WRONG', ...spacings], within: 'file' }],
  MASK_SIZE_DIFFERS: [
    {
      codes: ['MRC_SAMPLING_WRONG', 'MRC_SIZE_DIFFERS', 'MRC_SIZE_FAR_OFF', 'ZARR_SHAPE_WRONG'],
      within: 'item',
    },
  ],
  ZARR_AXES_WRONG: [{ codes: spacings, within: 'file' }],
  ZARR_DTYPE_WRONG: [{ codes: ['PYRAMID_WRONG', 'FORMATS_DIFFER'], within: 'item' }],
  ZARR_SHAPE_WRONG: [{ codes: ['VOLUME_SCALES_DIFFER'], within: 'item' }],
  LABELS_INVALID: [{ codes: ['LABELS_DATA_DIFFER'], within: 'item' }],
  LABELS_COUNT_WRONG: [
    { codes: ['LABELS_DATA_DIFFER', 'SEGMENT_PROPERTIES_WRONG', 'VIEWER_SEGMENTS_WRONG'], within: 'run' },
  ],
  VOLUME_FORMAT_MISSING: [{ codes: names, within: 'item' }],
  VOLUME_NAMED_WRONG: [{ codes: [...names, 'FILE_UNREFERENCED'], within: 'item' }],
  VOLUME_SIZE_NOT_FIRST_SCALE: [{ codes: ['VOLUME_SIZE_DIFFERS'], within: 'file' }],
  VOLUME_SCALES_NOT_HALVED: [{ codes: ['VOLUME_SCALES_DIFFER'], within: 'file' }],
  VOLUME_SIZE_DIFFERS: [{ codes: ['VOLUME_SCALES_DIFFER'], within: 'file' }],
  SPACING_NOT_MULTIPLE: [{ codes: spacings, within: 'item' }],
  NAME_UNSAFE: [
    { codes: ['FILE_UNKNOWN', 'FILE_UNREFERENCED', 'FRAME_UNREADABLE'], within: 'file' },
    { codes: ['MDOC_FRAMES_DIFFER', 'MDOC_SECTION_COUNT_WRONG', 'FILE_UNREFERENCED'], within: 'item' },
  ],
  NAME_CASE_CLASH: [{ codes: ['FILE_UNREFERENCED'], within: 'file' }],
  IDENTIFIER_INVALID: [{ codes: ['METADATA_MISSING', 'FILE_UNREFERENCED'], within: 'file' }],
  IDENTIFIER_DUPLICATE: [{ codes: ['VOLUME_NAMED_WRONG', 'FILE_UNREFERENCED'], within: 'file' }],
  REFERENCE_FORM: [{ codes: ['FILE_UNREFERENCED'], within: 'item' }],
  LAYOUT_MIXED: [{ codes: ['METADATA_MISSING', ...names], within: 'item' }],
  MDOC_COUNT_WRONG: [
    { codes: ['FILE_UNREFERENCED'], within: 'file' },
    { codes: ['REFERENCE_MISSING'], within: 'item' },
  ],
  RUN_NAME_WRONG: [
    { codes: ['RUN_NAME_WRONG', 'VOLUME_NAMED_WRONG', 'FILE_UNREFERENCED', ...names], within: 'run' },
  ],
  ALIGNMENT_ROTATION_INVALID: [{ codes: ['ALIGNMENT_SECTIONS_DIFFER'], within: 'file' }],
  MESH_OUT_OF_BOUNDS: [{ codes: ['PRECOMPUTE_MESH_MISPLACED'], within: 'run' }],
  MESH_TRANSFORMED: [{ codes: ['PRECOMPUTE_MESH_MISPLACED'], within: 'run' }],
};

/** How near a finding of one code must be to one of another to follow from it; empty where it never does. */
export function nearnessOf(cause: string, code: string): readonly Nearness[] {
  return (consequences[cause] ?? [])
    .filter(({ codes }) => codes.includes(code) || (codes.includes('*') && code !== cause && !isCause(code)))
    .map(({ within }) => within);
}

/** Codes from which others may follow. */
export const causes: ReadonlySet<string> = new Set(Object.keys(consequences));

/** Every code that the table names. */
export const namedCodes: ReadonlySet<string> = new Set([
  ...causes,
  ...Object.values(consequences).flatMap((rows) => rows.flatMap(({ codes }) => codes)),
]);

/** Names and places of files do not follow from what is in them. */
function isCause(code: string): boolean {
  return code === 'FILE_EMPTY' || /^(?:NAME_|LAYOUT_|IDENTIFIER_|FILE_UNKNOWN|FILE_LEFTOVER)/.test(code);
}

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
