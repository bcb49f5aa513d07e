import { axisOf } from './header-axes.js';

/** Where a TARDIS table has instance, x, y and z, counted from 0. */
export interface TardisColumns {
  readonly id: number;
  readonly position: readonly [number, number, number];
}

/** The columns that a header names: `IDs` and `X [A]`, `Y [A]`, `Z [A]` in any order; null where one of the four is missing. */
export function tardisColumns(header: readonly string[]): TardisColumns | null {
  const id = header.findIndex((name) => /^\s*"?IDs?"?\s*$/i.test(name));
  const at = (axis: 'x' | 'y' | 'z') => header.findIndex((name) => axisOf(name) === axis);
  const position = [at('x'), at('y'), at('z')] as const;
  return id < 0 || position.includes(-1) ? null : { id, position };
}
