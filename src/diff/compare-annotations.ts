import { UnsupportedError } from '../base/errors.js';
import { countOf } from '../base/messages.js';
import { type AnnotationInfo, annotationTypes, onlyCell } from '../neuroglancer/annotation-info.js';
import {
  coordinatesAt,
  propertyAt,
  type RecordLayout,
  readById,
  readSpatialCell,
  recordLayout,
} from '../neuroglancer/annotation-records.js';
import type { PrecomputedReader } from '../neuroglancer/precomputed-reader.js';
import { type ContentChange, contentChange, type Side, type Sides } from './change.js';
import { comparePoints, matchByRules, type PointRules } from './compare-points.js';
import type { PointCloud, PointMatch } from './match-points.js';
import { differingByte } from './same-bytes.js';
import { readBoth } from './unreadable.js';

/** Properties that identify a point within its file; renumbering is not a change. */
const numbering = new Set(['point_index']);

/**
 * Compares precomputed points: locations, orientations and properties, and the records stored by id. Fails with
 * UnreadableSides if a side cannot be read, or has a spatial index of several cells.
 */
export async function compareAnnotations(
  sides: Sides<PrecomputedReader>,
  infos: Sides<AnnotationInfo>,
  rules: PointRules,
): Promise<ContentChange[]> {
  const layouts = { a: recordLayout(infos.a), b: recordLayout(infos.b) };
  const points = await readBoth((side) => readCellPoints(sides[side], infos[side], layouts[side]));
  const clouds = { a: points.a.cloud, b: points.b.cloud };
  const matches = matchByRules(clouds.a, clouds.b, rules);
  const findings = [
    ...comparePoints(clouds.a, clouds.b, rules, matches),
    ...changedProperties(points, layouts, matches),
  ];
  // Different cells imply different records by id. Equal cells need a separate comparison of the records by id.
  if (differingByte(points.a.records, points.b.records) !== null) return findings;
  const digests = await readBoth((side) => digestById(sides[side], infos[side], layouts[side]));
  if (digests.a.sums.join() !== digests.b.sums.join()) {
    const text = ({ count }: { count: number }) => countOf(count, 'annotation');
    findings.push(contentChange('value', 'metadata', 'by_id', text(digests.a), text(digests.b)));
  }
  return findings;
}

/** Compares the properties that both sides have, for points that match. */
function changedProperties(
  points: Sides<CellPoints>,
  layouts: Sides<RecordLayout>,
  matches: readonly PointMatch[],
): ContentChange[] {
  return layouts.a.properties.flatMap(({ id }) => {
    if (numbering.has(id) || !layouts.b.offsets.has(id)) return [];
    const textOf = (side: Side, point: number) =>
      String(propertyAt(points[side].records, point * points[side].perPoint, id, layouts[side]));
    const changed = matches.filter(({ a, b }) => textOf('a', a) !== textOf('b', b));
    const [first] = changed;
    if (first === undefined) return [];
    const [before, after] = [textOf('a', first.a), textOf('b', first.b)];
    const facts = { points: changed.length, of: matches.length };
    return contentChange('value', 'metadata', `property ${id}`, before, after, facts);
  });
}

type CellPoints = Awaited<ReturnType<typeof readCellPoints>>;

/** Reads the points of the only cell of the spatial index; fails with an UnsupportedError if there are more. */
async function readCellPoints(side: PrecomputedReader, info: AnnotationInfo, layout: RecordLayout) {
  const file = onlyCell(info);
  if (file === null) {
    throw new UnsupportedError('points in several cells', {
      path: side.files.location('info'),
      expected: 'one spatial level with one cell, not sharded',
    });
  }
  const { count = 0, records = new Uint8Array() } = (await readSpatialCell(side, file, layout)) ?? {};
  const { perPoint: usual } = annotationTypes[info.annotationType];
  // Three lines for a point with an orientation.
  const perPoint = count % usual === 0 ? usual : 1;
  return { cloud: cloudOf(records, count / perPoint, perPoint, layout), records, perPoint };
}

/** Converts records to points. The three lines of an oriented point are the columns of its rotation. */
function cloudOf(records: Uint8Array, count: number, perPoint: number, layout: RecordLayout): PointCloud {
  const positions = new Float64Array(3 * count);
  const rotations = perPoint === 3 ? new Float64Array(9 * count) : null;
  for (let index = 0; index < count; index++) {
    const start = coordinatesAt(records, index * perPoint, layout);
    positions.set(start.slice(0, 3), 3 * index);
    for (let column = 0; rotations !== null && column < 3; column++) {
      const ends = coordinatesAt(records, index * perPoint + column, layout);
      const axis = [0, 1, 2].map((row) => (ends[3 + row] as number) - (ends[row] as number));
      const length = Math.hypot(...axis);
      for (const [row, value] of axis.entries()) {
        rotations[9 * index + 3 * row + column] = length === 0 ? 0 : value / length;
      }
    }
  }
  const types = [perPoint === 3 ? 'orientedPoint' : 'point'];
  return { count, types, positions, rotations, instances: null };
}

/** The start values of two 32-bit hashes. */
const seeds: readonly [number, number] = [0x9e3779b9, 0x85ebca6b];

/** Counts the records by id, and sums their hashes in any order. Fails with a FormatError if one is damaged. */
async function digestById(side: PrecomputedReader, info: AnnotationInfo, layout: RecordLayout) {
  const sums: [number, number] = [0, 0];
  let count = 0;
  await readById(side, info, layout, (id, record) => {
    count += 1;
    const words = [Number(id & 0xffffffffn), Number(id >> 32n)];
    for (const which of [0, 1] as const) {
      let hash = seeds[which];
      for (const word of words) hash = mixed(hash, word);
      for (const byte of record ?? []) hash = mixed(hash, byte);
      sums[which] = (sums[which] + hash) >>> 0;
    }
  });
  return { count, sums };
}

/** Returns a hash after a step of MurmurHash3 with its final mixing, so that sums of hashes are well distributed too. */
function mixed(hash: number, word: number): number {
  let value = Math.imul(hash ^ word, 0xcc9e2d51);
  value = Math.imul(value ^ (value >>> 15), 0x1b873593);
  return (value ^ (value >>> 13)) + 0xe6546b64;
}
