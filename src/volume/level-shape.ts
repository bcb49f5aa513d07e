import { kindFacts } from './kind-facts.js';
import type { Shape, VolumeKind } from './volume.js';

/** Number of levels of a written pyramid; each is binned from the one before. */
export const levelCount = 3;

/** Names of a written pyramid's levels, finest first. */
export const levelNames: readonly string[] = Array.from({ length: levelCount }, (_, level) => `${level}`);

/** Voxels of a level: half of the one before along every binned axis, rounded up. */
export function levelShape([z, y, x]: Shape, level: number, kind: VolumeKind): Shape {
  const halved = (count: number) => Math.ceil(count / 2 ** level);
  return [kindFacts(kind).binsZ ? halved(z) : z, halved(y), halved(x)];
}

/** Voxels of every level of a written pyramid, finest first. */
export function levelShapes(shape: Shape, kind: VolumeKind): Shape[] {
  return levelNames.map((_, level) => levelShape(shape, level, kind));
}
