import type { VoxelSize } from '../volume/volume.js';

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Bytes as people read them, with decimal units: `12.3 MB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? Math.round(value) : value.toFixed(value < 99.95 ? 1 : 0)} ${units[power]}`;
}

/** Seconds as people read them: `0.8 s`, `42 s`, `3 min 05 s`, `2 h 07 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

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
