import type { ConfigSource } from '../../config/index.js';
import { type AnnotationShape, annotationShapes, type EntityType } from '../../entities/index.js';

/** Kinds of work that source files make. */
export const workKinds = ['volume', 'mask', 'points', 'mesh', 'copy'] as const;
export type WorkKind = (typeof workKinds)[number];

/** What the source files of a run are, and how much of each. */
export interface RunWork {
  /** Bytes by kind. */
  readonly bytes: Readonly<Record<WorkKind, number>>;
  readonly items: number;
  /** Tomograms, each of which has pictures and a viewer configuration. */
  readonly tomograms: number;
}

/**
 * Seconds of processor time that bytes of a source take, with what viewers load of it: docs/performance.md, the tables of
 * volumes, masks and points. The pictures of a tomogram and the rest of an item are those of runs without volumes to speak of.
 */
const secondsPerByte: Readonly<Record<WorkKind, number>> = {
  volume: 3.4e-9,
  mask: 8.2e-8,
  points: 1.2e-7,
  mesh: 1e-7,
  copy: 3e-9,
};
const secondsPerItem = 0.008;
const secondsPerTomogram = 0.18;

/** Estimated seconds of processor time of a run. */
export function estimateSeconds({ bytes, items, tomograms }: RunWork): number {
  const ofBytes = workKinds.reduce((sum, kind) => sum + bytes[kind] * secondsPerByte[kind], 0);
  return ofBytes + items * secondsPerItem + tomograms * secondsPerTomogram;
}

/** What is done with the files that a source finds for items of a type. */
export function workKindOf(type: EntityType, source: ConfigSource | null): WorkKind {
  if (source?.finder.kind === 'annotation') return shapeKind(source.finder.shape);
  return volumeTypes.has(type) ? 'volume' : 'copy';
}

const volumeTypes: ReadonlySet<EntityType> = new Set(['tiltseries', 'tomogram']);

function shapeKind(shape: AnnotationShape): WorkKind {
  const { kind } = annotationShapes[shape].content;
  return kind === 'caption' ? 'copy' : kind;
}
