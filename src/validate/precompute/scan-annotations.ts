import { partitionPoint } from '../../base/collections.js';
import type { IssueText } from '../../base/issue.js';
import { type AnnotationInfo, annotationTypes, onlyCell } from '../../neuroglancer/annotation-info.js';
import {
  coordinatesAt,
  fileOfId,
  propertyAt,
  type RecordLayout,
  readById,
  readSpatialCell,
  recordLayout,
  type SpatialCell,
} from '../../neuroglancer/annotation-records.js';
import type { PointTable, PrecomputeContext } from '../contexts/reconstructions.js';
import { issue } from '../finding.js';
import type { PrecomputeScan } from './precompute-scan.js';

/** Scans precomputed points or lines: compares their cell with the points, and records by id with the cell. */
export async function scanAnnotations(scan: PrecomputeScan, info: AnnotationInfo): Promise<void> {
  const layout = recordLayout(info);
  const file = onlyCell(info);
  const isThere = file !== null && scan.context.files.has(file);
  const cell = isThere ? await readSpatialCell(scan.reader, file, layout) : null;
  if (isThere && cell !== null) compareCell(scan, info, cell, layout, file);
  await scanById(scan, info, layout, cell);
}

/** The tolerance for a coordinate, which is stored as float32. */
const slack = (value: number) => 1e-6 * Math.max(1, Math.abs(value));

function compareCell(
  { context, tally }: PrecomputeScan,
  info: AnnotationInfo,
  cell: SpatialCell,
  layout: RecordLayout,
  file: string,
): void {
  const { perPoint } = annotationTypes[info.annotationType];
  const table = tableOf(context, cell.count / perPoint);
  const compare = table === null ? null : propertyComparer(table, layout);
  for (let index = 0; index < cell.count; index++) {
    const id = cell.ids[index] as bigint;
    const found = coordinatesAt(cell.records, index, layout);
    // The bounds of plain points are those of their source, or PRECOMPUTE_BOUNDS_WRONG reports them.
    if ((table === null || perPoint > 1) && !isWithin(found, info)) {
      const bounds = `${info.lower.join(', ')} to ${info.upper.join(', ')}`;
      const message = `annotation ${id} lies outside the bounds`;
      tally.add('points', file, issue(message, found.join(', '), bounds));
    }
    if (table === null) continue;
    const point = Math.floor(Number(id) / perPoint);
    const expected = table.locations.subarray(3 * point, 3 * point + 3);
    const isSame = expected.every((value, axis) => Math.abs((found[axis] as number) - value) <= slack(value));
    const fault = isSame ? (compare?.(point, Number(id) % perPoint, cell.records, index) ?? null) : null;
    const line = `line ${table.lines[point]}`;
    if (fault !== null)
      tally.add('points', file, { ...fault, message: `annotation ${id} ${fault.message} (${line})` });
    if (isSame && expected.length === 3) continue;
    const wanted = expected.length === 3 ? `${expected.join(', ')} (${line})` : 'no such point';
    const message = `annotation ${id} is not at the place of its point`;
    tally.add('points', file, issue(message, found.slice(0, 3).join(', '), wanted));
  }
}

/** Returns the points that a directory is made from, if it has as many records. */
function tableOf({ points }: PrecomputeContext, count: number): PointTable | null {
  const table = points?.value;
  return table != null && table.faultCount === 0 && table.count === count ? table : null;
}

/** True if a record is in the bounds as writers compute them: of a line, the start and the end count. */
function isWithin(found: readonly number[], { lower, upper }: AnnotationInfo): boolean {
  return ([0, 1, 2] as const).every((axis) => {
    const [start, end] = [found[axis] as number, found[found.length - 3 + axis] as number];
    const [low, high] = [lower[axis], upper[axis]];
    return start >= low - slack(low) && end <= high + slack(high);
  });
}

/** Scans the records by id, and compares each with its record in the spatial index if that was read. */
async function scanById(
  { context, reader, tally, isSample }: PrecomputeScan,
  info: AnnotationInfo,
  layout: RecordLayout,
  cell: SpatialCell | null,
): Promise<void> {
  const add = (message: string, id: bigint, inside = info.byId.key) =>
    tally.add('ids', inside, issue(message, `${id}`));
  const index = cell === null ? null : new IdIndex(cell.ids);
  for (const id of index?.repeated() ?? []) add('two annotations of the spatial index have one id', id);
  await readById(reader, info, layout, (id, record, inside) => {
    if (cell === null || index === null) return;
    const at = index.indexOf(id);
    if (at === null) {
      add('an annotation that the spatial index has not', id, inside);
      return;
    }
    if (!index.meet(at)) add('duplicate annotation', id, inside);
    const start = at * layout.size;
    if (record === null || record.every((byte, offset) => byte === cell.records[start + offset])) return;
    tally.add('records', inside, issue(`annotation ${id} is not as in the spatial index`));
  });
  if (isSample || index === null || tally.has('shard')) return;
  for (const id of index.unmet()) {
    if (context.files.has(fileOfId(id, info.byId))) add('an annotation is not there by its id', id);
  }
}

/** Looks up ids in a list, and tracks which ids were seen. Uses a few bytes per id. */
export class IdIndex {
  /** Indices sorted by id; null if each id equals its index. */
  readonly #order: Uint32Array | null;
  readonly #isSeen: Uint8Array;

  constructor(private readonly ids: BigUint64Array) {
    this.#isSeen = new Uint8Array(ids.length);
    const isInOrder = ids.every((id, index) => id === BigInt(index));
    const byId = (a: number, b: number) => Number(ids[a]! - ids[b]!);
    this.#order = isInOrder ? null : Uint32Array.from(ids, (_, index) => index).sort(byId);
  }

  /** Yields ids that occur more than once. */
  *repeated(): Generator<bigint> {
    for (let at = 1; this.#order !== null && at < this.#order.length; at++) {
      const id = this.ids[this.#order[at] as number] as bigint;
      if (id === this.ids[this.#order[at - 1] as number]) yield id;
    }
  }

  /** Returns the index of an id; null if it is not in the list. */
  indexOf(id: bigint): number | null {
    if (this.#order === null) return id < BigInt(this.ids.length) ? Number(id) : null;
    const order = this.#order;
    const at = partitionPoint(order.length, (place) => (this.ids[order[place] as number] as bigint) >= id);
    const index = order[at];
    return index !== undefined && this.ids[index] === id ? index : null;
  }

  /** Marks the id at an index as seen; false if it was seen before. */
  meet(index: number): boolean {
    const isNew = this.#isSeen[index] === 0;
    this.#isSeen[index] = 1;
    return isNew;
  }

  *unmet(): Generator<bigint> {
    for (const [index, seen] of this.#isSeen.entries()) if (seen === 0) yield this.ids[index] as bigint;
  }
}

/** The allowed error of the direction of a line, as a share of its length. */
const tolerance = 0.01;

/**
 * Returns a function that compares a record, number `axis` of its point, with the point: the index in it, the line with an
 * axis of the rotation, or the colour with that of earlier points of the same instance.
 */
function propertyComparer(
  { rotations, instanceIds, lines }: PointTable,
  layout: RecordLayout,
): (point: number, axis: number, records: Uint8Array, index: number) => IssueText | null {
  const colors = new Map<number, { readonly color: string; readonly line: number }>();
  return (point, axis, records, index) => {
    const number = propertyAt(records, index, 'point_index', layout);
    if (number !== null && number !== Math.fround(point))
      return issue('does not have the index of its point', `${number}`, point);
    if (rotations !== null && layout.coordinates === 6) {
      const rotation = rotations.subarray(9 * point, 9 * point + 9);
      return axisFault(rotation, axis, coordinatesAt(records, index, layout));
    }
    const instance = instanceIds?.[point];
    const color = instance === undefined ? null : propertyAt(records, index, 'color', layout);
    if (instance === undefined || color === null) return null;
    const text = [color].flat().join(', ');
    const known = colors.get(instance);
    if (known === undefined) colors.set(instance, { color: text, line: lines[point] ?? 0 });
    if (known === undefined || known.color === text) return null;
    const message = `has not the colour of its instance ${instance}`;
    return issue(message, text, `${known.color}, as line ${known.line}`);
  };
}

/** Compares a line with a column of the rotation, which is the rotated axis. */
function axisFault(rotation: Float32Array, axis: number, [x0, y0, z0, x1, y1, z1]: readonly number[]) {
  const line = [(x1 ?? 0) - (x0 ?? 0), (y1 ?? 0) - (y0 ?? 0), (z1 ?? 0) - (z0 ?? 0)];
  const length = Math.hypot(...line);
  const expected = [0, 1, 2].map((row) => rotation[3 * row + axis] ?? Number.NaN);
  const slack = tolerance + (1e-6 * Math.max(...[x0, y0, z0].map((value) => Math.abs(value ?? 0)))) / length;
  const isSame = expected.every((value, row) => !(Math.abs((line[row] as number) / length - value) > slack));
  if (length === 0 || isSame) return null;
  const text = (values: readonly number[]) => values.map((value) => value.toFixed(4)).join(', ');
  const message = `does not point along axis ${axis} of its rotation`;
  return issue(message, text(line.map((value) => value / length)), text(expected));
}
