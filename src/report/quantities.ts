// Numbers and units for people.

import { nameSome, sixDigits } from '../base/messages.js';
import type { VoxelSize } from '../volume/volume.js';

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Formats bytes with decimal units: `12.3 MB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? Math.round(value) : value.toFixed(value < 99.95 ? 1 : 0)} ${units[power]}`;
}

/** Formats seconds: `0.8 s`, `42 s`, `3 min 05 s`, `2 h 07 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

const longestList = 12;

/** Formats a number with six significant digits; whole numbers are not rounded. */
export function formatNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : sixDigits(value);
}

/** Formats numbers, separated by commas. */
export function formatNumbers(values: readonly number[]): string {
  return values.map(formatNumber).join(', ');
}

/** Formats the first numbers of a list, and how many follow. */
export function listNumbers(values: readonly number[]): string {
  return nameSome(values.map(formatNumber), longestList);
}

/** Formats a shape: `200 × 512 × 512`. */
export function formatShape(shape: readonly number[]): string {
  return shape.join(' × ');
}

/** Formats a voxel size in Å: one number if all axes are equal. */
export function formatVoxelSize(size: VoxelSize | null): string {
  if (size === null) return 'not stated';
  const [z, y, x] = [size.z, size.y, size.x].map(formatNumber);
  return x === y && y === z ? `${x} Å` : `${z}, ${y}, ${x} Å (z, y, x)`;
}
