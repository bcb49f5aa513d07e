import { formatFixed } from '../json/index.js';

/** A voxel spacing (Å) as directories and templates spell it: always three decimals, ties to even. */
export function voxelSpacingName(voxelSpacing: number): string {
  return formatFixed(voxelSpacing, 3);
}
