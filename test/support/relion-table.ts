/** A table of RELION with the coordinates of points, and with more columns; a row has its values between spaces. */
export function relionTable(rows: readonly string[], columns: readonly string[] = []): string {
  const all = ['CoordinateX', 'CoordinateY', 'CoordinateZ', ...columns].map((name) => `_rln${name}\n`);
  return `data_\n\nloop_\n${all.join('')}${rows.join('\n')}\n`;
}
