import type { VoxelSize } from '../../volume/volume.js';

/** Numbers of a list that are shown. */
const longestList = 12;

/** A number with at most six digits that say something. */
export function formatNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

/** Numbers with commas between them. */
export function formatNumbers(values: readonly number[]): string {
  return values.map(formatNumber).join(', ');
}

/** The first numbers of a list, and how many more there are. */
export function listNumbers(values: readonly number[]): string {
  const more = values.length - longestList;
  return `${formatNumbers(values.slice(0, longestList))}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Extents with × between them. */
export function formatShape(shape: readonly number[]): string {
  return shape.join(' × ');
}

/** A voxel size in Å: one number where all axes have the same. */
export function formatVoxelSize(size: VoxelSize | null): string {
  if (size === null) return 'not stated';
  const [z, y, x] = [size.z, size.y, size.x].map(formatNumber);
  return x === y && y === z ? `${x} Å` : `${z}, ${y}, ${x} Å (z, y, x)`;
}
