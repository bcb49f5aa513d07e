const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Bytes as people read them, with decimal units: `12.3 MB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? Math.round(value) : value.toFixed(value < 99.95 ? 1 : 0)} ${units[power]}`;
}
