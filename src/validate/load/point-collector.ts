import { defined } from '../../base/collections.js';
import type { CryoetError } from '../../base/errors.js';
import { GrowingNumbers } from '../../base/growing-numbers.js';
import { fieldsOf, type PublishedPoint, pointFieldNames, pointFields } from '../../formats/points/point.js';
import { blankLine, mixedKinds } from '../../formats/points/published-points.js';
import { rotationFault } from '../../formats/points/rotation.js';
import { publishedShape } from '../../tree/entities/annotation-shapes.js';
import { issueOf } from '../../tree/tree-reader.js';
import type { PointTable } from '../contexts/reconstructions.js';
import { mostListed, type ReportedIssue } from '../finding.js';

const noMatrix: readonly number[] = new Array(9).fill(Number.NaN);

/** Collects the points of an ndjson file, and the faults of its lines. */
export function pointCollector(shape: string) {
  const content = publishedShape(shape)?.content;
  /** The type that every line must have; null for shapes without points. */
  const pointType = content?.kind === 'points' ? content.type : null;
  /** Fields that every line must have, and those that none may have. */
  const fields = pointType === null ? [] : fieldsOf[pointType];
  const foreignFields = pointFieldNames.filter((field) => !fields.includes(field));
  const locations = new GrowingNumbers(Float64Array);
  const lines = new GrowingNumbers(Uint32Array);
  const rotations = fields.includes('rotation') ? new GrowingNumbers(Float32Array) : null;
  const instanceIds = fields.includes('instance') ? new GrowingNumbers(Float64Array) : null;
  const instances = new Set<number>();
  const faults: ReportedIssue[] = [];
  let faultCount = 0;
  const blank = { count: 0, first: 0 };
  const wrongType: { line: number; found: string }[] = [];
  /** Keys that only some points have, which are reported. */
  const mixed = new Set<string>();
  const unknownKeys: { line: number; found: string }[] = [];
  const wrongRotation: { line: number; found: string }[] = [];
  /** Lines whose rotation matrix the reader rejected. */
  const withoutMatrix = new Set<number>();
  return { report, add, finish };

  /** Adds an issue that the reader reports for a line. */
  function report(issue: CryoetError): void {
    const { line = 0, keyPath, found = '' } = issue.facts;
    if (issue.message === mixedKinds && keyPath !== undefined) mixed.add(keyPath);
    if (issue.message === blankLine) {
      if (blank.count === 0) blank.first = line;
      blank.count += 1;
    } else if (issue.message === mixedKinds && fields.some((field) => pointFields[field].key === keyPath)) {
      // `add` reports each point without the key that its shape needs.
    } else if (keyPath === pointFields.rotation.key && rotations !== null) {
      wrongRotation.push({ line, found });
      withoutMatrix.add(line);
    } else {
      addFault(issueOf(issue));
    }
  }

  function add(point: PublishedPoint): void {
    const { line, type, rotation, instance, unknownKey } = point;
    const foreign = foreignFields.find((field) => point[field] !== null);
    const key = unknownKey ?? (foreign && pointFields[foreign].key);
    if (key !== undefined && type === pointType) unknownKeys.push({ line, found: key });
    if (pointType !== null && type !== pointType) wrongType.push({ line, found: type ?? 'no type' });
    for (const field of fields) {
      const { key, malformed, expected, isValid } = pointFields[field];
      // Rotations have a rule of their own.
      if (field === 'rotation') continue;
      const numbers = point[field];
      if (numbers === null) {
        addFault({ line, ...malformed });
        return;
      }
      if (isValid?.(typeof numbers === 'number' ? [numbers] : numbers) === false)
        addFault({ line, message: `invalid ${key}`, found: `${numbers}`, ...defined({ expected }) });
    }
    if (instanceIds !== null && instance !== null) instances.add(instance);
    let isRotation = false;
    if (rotations !== null && !withoutMatrix.has(line)) {
      const wrong = rotation === null ? 'no matrix' : rotationFault(rotation);
      if (wrong !== null) wrongRotation.push({ line, found: wrong });
      isRotation = wrong === null;
    }
    addPoint(point, isRotation ? rotation : null);
  }

  function finish(): PointTable {
    const { count, first } = blank;
    const message = count === 1 ? blankLine : `${count} blank lines, this one the first`;
    const more: ReportedIssue[] = count === 0 ? [] : [{ line: first, message }];
    return {
      count: lines.length,
      locations: locations.values,
      lines: lines.values,
      rotations: rotations?.values ?? null,
      instanceIds: instanceIds?.values ?? null,
      instances: instances.size,
      faults: [...faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)), ...more],
      faultCount: faultCount + more.length,
      wrongType,
      unknownKeys: unknownKeys.filter(({ found }) => !mixed.has(found)),
      wrongRotation: wrongRotation.sort((a, b) => a.line - b.line),
    };
  }

  function addFault(fault: ReportedIssue): void {
    faultCount += 1;
    if (faults.length < mostListed) faults.push(fault);
  }

  function addPoint({ x, y, z, instance, line }: PublishedPoint, rotation: PublishedPoint['rotation']): void {
    locations.push(x);
    locations.push(y);
    locations.push(z);
    lines.push(line);
    // NaN marks an invalid matrix, which has been reported; nothing is compared with it.
    const matrix = rotation ?? noMatrix;
    for (let cell = 0; rotations !== null && cell < 9; cell++) rotations.push(matrix[cell] as number);
    instanceIds?.push(instance ?? Number.NaN);
  }
}
