import { countOf } from '../../errors/index.js';
import {
  type AnnotationInfo,
  propertyAt,
  type RecordLayout,
  recordLayout,
} from '../../neuroglancer/points/index.js';
import type { PrecomputedReader } from '../../neuroglancer/read/index.js';
import type { ContentChange, Sides } from '../change.js';
import { differingByte } from '../files/same-bytes.js';
import { comparePoints, matchByRules, type PointMatch } from '../points/index.js';
import { readBoth } from '../unreadable.js';
import { digestById } from './digest-by-id.js';
import type { PrecomputeRules } from './precompute-rules.js';
import { type CellPoints, readCellPoints } from './read-cell-points.js';

/** Properties that say which of the points a record is, not what it is like. */
const numbering = new Set(['point_index']);

/** Changes between precomputed points: their places, orientations and properties, and what is stored by id. */
export async function compareAnnotations(
  sides: Sides<PrecomputedReader>,
  infos: Sides<AnnotationInfo>,
  { tolerance, pointRadius }: PrecomputeRules,
): Promise<ContentChange[]> {
  const layouts = { a: recordLayout(infos.a), b: recordLayout(infos.b) };
  const points = await readBoth((side) => readCellPoints(sides[side], infos[side], layouts[side]));
  const clouds = { a: points.a.cloud, b: points.b.cloud };
  const rules = { tolerance: tolerance.absolute, radius: pointRadius };
  const matches = matchByRules(clouds.a, clouds.b, rules);
  const findings = [
    ...comparePoints(clouds.a, clouds.b, rules, matches),
    ...changedProperties(points, layouts, matches),
  ];
  // Where the records by place differ, those by id do too; where they are the same, these must be.
  if (differingByte(points.a.records, points.b.records) !== null) return findings;
  const digests = await readBoth((side) => digestById(sides[side], infos[side], layouts[side]));
  if (digests.a.sums.join() !== digests.b.sums.join()) {
    const text = ({ count }: { count: number }) => countOf(count, 'annotation');
    findings.push({
      kind: 'value',
      severity: 'metadata',
      at: 'by_id',
      a: text(digests.a),
      b: text(digests.b),
    });
  }
  return findings;
}

/** Properties that both sides have, of points that belong together. */
function changedProperties(
  points: Sides<CellPoints>,
  layouts: Sides<RecordLayout>,
  matches: readonly PointMatch[],
): ContentChange[] {
  const findings: ContentChange[] = [];
  for (const { id } of layouts.a.properties) {
    if (numbering.has(id) || !layouts.b.offsets.has(id)) continue;
    const textOf = (side: 'a' | 'b', point: number) =>
      String(propertyAt(points[side].records, point * points[side].perPoint, id, layouts[side]));
    const changed = matches.filter(({ a, b }) => textOf('a', a) !== textOf('b', b));
    const [first] = changed;
    if (first === undefined) continue;
    findings.push({
      kind: 'value',
      severity: 'metadata',
      at: `property ${id}`,
      a: textOf('a', first.a),
      b: textOf('b', first.b),
      facts: { points: changed.length, of: matches.length },
    });
  }
  return findings;
}
