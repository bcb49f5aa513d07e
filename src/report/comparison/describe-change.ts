import { sixDigits } from '../../base/messages.js';
import type { Change, ChangeKind } from '../../diff/change.js';

type Facts = NonNullable<Change['facts']>;

/** Returns a number among the facts of a change as text; empty if it is not there. */
type NumberOf = (name: string) => string;

type Measures = (of: NumberOf, facts: Facts) => string;

const ifKnown = (known: string, text: string) => (known === '' ? '' : text);
const share = (of: NumberOf) => `${of('points')} of ${of('of')}`;
const ofPoints = (of: NumberOf) => ifKnown(of('points'), `${share(of)} points`);
const ofNumbers = (of: NumberOf) =>
  ifKnown(of('numbers'), `${of('changed')} of ${of('numbers')} numbers, at most by ${of('largest')}`);

/** Sentences by kind of change, with what its facts say; empty where location and values say it all. */
const sentences: Readonly<Record<ChangeKind, string | readonly [string, Measures]>> = {
  layout: 'the trees have different layouts',
  'entity-added': 'only in B',
  'entity-removed': 'only in A',
  renumbered: 'renumbered',
  'moved-spacing': 'in another voxel spacing',
  'file-added': 'file only in B',
  'file-removed': 'file only in A',
  'file-renamed': 'file renamed',
  unreadable: 'could not be compared',
  bytes: 'bytes differ',
  lines: ['lines differ', (of, { lines }) => (lines === 1 ? '' : `${of('lines')} lines`)],
  'line-ends': 'line ends or blanks at line ends differ',
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
  mask: [
    'mask differs',
    (of, { labels }) => `Dice ${of('dice')}, ${of('labels')} ${labels === 1 ? 'label' : 'labels'} changed`,
  ],
  'label-added': 'label only in B',
  'label-removed': 'label only in A',
  'label-changed': ['label covers other voxels', (of) => `Dice ${of('dice')}`],
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
  'segment-voxels': [
    'labels of voxels differ',
    (of, facts) => `${of('different')} of ${of('voxels')}, the first${placeOf(facts)}`,
  ],
  'mesh-levels': 'other levels of detail',
};

/** Describes a change in one line: location, what changed, both values, measures. */
export function describeChange({ at, kind, a, b, facts = {} }: Change): string {
  const row = sentences[kind];
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
