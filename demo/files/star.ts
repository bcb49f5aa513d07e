/** One `loop_` of a STAR file; columns are named without their leading underscore. */
export interface StarTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** A STAR file as RELION writes it. */
export function encodeStar(tables: readonly StarTable[]): string {
  return tables
    .flatMap(({ name, columns, rows }) => [
      '',
      `data_${name}`,
      '',
      'loop_',
      ...columns.map((column, i) => `_${column} #${i + 1}`),
      ...rows.map((row) => row.map(cell).join(' ')),
      '',
    ])
    .join('\n');
}

function cell(value: string | number): string {
  return typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(6) : String(value);
}
