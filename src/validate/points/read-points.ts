import { publishedShape } from '../../entities/index.js';
import { isJsonObject, type JsonValue } from '../../json/index.js';
import type { Fault } from '../finding.js';
import { numberAt, textAt, valueAt } from '../json-access.js';
import type { PointTable } from './point-table.js';

/** Faulty lines that are spelled out. */
const spelledOut = 5;
/** Rows may be this far from orthonormal: coordinates are written with about six digits. */
const rotationTolerance = 1e-3;

/** Collects the points of an ndjson file line by line; nothing that a line says makes it fail. */
export class PointCollector {
  /** Type that every line must have; null for shapes that hold no points. */
  readonly #type: string | null;
  #locations = new Float64Array(3 * 1024);
  #lines = new Uint32Array(1024);
  #count = 0;
  readonly #instances = new Set<number>();
  readonly #faults: Fault[] = [];
  #faultCount = 0;
  readonly #blank = { count: 0, first: 0 };
  readonly #wrongType: { line: number; found: string }[] = [];
  readonly #wrongRotation: { line: number; found: string }[] = [];

  constructor(shape: string) {
    const content = publishedShape(shape)?.content;
    this.#type = content?.kind === 'points' ? content.type : null;
  }

  add(text: string, line: number): void {
    if (text.trim() === '') {
      if (this.#blank.count === 0) this.#blank.first = line;
      this.#blank.count += 1;
      return;
    }
    let point: JsonValue;
    try {
      point = JSON.parse(text) as JsonValue;
    } catch (error) {
      this.#fault({ line, message: 'not JSON', found: error instanceof Error ? error.message : 'nonsense' });
      return;
    }
    const [x, y, z] = ['x', 'y', 'z'].map((axis) => numberAt(point, 'location', axis));
    if (!isJsonObject(point) || x == null || y == null || z == null) {
      this.#fault({
        line,
        message: 'no location',
        expected: 'numbers location.x, location.y and location.z',
      });
      return;
    }
    const type = textAt(point, 'type');
    if (this.#type !== null && type !== this.#type) {
      this.#wrongType.push({ line, found: type ?? 'no type' });
    }
    if (this.#type === 'instancePoint') {
      const id = numberAt(point, 'instance_id');
      if (id === null) {
        this.#fault({ line, message: 'no instance_id', expected: 'a number' });
        return;
      }
      this.#instances.add(id);
    }
    if (this.#type === 'orientedPoint') {
      const wrong = rotationFault(valueAt(point, 'xyz_rotation_matrix'));
      if (wrong !== null) this.#wrongRotation.push({ line, found: wrong });
    }
    this.#push(x, y, z, line);
  }

  finish(): PointTable {
    const { count, first } = this.#blank;
    const blank: Fault[] =
      count === 0
        ? []
        : [
            {
              line: first,
              message: count === 1 ? 'a blank line' : `${count} blank lines, this one the first`,
            },
          ];
    return {
      count: this.#count,
      locations: this.#locations.subarray(0, 3 * this.#count),
      lines: this.#lines.subarray(0, this.#count),
      instances: this.#instances.size,
      faults: [...this.#faults, ...blank],
      faultCount: this.#faultCount + blank.length,
      wrongType: this.#wrongType,
      wrongRotation: this.#wrongRotation,
    };
  }

  #fault(fault: Fault): void {
    this.#faultCount += 1;
    if (this.#faults.length < spelledOut) this.#faults.push(fault);
  }

  #push(x: number, y: number, z: number, line: number): void {
    if (this.#count === this.#lines.length) {
      const locations = new Float64Array(2 * this.#locations.length);
      const lines = new Uint32Array(2 * this.#lines.length);
      locations.set(this.#locations);
      lines.set(this.#lines);
      this.#locations = locations;
      this.#lines = lines;
    }
    this.#locations.set([x, y, z], 3 * this.#count);
    this.#lines[this.#count] = line;
    this.#count += 1;
  }
}

function rotationFault(matrix: JsonValue | undefined): string | null {
  if (matrix === undefined) return 'no matrix';
  const rows = [0, 1, 2].map((row) => [0, 1, 2].map((column) => numberAt(matrix, row, column)));
  const isSquare = Array.isArray(matrix) && matrix.length === 3;
  if (!isSquare || rows.flat().includes(null)) return 'not 3 × 3 numbers';
  const [a, b, c] = rows as [number[], number[], number[]];
  const products = [dot(a, a) - 1, dot(b, b) - 1, dot(c, c) - 1, dot(a, b), dot(a, c), dot(b, c)];
  if (products.some((product) => Math.abs(product) > rotationTolerance))
    return 'rows that are not orthonormal';
  const determinant = dot(a, cross(b, c));
  return Math.abs(determinant - 1) > rotationTolerance ? `determinant ${determinant.toFixed(3)}` : null;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);
}

function cross(a: readonly number[], b: readonly number[]): number[] {
  const [ax, ay, az] = a as [number, number, number];
  const [bx, by, bz] = b as [number, number, number];
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}
