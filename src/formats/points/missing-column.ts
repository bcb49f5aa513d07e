import { FormatError } from '../../errors/index.js';

/** Says which column of a particle table is missing, and what kind of table it may be instead. */
export function missingColumn(
  name: string,
  columns: readonly string[],
  place: { readonly path: string; readonly line: number },
): FormatError {
  const hint = columns.includes('rlnCenteredCoordinateXAngst')
    ? 'particles of RELION 5 are read as relion5_star'
    : null;
  const facts = { ...place, expected: name, found: columns.join(', ') };
  return new FormatError(`the column ${name} is missing`, hint === null ? facts : { ...facts, hint });
}
