import { sixDigits } from '../base/messages.js';

/** The result of comparing one entity of tree A with tree B. */
export interface EntityDiff {
  /** The entity type of the layout table; `other` for unknown files, `tree` for the trees as a whole. */
  readonly type: string;
  readonly deposition: string | null;
  readonly dataset: string | null;
  readonly run: string | null;
  /** The voxel spacing of the entity, in Å with three decimals. */
  readonly spacing: Sides<string | null>;
  readonly id: Sides<string | null>;
  readonly status: 'same' | 'changed' | 'added' | 'removed';
  /** The number of files of the entity that were compared, or that only one tree has. */
  readonly files: number;
  readonly changes: readonly Change[];
}

/** Options of a comparison: what to compare, and which differences to ignore. */
export interface DiffOptions {
  /** For voxels, numbers in metadata and locations of points (in voxels). */
  readonly tolerance: NumberTolerance;
  /** The distance in voxels that a point may move and still count as the same point. */
  readonly pointRadius: number;
  /** Key paths of metadata to ignore. */
  readonly ignoredFields: readonly string[];
  /** Datasets to compare; null for all, and for depositions. */
  readonly datasets: readonly string[] | null;
  /** True for the runs to compare; null for all, and for files outside runs. */
  readonly isRunWanted: ((name: string) => boolean) | null;
  /** Entity types of the layout table to compare; null for all. */
  readonly types: readonly string[] | null;
}

/** Severities of changes, the worst first: to measurements, metadata, how or when they are stored. */
export const severities = ['science', 'metadata', 'storage', 'time'] as const;

/** The severity of a change. */
export type Severity = (typeof severities)[number];

/** The first or the second tree. */
export type Side = 'a' | 'b';

/** The same thing in both trees. */
export interface Sides<T> {
  readonly a: T;
  readonly b: T;
}

type Facts = Readonly<Record<string, number | readonly number[]>>;

/** Returns a number among the facts of a change as text; empty if it is not there. */
type NumberOf = (name: string) => string;

type Measures = (of: NumberOf, facts: Facts) => string;

const ifKnown = (known: string, text: string) => (known === '' ? '' : text);
const share = (of: NumberOf) => `${of('points')} of ${of('of')}`;
const ofPoints = (of: NumberOf) => ifKnown(of('points'), `${share(of)} points`);
const ofNumbers = (of: NumberOf) =>
  ifKnown(of('numbers'), `${of('changed')} of ${of('numbers')} numbers, at most by ${of('largest')}`);

/**
 * The kinds of change, with their sentences and what their facts say; empty where location and values say it all. Reports
 * contain the kinds, so a kind keeps its meaning.
 */
export const changeKinds = {
  // the tree
  layout: 'the trees have different layouts',
  'entity-added': 'only in B',
  'entity-removed': 'only in A',
  renumbered: 'renumbered',
  'moved-spacing': 'in another voxel spacing',
  'file-added': 'file only in B',
  'file-removed': 'file only in A',
  'file-renamed': 'file renamed',
  unreadable: 'could not be compared',
  // bytes and text
  bytes: 'bytes differ',
  lines: ['lines differ', (of, { lines }) => (lines === 1 ? '' : `${of('lines')} lines`)],
  'line-ends': 'line ends or blanks at line ends differ',
  // JSON
  value: ['', (of) => ofPoints(of) || ofNumbers(of)],
  'key-added': ['key only in B', ofPoints],
  'key-removed': ['key only in A', ofPoints],
  'record-added': 'item only in B',
  'record-removed': 'item only in A',
  'record-order': 'items in another order',
  'key-order': 'keys in another order',
  'number-spelling': 'number spelled differently',
  'path-spelling': 'the same file under another path',
  'spacing-and-escapes': 'the same content, written differently',
  // volumes
  shape: 'shapes differ',
  'sample-type': 'samples stored differently',
  'header-field': '',
  'extended-header': '',
  labels: '',
  voxels: ['voxels differ', describeVoxels],
  'voxels-within-tolerance': ['voxels differ within the tolerance', describeVoxels],
  levels: 'level on one side only',
  chunks: 'chunks of another size',
  codec: 'compressed differently',
  separator: 'chunks named differently',
  'array-attribute': 'stored differently',
  'empty-chunks': 'chunks of nothing but fill value are written on one side only',
  'surplus-bytes': 'surplus bytes behind the samples differ',
  'surplus-files': 'files that are not part of the OME-Zarr differ',
  // masks
  mask: [
    'mask differs',
    (of, { labels }) => `Dice ${of('dice')}, ${of('labels')} ${labels === 1 ? 'label' : 'labels'} changed`,
  ],
  'label-added': 'label only in B',
  'label-removed': 'label only in A',
  'label-changed': ['label covers other voxels', (of) => `Dice ${of('dice')}`],
  // points
  'points-moved': ['points moved', (of) => `${share(of)}, at most by ${of('farthestVoxels')} voxels`],
  'points-rotated': ['points turned', (of) => `${share(of)}, at most by ${of('largestDegrees')}°`],
  matrices: ['matrix changed, not a rotation', share],
  'rotations-added': ['points have a rotation only in B', share],
  'rotations-removed': ['points have lost their rotation', share],
  'instances-added': ['points have an instance only in B', share],
  'instances-removed': ['points have lost their instance', share],
  'points-relabelled': ['points of another instance', share],
  'points-added': ['points only in B', (of) => of('points')],
  'points-removed': ['points only in A', (of) => of('points')],
  'points-order': 'points in another order',
  'points-type': 'points of another type',
  // meshes and pictures
  mesh: [
    'mesh differs',
    (of) => ifKnown(of('largest'), `vertices at most ${of('largest')} apart, ${of('mean')} on average`),
  ],
  'mesh-order': 'the same surface, its vertices or triangles in another order',
  'mesh-winding': [
    'triangles face the other way',
    (of) => ifKnown(of('triangles'), `${of('triangles')} of ${of('of')}`),
  ],
  'picture-size': 'pictures of another size',
  picture: ['pixels differ', (of) => `${of('pixels')} of ${of('of')}, at most by ${of('largest')} of 255`],
  'picture-format': 'pictures of another format',
  // what viewers load
  'segment-voxels': [
    'labels of voxels differ',
    (of, facts) => `${of('different')} of ${of('voxels')}, the first${placeOf(facts)}`,
  ],
  'mesh-levels': 'other levels of detail',
} satisfies Readonly<Record<string, string | readonly [string, Measures]>>;

export type ChangeKind = keyof typeof changeKinds;

/** A change within a file, or of an entity. */
export interface ContentChange {
  readonly kind: ChangeKind;
  readonly severity: Severity;
  /** The location: a key path, `level 1`, a line; null for the whole file. */
  readonly at: string | null;
  /** The content in A, as text; null if there is nothing to show. */
  readonly a: string | null;
  /** The content in B. */
  readonly b: string | null;
  /** Measurements by name, with the unit in the name. Swapping the trees does not change them. */
  readonly facts?: Facts;
}

/** A change, with the files in which it was found. */
export interface Change extends ContentChange {
  readonly files: Sides<string | null>;
}

/** Describes a change in one line: location, what changed, both values, measures. */
export function describeChange({ at, kind, a, b, facts = {} }: Change): string {
  const row = changeKinds[kind];
  const [sentence, measures]: readonly [string, Measures?] = typeof row === 'string' ? [row] : row;
  const of = (name: string) => (typeof facts[name] === 'number' ? sixDigits(facts[name]) : '');
  const contrast = a === null || b === null ? (a ?? b ?? '') : `${a} → ${b}`;
  const parts = [at, joined([sentence, measures?.(of, facts) ?? '']), contrast];
  return parts.filter((part) => part !== null && part !== '').join(': ');
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}

function describeVoxels(of: NumberOf, facts: Facts): string {
  const isPartly = facts.beyond !== facts.different && facts.beyond !== 0;
  return joined([
    `${of('different')} of ${of('voxels')}${isPartly ? `, ${of('beyond')} beyond the tolerance` : ''}`,
    `largest |Δ| ${of('largest')}${placeOf(facts)}`,
    `relative ${of('largestRelative')}`,
    `rms of Δ ${of('rms')}`,
    facts.nanMismatches === 0 ? '' : `${of('nanMismatches')} numbers against NaN`,
  ]);
}

function placeOf({ zyx }: Facts): string {
  return Array.isArray(zyx) ? ` at z ${zyx[0]}, y ${zyx[1]}, x ${zyx[2]}` : '';
}

/** Returns a change within a file. */
export function contentChange(
  kind: ChangeKind,
  severity: Severity,
  at: string | null = null,
  a: string | null = null,
  b: string | null = null,
  facts?: ContentChange['facts'],
): ContentChange {
  return { kind, severity, at, a, b, ...(facts === undefined ? {} : { facts }) };
}

/** Returns a change if two texts differ, else nothing. */
export function textChange(
  kind: ChangeKind,
  severity: Severity,
  at: string | null,
  a: string | null,
  b: string | null,
  isSame = a === b,
): ContentChange[] {
  return isSame ? [] : [contentChange(kind, severity, at, a, b)];
}

/** The allowed difference of two numbers: |a − b| ≤ absolute + relative × max(|a|, |b|). */
export interface NumberTolerance {
  readonly absolute: number;
  readonly relative: number;
}

/**
 * True if two numbers agree within a tolerance. NaN equals NaN; an infinity equals only itself.
 *
 * @example
 * isWithin(100, 101, { absolute: 0, relative: 0.01 }); // true
 */
export function isWithin(a: number, b: number, { absolute, relative }: NumberTolerance): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  const distance = Math.abs(a - b);
  return Number.isFinite(distance) && distance <= absolute + relative * Math.max(Math.abs(a), Math.abs(b));
}

/** The precision of a float32, as a share of the number. */
const lastDigit = 2 ** -23;
/** The largest rounding error of a computed 0. */
const zeroError = 1e-12;

/**
 * True if two numbers differ only by rounding, which varies between programs: by no more than the last digit of a
 * float32 of the size of `scale`. Two integers must be equal: they are counts, not results of a computation.
 *
 * @example
 * isRounding(0.1 + 0.2, 0.3); // true
 * isRounding(3, 4); // false
 */
export function isRounding(a: number, b: number, scale = Math.max(Math.abs(a), Math.abs(b))): boolean {
  if (Number.isInteger(a) && Number.isInteger(b)) return a === b;
  const distance = Math.abs(a - b);
  return distance <= lastDigit * scale || ((a === 0 || b === 0) && distance <= zeroError);
}

/** Returns a text for a change, cut to `length` characters. */
export function shorten(text: string, length = 120): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
