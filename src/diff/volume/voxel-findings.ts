import type { ContentChange } from '../change.js';
import type { VoxelTally } from './voxel-tally.js';

/** The change of one level's voxels; none when they are all alike. */
export function voxelChanges(tally: VoxelTally, at: string): ContentChange[] {
  const { sum, place } = tally;
  if (sum.different === 0) return [];
  const isBeyond = sum.beyond > 0;
  return [
    {
      kind: isBeyond ? 'voxels' : 'voxels-within-tolerance',
      severity: isBeyond ? 'science' : 'storage',
      at,
      a: place === null ? null : showSample(place.a),
      b: place === null ? null : showSample(place.b),
      facts: {
        voxels: sum.count,
        different: sum.different,
        beyond: sum.beyond,
        largest: sum.maxAbsolute,
        largestRelative: sum.maxRelative,
        rms: Math.sqrt(sum.sumOfSquares / sum.count),
        nanMismatches: sum.nanMismatches,
        ...(place === null ? {} : { zyx: place.voxel }),
      },
    },
  ];
}

/** A sample as short as it can be told from others of its precision. */
function showSample(value: number): string {
  if (Math.fround(value) !== value) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
