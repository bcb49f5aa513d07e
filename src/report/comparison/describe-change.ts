import { sixDigits } from '../../base/messages.js';
import type { Change, ChangeKind } from '../../diff/change.js';

type Facts = NonNullable<Change['facts']>;

/** Sentences by kind of change; empty where location and values say it all. */
const sentences: Readonly<Record<ChangeKind, string>> = {
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
  lines: 'lines differ',
  'line-ends': 'line ends or blanks at line ends differ',
  value: '',
  'key-added': 'key only in B',
  'key-removed': 'key only in A',
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
  voxels: 'voxels differ',
  'voxels-within-tolerance': 'voxels differ within the tolerance',
  levels: 'level on one side only',
  chunks: 'chunks of another size',
  codec: 'compressed differently',
  separator: 'chunks named differently',
  'array-attribute': 'stored differently',
  'empty-chunks': 'chunks of nothing but fill value are written on one side only',
  'surplus-bytes': 'surplus bytes behind the samples differ',
  'surplus-files': 'files that are not part of the OME-Zarr differ',
  mask: 'mask differs',
  'label-added': 'label only in B',
  'label-removed': 'label only in A',
  'label-changed': 'label covers other voxels',
  'points-moved': 'points moved',
  'points-rotated': 'points turned',
  matrices: 'matrix changed, not a rotation',
  'rotations-added': 'points have a rotation only in B',
  'rotations-removed': 'points have lost their rotation',
  'instances-added': 'points have an instance only in B',
  'instances-removed': 'points have lost their instance',
  'points-relabelled': 'points of another instance',
  'points-added': 'points only in B',
  'points-removed': 'points only in A',
  'points-order': 'points in another order',
  'points-type': 'points of another type',
  mesh: 'mesh differs',
  'mesh-order': 'the same surface, its vertices or triangles in another order',
  'mesh-winding': 'triangles face the other way',
  'picture-size': 'pictures of another size',
  picture: 'pixels differ',
  'picture-format': 'pictures of another format',
  'segment-voxels': 'labels of voxels differ',
  'mesh-levels': 'other levels of detail',
};

/** Describes a change in one line: location, what changed, both values, measures. */
export function describeChange(change: Change): string {
  const { at, kind, a, b, facts = {} } = change;
  const parts = [at, joined([sentences[kind], describeFacts(kind, facts)]), sides(a, b)];
  return parts.filter((part) => part !== null && part !== '').join(': ');
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}

function sides(a: string | null, b: string | null): string {
  if (a === null && b === null) return '';
  if (a === null) return b as string;
  return b === null ? a : `${a} → ${b}`;
}

function describeFacts(kind: ChangeKind, facts: Facts): string {
  const of = (name: string) => number(facts[name]);
  switch (kind) {
    case 'voxels':
    case 'voxels-within-tolerance':
      return describeVoxels(facts);
    case 'segment-voxels':
      return `${of('different')} of ${of('voxels')}, the first${placeOf(facts)}`;
    case 'mask':
      return `Dice ${of('dice')}, ${of('labels')} ${facts.labels === 1 ? 'label' : 'labels'} changed`;
    case 'label-changed':
      return `Dice ${of('dice')}`;
    case 'points-moved':
      return `${of('points')} of ${of('of')}, at most by ${of('farthestVoxels')} voxels`;
    case 'points-rotated':
      return `${of('points')} of ${of('of')}, at most by ${of('largestDegrees')}°`;
    case 'matrices':
    case 'rotations-added':
    case 'rotations-removed':
    case 'instances-added':
    case 'instances-removed':
    case 'points-relabelled':
      return `${of('points')} of ${of('of')}`;
    case 'points-added':
    case 'points-removed':
      return of('points');
    case 'mesh':
      return facts.largest === undefined
        ? ''
        : `vertices at most ${of('largest')} apart, ${of('mean')} on average`;
    case 'mesh-winding':
      return facts.triangles === undefined ? '' : `${of('triangles')} of ${of('of')}`;
    case 'picture':
      return `${of('pixels')} of ${of('of')}, at most by ${of('largest')} of 255`;
    case 'lines':
      return facts.lines === 1 ? '' : `${of('lines')} lines`;
    case 'key-added':
    case 'key-removed':
      return facts.points === undefined ? '' : `${of('points')} of ${of('of')} points`;
    case 'value':
      if (facts.points !== undefined) return `${of('points')} of ${of('of')} points`;
      return facts.numbers === undefined
        ? ''
        : `${of('changed')} of ${of('numbers')} numbers, at most by ${of('largest')}`;
    default:
      return '';
  }
}

function describeVoxels(facts: Facts): string {
  const of = (name: string) => number(facts[name]);
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

function number(value: Facts[string] | undefined): string {
  return typeof value === 'number' ? sixDigits(value) : '';
}
