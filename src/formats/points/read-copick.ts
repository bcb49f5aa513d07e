import { type ByteSource, readWhole } from '../byte-source/index.js';
import { parseCopickPicks } from '../copick/index.js';
import type { AnnotationPoint, PointType } from './point.js';
import { type PointOptions, placement } from './point-options.js';
import { rotationFault } from './rotation-fault.js';

/** Matrices of picks are written with few digits. */
const rotationTolerance = 0.01;

/** Points of a copick picks file. An instance is numbered by its place in the list, as the portal has it. */
export async function* readCopick(
  source: ByteSource,
  type: PointType,
  options: PointOptions,
): AsyncGenerator<readonly AnnotationPoint[]> {
  const place = placement({ ...options, order: 'xyz' });
  const { picks, unknownUnit } = parseCopickPicks(await readWhole(source), source.path);
  if (unknownUnit !== null) {
    options.warn?.(`${source.path}: the unit ${unknownUnit} is unknown; locations are taken in Å`);
  }
  if (picks.length === 0) options.warn?.(`${source.path}: the file has no points`);
  const unoriented = picks.filter(({ rotation }) => rotation === null).length;
  if (type === 'orientedPoint' && unoriented > 0) {
    options.warn?.(
      `${source.path}: ${unoriented} points have no transformation_; they are taken as not rotated`,
    );
  }
  if (type === 'orientedPoint') {
    const odd = picks.findIndex(
      ({ rotation }) => rotation !== null && rotationFault(rotation, 0, rotationTolerance) !== null,
    );
    if (odd >= 0) {
      options.warn?.(
        `${source.path}: transformation_ of points[${odd}] is not a rotation; it is written as it is`,
      );
    }
  }
  yield picks.map(({ x, y, z, rotation }, index) => {
    const location = place(x, y, z);
    if (type === 'orientedPoint')
      return { type, location, rotation: rotation ?? [1, 0, 0, 0, 1, 0, 0, 0, 1] };
    return type === 'instancePoint' ? { type, location, instanceId: index } : { type, location };
  });
}
