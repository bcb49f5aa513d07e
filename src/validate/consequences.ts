// Findings that follow from other findings. A damaged file, for example, also breaks the rules on its content: those
// findings are shown below the one on the damage.

import { addToGroup, defined, getOrMake, groupBy, partitionPoint } from '../base/collections.js';
import { parentKey } from '../storage/keys.js';
import type { TreeIssue } from './finding.js';

/** Places of consequences: in the file of their cause or below, in the same item's directory, in the same run. */
const nearnesses = ['file', 'item', 'run'] as const;
type Nearness = (typeof nearnesses)[number];

/** Consequences of a fault: codes of rules, by how near they must be. */
type Consequences = Readonly<Partial<Record<Nearness, readonly string[]>>>;

/** Rules on voxel spacings, which compare headers. */
const spacings = ['SPACING_MRC_DIFFERS', 'SPACING_ZARR_DIFFERS'];
/** Rules that compare the voxels or shapes of several files. */
const voxels = `FORMATS_DIFFER PYRAMID_WRONG VOLUME_SIZE_DIFFERS VOLUME_SCALES_DIFFER ZARR_SHAPE_WRONG
SPACING_MRC_DIFFERS LABELS_DATA_DIFFER`.split(/\s/);
/** Rules on references to missing files. */
const names = ['REFERENCE_MISSING', 'KEY_IMAGE_MISSING', 'VIEWER_CONFIG_MISSING', 'VIEWER_SOURCE_MISSING'];
/** Rules on names and paths that have the name of a run or the number of a dataset. */
const named = [
  ...`VOLUME_NAMED_WRONG FILE_UNREFERENCED REFERENCE_FOREIGN NAME_BREAKS_PATTERN`.split(' '),
  ...['VIEWER_TOMOGRAM_MISSING', 'VIEWER_LAYER_FOREIGN', 'VIEWER_LAYER_MISSING', ...names],
];

/** A file that is unreadable or incomplete breaks all rules on its content. */
const everyOther: Consequences = { file: ['*'], item: voxels };
/** Rules that need the metadata of an item. */
const withoutMetadata = ['FILE_UNREFERENCED', 'MDOC_COUNT_WRONG'];
/** An item without readable metadata breaks rules on its files. */
const undescribed: Consequences = { file: ['*'], item: withoutMetadata };

/** The rules that fail because another does, by its code. `*`: all but those on empty files, names and paths. */
export const consequences: Readonly<Record<string, Consequences>> = {
  FILE_EMPTY: { file: ['*'], item: [...voxels, ...withoutMetadata] },
  JSON_INVALID: undescribed,
  METADATA_MISSING: undescribed,
  MRC_UNREADABLE: everyOther,
  MRC_EXTENDED_HEADER_CUT: everyOther,
  MRC_SIZE_FAR_OFF: everyOther,
  MRC_SIZE_DIFFERS: { item: ['FORMATS_DIFFER', 'MRC_DATA_UNREADABLE'] },
  MRC_SHAPE_EMPTY: { file: ['GAIN_NOT_SINGLE', 'MRC_SIZE_DIFFERS', 'MRC_SIZE_FAR_OFF'] },
  MRC_CELL_NEGATIVE: { file: spacings },
  MRC_SAMPLING_WRONG: { file: spacings },
  MRC_STACK_INDIVISIBLE: { file: ['MRC_ISPG_WRONG', 'MRC_SAMPLING_WRONG', ...spacings] },
  MASK_SIZE_DIFFERS: {
    item: ['MRC_SAMPLING_WRONG', 'MRC_SIZE_DIFFERS', 'MRC_SIZE_FAR_OFF', 'ZARR_SHAPE_WRONG'],
  },
  ZARR_AXES_WRONG: { file: spacings },
  ZARR_DTYPE_WRONG: { item: ['PYRAMID_WRONG', 'FORMATS_DIFFER'] },
  ZARR_SHAPE_WRONG: { item: ['VOLUME_SCALES_DIFFER'] },
  LABELS_INVALID: { item: ['LABELS_DATA_DIFFER'] },
  LABELS_COUNT_WRONG: { run: ['LABELS_DATA_DIFFER', 'SEGMENT_PROPERTIES_WRONG', 'VIEWER_SEGMENTS_WRONG'] },
  VOLUME_FORMAT_MISSING: { item: names },
  VOLUME_NAMED_WRONG: { item: [...names, 'FILE_UNREFERENCED'] },
  VOLUME_SIZE_NOT_FIRST_SCALE: { file: ['VOLUME_SIZE_DIFFERS'] },
  VOLUME_SCALES_NOT_HALVED: { file: ['VOLUME_SCALES_DIFFER'] },
  VOLUME_SIZE_DIFFERS: { file: ['VOLUME_SCALES_DIFFER'] },
  SPACING_NOT_MULTIPLE: { item: spacings, run: ['SPACING_FINER_THAN_PIXELS'] },
  NAME_UNSAFE: {
    file: ['FILE_UNKNOWN', 'FILE_UNREFERENCED', 'FRAME_UNREADABLE'],
    item: ['MDOC_FRAMES_DIFFER', 'MDOC_SECTION_COUNT_WRONG', 'FILE_UNREFERENCED'],
  },
  NAME_CASE_CLASH: { file: ['FILE_UNREFERENCED'] },
  IDENTIFIER_INVALID: { file: ['METADATA_MISSING', 'FILE_UNREFERENCED'] },
  IDENTIFIER_DUPLICATE: { file: ['VOLUME_NAMED_WRONG', 'FILE_UNREFERENCED'] },
  REFERENCE_FORM: { item: ['FILE_UNREFERENCED'] },
  LAYOUT_MIXED: { item: ['METADATA_MISSING', ...names] },
  FRAME_SECTION_DIFFERS: { item: ['FILE_UNREFERENCED', 'REFERENCE_MISSING', 'REFERENCE_FOREIGN'] },
  MDOC_SECTION_COUNT_WRONG: { item: ['FILE_UNREFERENCED'] },
  MDOC_COUNT_WRONG: { file: ['FILE_UNREFERENCED'], item: ['REFERENCE_MISSING'] },
  RUN_NAME_WRONG: {
    run: [
      ...'RUN_NAME_WRONG LAYOUT_MIXED VOLUME_FORMAT_MISSING RAWTILT_UNREADABLE MDOC_COUNT_WRONG'.split(' '),
      ...['FRAME_EXTENSION_UNKNOWN', ...named],
    ],
  },
  // Of a dataset: its directory was renamed.
  IDENTIFIER_DISAGREES: { item: ['FRAME_SECTION_DIFFERS', ...named] },
  ANNOTATION_KEY_WRONG: { run: ['POINT_NAMES_WRONG', 'SEGMENT_NAMES_WRONG'] },
  // A fit that is wrong in the table; the metadata are right.
  SECTION_CORRELATION_OUT_OF_RANGE: { item: ['SECTION_CTF_DIFFERS'] },
  SECTION_PHASE_SHIFT_OUT_OF_RANGE: { item: ['SECTION_CTF_DIFFERS'] },
  SECTION_RESOLUTION_NEGATIVE: { item: ['SECTION_CTF_DIFFERS'] },
  ALIGNMENT_ROTATION_INVALID: { file: ['ALIGNMENT_SECTIONS_DIFFER'] },
  MESH_OUT_OF_BOUNDS: { run: ['PRECOMPUTE_MESH_MISPLACED'] },
  MESH_TRANSFORMED: { run: ['PRECOMPUTE_MESH_MISPLACED'] },
};

/** Returns how near a finding must be to its cause; empty if `code` never follows from `cause`. */
export function nearnessOf(cause: string, code: string): readonly Nearness[] {
  return nearnesses.filter((nearness) => {
    const codes = consequences[cause]?.[nearness] ?? [];
    return codes.includes(code) || (codes.includes('*') && code !== cause && !isIndependent(code));
  });
}

/** True for rules on empty files, names and paths, which fail whatever else is wrong with a file. */
function isIndependent(code: string): boolean {
  return code === 'FILE_EMPTY' || /^(?:NAME_|LAYOUT_|IDENTIFIER_|FILE_UNKNOWN|FILE_LEFTOVER)/.test(code);
}

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
  const roots = new Map<TreeIssue, TreeIssue>();
  for (const finding of causeOf.keys()) {
    const root = rootOf(finding, causeOf, roots);
    if (root !== finding) addToGroup(below, root, finding);
  }
  const folded = new Set([...below.values()].flat());
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
