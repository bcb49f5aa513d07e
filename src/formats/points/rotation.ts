import type { AnnotationPoint, Location, PointOptions, PointType, Rotation, Vector } from './point.js';

/** A unit quaternion: x, y, z, w. */
type Quaternion = readonly [number, number, number, number];

/** The orientation of a point that is not turned. */
export const unturned: Rotation = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Returns the orientation of a RELION particle, (Rz(rot)·Ry(tilt)·Rz(psi))ᵀ, from its angles in degrees. */
export function relionRotation(rot: number, tilt: number, psi: number): Rotation {
  const [x, y, z, w] = product(product(turn('z', rot), turn('y', tilt)), turn('z', psi));
  return toMatrix([-x, -y, -z, w]);
}

/** Returns the orientation of a STOPGAP particle, Rz(psi)·Rx(the)·Rz(phi), from phi, the and psi in degrees. */
export function stopgapRotation(phi: number, the: number, psi: number): Rotation {
  return toMatrix(product(turn('z', psi), product(turn('x', the), turn('z', phi))));
}

/**
 * Returns the orientation of a Dynamo particle, (Rz(narot)·Rx(tilt)·Rz(tdrot))ᵀ, from tdrot, tilt and narot in
 * degrees: the inverse of the matrix of dynamo_euler2matrix, which rotates a particle onto the template.
 */
export function dynamoRotation(tdrot: number, tilt: number, narot: number): Rotation {
  return stopgapRotation(-narot, -tilt, -tdrot);
}

/** Returns the orientation of IMOD slicer angles in degrees: Rz(−z)·Ry(−y)·Rx(−x). */
export function slicerRotation(x: number, y: number, z: number): Rotation {
  return toMatrix(product(turn('z', -z), product(turn('y', -y), turn('x', -x))));
}

/** Returns rlnAngleRot, rlnAngleTilt (0 to 180) and rlnAnglePsi in degrees: the inverse of `relionRotation`. */
export function relionAngles([a, b, , d, e, , g, h, i]: Rotation): Vector {
  // The transpose is Rz(rot)·Ry(tilt)·Rz(psi), whose last column is g, h, i: sine and cosine of rot times r, and i.
  const r = Math.sqrt(g * g + h * h);
  const rot = Math.atan2(h, g);
  const [sine, cosine] = r === 0 ? [Math.sin(rot), Math.cos(rot)] : [h / r, g / r];
  const psi = Math.atan2(cosine * b - sine * a, cosine * e - sine * d);
  return [toDegrees(rot), toDegrees(Math.atan2(r, i)), toDegrees(psi)];
}

/** Returns tdrot, tilt (0 to 180) and narot in degrees, -180 to 180: the inverse of `dynamoRotation`. */
export function dynamoAngles([a, b, c, d, e, f, , , i]: Rotation): Vector {
  // Of Rz(psi)·Rx(the)·Rz(phi). Half a turn of both others reverses the sign of the tilt.
  const psi = Math.atan2(c, -f);
  const [sine, cosine] = [Math.sin(psi), Math.cos(psi)];
  const phi = Math.atan2(-cosine * b - sine * e, cosine * a + sine * d);
  const half = (angle: number) => (angle > 0 ? 180 : -180) - toDegrees(angle);
  return [half(psi), toDegrees(Math.atan2(Math.hypot(c, f), i)), half(phi)];
}

/** Returns the IMOD slicer angles x, y, z of an orientation in degrees: the inverse of `slicerRotation`. */
export function slicerAngles([a, b, c, d, e, f, g]: Rotation): Vector {
  const z = Math.atan2(d, a);
  const [sine, cosine] = [Math.sin(z), Math.cos(z)];
  const x = Math.atan2(sine * c - cosine * f, cosine * e - sine * b);
  return [toDegrees(-x), toDegrees(Math.atan2(g, Math.hypot(a, d))), toDegrees(-z)];
}

/** Converts radians to degrees, without -0. */
function toDegrees(radians: number): number {
  return (radians * 180) / Math.PI + 0;
}

/** Returns a particle: with its rotation, in the order of axes of the options, if oriented points are read. */
export function particlePoint(
  type: PointType,
  location: Location,
  rotation: () => Rotation,
  { order }: PointOptions,
): AnnotationPoint {
  if (type !== 'orientedPoint') return { type: 'point', location };
  if (order !== 'zyx') return { type, location, rotation: rotation() };
  // In the order z, y, x, rows and columns are reversed.
  return { type, location, rotation: rotation().toReversed() as readonly number[] as Rotation };
}

/** Returns the rotation `first` followed by the rotation `second`: second · first. */
export function afterRotation(second: Rotation, [a, b, c, d, e, f, g, h, i]: Rotation): Rotation {
  // The columns of the product are those of the first rotation, turned.
  const [x, y, z] = [turned(second, [a, d, g]), turned(second, [b, e, h]), turned(second, [c, f, i])];
  return [x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]];
}

export function turned([a, b, c, d, e, f, g, h, i]: Rotation, [x, y, z]: Vector): Vector {
  return [a * x + b * y + c * z, d * x + e * y + f * z, g * x + h * y + i * z];
}

/** Returns the quaternion of a rotation about an axis. */
function turn(axis: 'x' | 'y' | 'z', degrees: number): Quaternion {
  const half = (degrees * (Math.PI / 180)) / 2;
  const sine = Math.sin(half);
  return [axis === 'x' ? sine : 0, axis === 'y' ? sine : 0, axis === 'z' ? sine : 0, Math.cos(half)];
}

/** Returns the rotation `q` followed by the rotation `p`. */
function product(p: Quaternion, q: Quaternion): Quaternion {
  const [px, py, pz, pw] = p;
  const [qx, qy, qz, qw] = q;
  return [
    pw * qx + qw * px + (py * qz - pz * qy),
    pw * qy + qw * py + (pz * qx - px * qz),
    pw * qz + qw * pz + (px * qy - py * qx),
    pw * qw - px * qx - py * qy - pz * qz,
  ];
}

function toMatrix([x, y, z, w]: Quaternion): Rotation {
  const [xx, yy, zz, ww] = [x * x, y * y, z * z, w * w];
  const [xy, zw, xz, yw, yz, xw] = [x * y, z * w, x * z, y * w, y * z, x * w];
  return [
    xx - yy - zz + ww,
    2 * (xy - zw),
    2 * (xz + yw),
    2 * (xy + zw),
    -xx + yy - zz + ww,
    2 * (yz - xw),
    2 * (xz - yw),
    2 * (yz + xw),
    -xx - yy + zz + ww,
  ];
}

/** Tolerance of rotations that other programs write, with few digits. */
export const writtenTolerance = 0.01;

/**
 * Returns why nine numbers from index `from` on, row by row, are not a rotation; null if they are one: rows of length
 * 1 at right angles to each other, and determinant 1, each within `tolerance`, by default for numbers of six digits.
 */
export function rotationFault(matrix: ArrayLike<number>, from = 0, tolerance = 1e-3): string | null {
  // Spelled out: millions of points are checked.
  const at = (index: number) => Number(matrix[from + index]);
  const [a, b, c] = [at(0), at(1), at(2)];
  const [d, e, f] = [at(3), at(4), at(5)];
  const [g, h, i] = [at(6), at(7), at(8)];
  const error = Math.max(
    Math.abs(a * a + b * b + c * c - 1),
    Math.abs(d * d + e * e + f * f - 1),
    Math.abs(g * g + h * h + i * i - 1),
    Math.abs(a * d + b * e + c * f),
    Math.abs(a * g + b * h + c * i),
    Math.abs(d * g + e * h + f * i),
  );
  if (!(error <= tolerance)) return 'rows that are not orthonormal';
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return Math.abs(determinant - 1) <= tolerance ? null : `determinant ${determinant.toFixed(3)}`;
}

/** Returns the determinant of the first three rows and columns of a matrix. */
export function determinantOf([a = [], b = [], c = []]: readonly (readonly number[])[]): number {
  const [a0 = 0, a1 = 0, a2 = 0] = a;
  const [b0 = 0, b1 = 0, b2 = 0] = b;
  const [c0 = 0, c1 = 0, c2 = 0] = c;
  return a0 * (b1 * c2 - b2 * c1) - a1 * (b0 * c2 - b2 * c0) + a2 * (b0 * c1 - b1 * c0);
}
