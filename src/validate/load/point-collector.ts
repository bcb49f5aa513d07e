import { defined } from '../../base/collections.js';
import type { CryoetError } from '../../base/errors.js';
import {
  fieldsOf,
  type PointField,
  type PointType,
  type PublishedPoint,
  pointFieldNames,
  pointFields,
} from '../../formats/points/point.js';
import { blankLine, mixedKinds } from '../../formats/points/published-points.js';
import { rotationFault } from '../../formats/points/rotation.js';
import { publishedShape } from '../../tree/entities/annotation-shapes.js';
import { issueOf } from '../../tree/tree-reader.js';
import type { PointTable } from '../contexts/reconstructions.js';
import { mostListed, type ReportedIssue } from '../finding.js';

/** Collects the points of an ndjson file, and the faults of its lines. */
export class PointCollector {
  /** The type that every line must have; null for shapes without points. */
  readonly #type: PointType | null;
  /** What every line must have. */
  readonly #fields: readonly PointField[];
  /** What no line may have. */
  readonly #foreign: readonly PointField[];
  #locations = new Float64Array(3 * 1024);
  #lines = new Uint32Array(1024);
  #rotations: Float32Array | null;
  #instanceIds: Float64Array | null;
  #count = 0;
  readonly #instances = new Set<number>();
  readonly #faults: ReportedIssue[] = [];
  #faultCount = 0;
  readonly #blank = { count: 0, first: 0 };
  readonly #wrongType: { line: number; found: string }[] = [];
  /** Keys that only some points have, which are reported. */
  readonly #mixed = new Set<string>();
  readonly #unknownKeys: { line: number; found: string }[] = [];
  readonly #wrongRotation: { line: number; found: string }[] = [];
  /** Lines whose rotation matrix the reader rejected. */
  readonly #withoutMatrix = new Set<number>();

  constructor(shape: string) {
    const content = publishedShape(shape)?.content;
    this.#type = content?.kind === 'points' ? content.type : null;
    this.#fields = this.#type === null ? [] : fieldsOf[this.#type];
    this.#foreign = pointFieldNames.filter((field) => !this.#fields.includes(field));
    this.#rotations = this.#fields.includes('rotation') ? new Float32Array(9 * 1024) : null;
    this.#instanceIds = this.#fields.includes('instance') ? new Float64Array(1024) : null;
  }

  /** Adds an issue that the reader reports for a line. */
  report(issue: CryoetError): void {
    const { line = 0, keyPath, found = '' } = issue.facts;
    if (issue.message === mixedKinds && keyPath !== undefined) this.#mixed.add(keyPath);
    if (issue.message === blankLine) {
      if (this.#blank.count === 0) this.#blank.first = line;
      this.#blank.count += 1;
    } else if (
      issue.message === mixedKinds &&
      this.#fields.some((field) => pointFields[field].key === keyPath)
    ) {
      // `add` reports each point without the key that its shape needs.
    } else if (keyPath === pointFields.rotation.key && this.#rotations !== null) {
      this.#wrongRotation.push({ line, found });
      this.#withoutMatrix.add(line);
    } else {
      this.#fault(issueOf(issue));
    }
  }

  add(point: PublishedPoint): void {
    const { line, type, rotation, instance, unknownKey } = point;
    const foreign = this.#foreign.find((field) => point[field] !== null);
    const key = unknownKey ?? (foreign && pointFields[foreign].key);
    if (key !== undefined && type === this.#type) this.#unknownKeys.push({ line, found: key });
    if (this.#type !== null && type !== this.#type) {
      this.#wrongType.push({ line, found: type ?? 'no type' });
    }
    for (const field of this.#fields) {
      const { key, malformed, expected, isValid } = pointFields[field];
      // Rotations have a rule of their own.
      if (field === 'rotation') continue;
      const numbers = point[field];
      if (numbers === null) {
        this.#fault({ line, ...malformed });
        return;
      }
      if (isValid?.(typeof numbers === 'number' ? [numbers] : numbers) === false)
        this.#fault({ line, message: `invalid ${key}`, found: `${numbers}`, ...defined({ expected }) });
    }
    if (this.#instanceIds !== null && instance !== null) this.#instances.add(instance);
    let isRotation = false;
    if (this.#rotations !== null && !this.#withoutMatrix.has(line)) {
      const wrong = rotation === null ? 'no matrix' : rotationFault(rotation.flat());
      if (wrong !== null) this.#wrongRotation.push({ line, found: wrong });
      isRotation = wrong === null;
    }
    this.#push(point, isRotation ? rotation : null);
  }

  finish(): PointTable {
    const { count, first } = this.#blank;
    const message = count === 1 ? blankLine : `${count} blank lines, this one the first`;
    const blank: ReportedIssue[] = count === 0 ? [] : [{ line: first, message }];
    return {
      count: this.#count,
      locations: this.#locations.subarray(0, 3 * this.#count),
      lines: this.#lines.subarray(0, this.#count),
      rotations: this.#rotations?.subarray(0, 9 * this.#count) ?? null,
      instanceIds: this.#instanceIds?.subarray(0, this.#count) ?? null,
      instances: this.#instances.size,
      faults: [...this.#faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)), ...blank],
      faultCount: this.#faultCount + blank.length,
      wrongType: this.#wrongType,
      unknownKeys: this.#unknownKeys.filter(({ found }) => !this.#mixed.has(found)),
      wrongRotation: this.#wrongRotation.sort((a, b) => a.line - b.line),
    };
  }

  #fault(fault: ReportedIssue): void {
    this.#faultCount += 1;
    if (this.#faults.length < mostListed) this.#faults.push(fault);
  }

  #push({ x, y, z, instance, line }: PublishedPoint, rotation: PublishedPoint['rotation']): void {
    const at = this.#count;
    if (at === this.#lines.length) {
      this.#locations = doubled(this.#locations, new Float64Array(6 * at));
      this.#lines = doubled(this.#lines, new Uint32Array(2 * at));
      if (this.#rotations !== null) this.#rotations = doubled(this.#rotations, new Float32Array(18 * at));
      if (this.#instanceIds !== null)
        this.#instanceIds = doubled(this.#instanceIds, new Float64Array(2 * at));
    }
    this.#locations.set([x, y, z], 3 * at);
    this.#lines[at] = line;
    // NaN marks an invalid matrix, which has been reported; nothing is compared with it.
    this.#rotations?.set(
      rotation?.flat().length === 9 ? rotation.flat() : new Array(9).fill(Number.NaN),
      9 * at,
    );
    this.#instanceIds?.set([instance ?? Number.NaN], at);
    this.#count += 1;
  }
}

function doubled<Numbers extends Float64Array | Float32Array | Uint32Array>(
  from: Numbers,
  to: Numbers,
): Numbers {
  to.set(from);
  return to;
}
