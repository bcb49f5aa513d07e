import { FormatError } from '../../errors/index.js';
import type { StarRow } from '../star/index.js';
import { parseFinite } from '../text/index.js';
import type { AnnotationPoint } from './point.js';
import { type PointOptions, placement } from './point-options.js';
import { reverseAxes } from './rotation.js';
import type { StarLayout } from './star-layout.js';

type Three = readonly [number, number, number];

/** Turns rows of a particle table into points; the columns are looked up once. */
export interface ParticleTable {
  /** The cell that names the row's tomogram; null where no filter is asked for. */
  tomogram(row: StarRow): string | null;
  /** Fails with a FormatError on a cell that is no number. */
  point(row: StarRow): AnnotationPoint;
}

/** Fails with a FormatError that names the first column that is missing and lists what is there. */
export function particleTable(
  layout: StarLayout,
  columns: readonly string[],
  place: { readonly path: string; readonly line: number },
  options: PointOptions & { readonly isOriented: boolean; readonly pixelSize: number },
): ParticleTable {
  const find = (names: readonly string[]) =>
    names.map((name) => {
      const index = columns.indexOf(name);
      if (index < 0) throw missingColumn(name, columns, place);
      return index;
    }) as unknown as Three;
  const position = find(layout.position);
  const { shift } = layout;
  const hasShift = shift.isRequired || shift.columns.every((name) => columns.includes(name));
  const shifts = hasShift ? find(shift.columns) : null;
  const angles = options.isOriented ? find(layout.angles) : null;
  const hasFilter = typeof options.filter === 'string';
  const [tomogram = null] = hasFilter ? find([layout.tomogram]) : [];
  const toLocation = placement(options);

  const number = (row: StarRow, column: number): number => {
    const cell = row.cells[column] as string;
    const value = parseFinite(cell);
    if (value !== null) return value;
    throw new FormatError(`${columns[column]} is no number`, {
      path: place.path,
      line: row.line,
      expected: 'a number',
      found: JSON.stringify(cell),
    });
  };
  const coordinate = (row: StarRow, axis: 0 | 1 | 2): number => {
    const at = number(row, position[axis]);
    if (shifts === null) return at;
    const by = number(row, shifts[axis]);
    return at + shift.sign * (shift.inAngstrom ? by / options.pixelSize : by);
  };
  return {
    tomogram: (row) => (tomogram === null ? null : (row.cells[tomogram] as string)),
    point(row) {
      const location = toLocation(coordinate(row, 0), coordinate(row, 1), coordinate(row, 2));
      if (angles === null) return { type: 'point', location };
      const rotation = layout.rotation(
        number(row, angles[0]),
        number(row, angles[1]),
        number(row, angles[2]),
      );
      return {
        type: 'orientedPoint',
        location,
        rotation: options.order === 'zyx' ? reverseAxes(rotation) : rotation,
      };
    },
  };
}

function missingColumn(
  name: string,
  columns: readonly string[],
  place: { readonly path: string; readonly line: number },
): FormatError {
  const isRelion5 = columns.includes('rlnCenteredCoordinateXAngst');
  return new FormatError(`the column ${name} is missing`, {
    ...place,
    expected: name,
    found: columns.join(', '),
    ...(isRelion5 ? { hint: 'RELION 5 tables are not supported: export the particles for RELION 4' } : {}),
  });
}
