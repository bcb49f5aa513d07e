import { type JsonValue, toNumber } from '../../json/index.js';

/** A matrix of finite numbers with so many rows and columns; null for anything else. */
function matrixOf(value: JsonValue | undefined, size: number): number[][] | null {
  if (!Array.isArray(value) || value.length !== size) return null;
  const rows = value.map((row) => (Array.isArray(row) ? row.map((cell) => toNumber(cell)) : []));
  const isWhole = rows.every(
    (row) => row.length === size && row.every((cell) => cell !== null && Number.isFinite(cell)),
  );
  return isWhole ? (rows as number[][]) : null;
}

/** Share of its scale that a determinant may lie from zero and still count as zero. */
const tiny = 1e-9;

/** Whether a 4 × 4 matrix maps places to places, with a last row of 0, 0, 0, 1, and can be inverted; null for no such matrix. */
export function isInvertible(value: JsonValue | undefined): boolean | null {
  const matrix = matrixOf(value, 4);
  if (matrix === null) return null;
  const [a = [], b = [], c = [], last = []] = matrix;
  if (last.join() !== '0,0,0,1') return false;
  const [a0 = 0, a1 = 0, a2 = 0] = a;
  const [b0 = 0, b1 = 0, b2 = 0] = b;
  const [c0 = 0, c1 = 0, c2 = 0] = c;
  const determinant = a0 * (b1 * c2 - b2 * c1) - a1 * (b0 * c2 - b2 * c0) + a2 * (b0 * c1 - b1 * c0);
  const scale = Math.hypot(a0, a1, a2) * Math.hypot(b0, b1, b2) * Math.hypot(c0, c1, c2);
  return Math.abs(determinant) > tiny * scale;
}

/** Share by which the columns of a rotation may be longer or shorter: programs correct magnification in the same matrix. */
const stretch = 0.1;

/** Whether a 2 × 2 matrix turns, and neither mirrors, shears nor scales by more than 10 %; null for no such matrix. */
export function isPlaneRotation(value: JsonValue | undefined): boolean | null {
  const matrix = matrixOf(value, 2);
  if (matrix === null) return null;
  const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = matrix;
  const lengths = [Math.hypot(a, c), Math.hypot(b, d)] as const;
  const isLong = lengths.every((length) => Math.abs(length - 1) <= stretch);
  return isLong && Math.abs(a * b + c * d) <= stretch && a * d - b * c > 0;
}
