import { defined } from '../../base/collections.js';
import { FormatError, ifReadable } from '../../base/errors.js';
import { sixDigits } from '../../base/messages.js';
import { meshFault } from '../../tree/metadata/acquisition-faults.js';
import type { TreeReader } from '../../tree/tree-reader.js';
import {
  type ChunkLocation,
  chunksOf,
  isSameShape,
  offsetIn,
  overlap,
  type Region,
  voxelCount,
} from '../../volume/chunk-grid.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import { kindFacts, viewVoxels } from '../../volume/samples.js';
import type { Shape } from '../../volume/volume.js';
import type { AnnotationContext, MaskContext } from '../contexts/reconstructions.js';
import { issue, type ReportedIssue } from '../finding.js';
import { openLevels } from './level-reader.js';

/** The distance from the mask that smoothing and binning explain: in voxels, or as a share of the longest side. */
const reach = { voxels: 3, share: 0.01 };
/** The shares of places far from the mask that a mesh may have which closes what the mask leaves open, or has more parts. */
const far = { few: 0.1, most: 1 / 2 };
/** So many times fewer places are far when they are mirrored as they were. */
const muchBetter = 10;
/** Places of a mesh or of points that are looked for: it may have millions; fewer may be the corners of a box around the mask. */
const mostPlaces = 512;
const fewestPlaces = 32;

/** Returns x, y, z of some places, spread over all. */
export function somePlaces(all: Float64Array): Float64Array {
  const step = Math.ceil(all.length / 3 / mostPlaces);
  return all.filter((_, at) => Math.floor(at / 3) % step === 0);
}

/**
 * Returns issues of meshes many of whose vertices are not near a voxel of a mask of their annotation, and of those, and of
 * points of instances, that are only if they are mirrored. Points may be the centres of what is hollow.
 */
export async function scanMask(
  kernels: Kernels,
  reader: TreeReader,
  { volume, bounds }: MaskContext,
  { meshes, points }: AnnotationContext,
): Promise<readonly ReportedIssue[]> {
  if (bounds === null) return [];
  // MESH_OUT_OF_BOUNDS reports others.
  const inside = meshes.filter(({ value }) => value !== null && meshFault(value, bounds) === null);
  const placed = [
    ...inside.map(({ path, value }) => ({ path, places: value?.places, most: far.most })),
    ...points.map(({ path, value }) => ({
      path,
      places: value?.instanceIds && somePlaces(value.locations),
      most: 1,
    })),
  ].flatMap(({ places, ...of }) => (places && places.length >= 3 * fewestPlaces ? { ...of, places } : []));
  const look = async (): Promise<ReportedIssue[]> => {
    const { levels } = openLevels(kernels, reader, volume);
    const [base] = levels;
    if (placed.length === 0 || base === undefined || !isSameShape(base.shape, bounds)) return [];
    const distance = Math.max(reach.voxels, reach.share * Math.max(...bounds));
    // Coarse levels of other masks lack small objects.
    const coarse = volume.kind === 'semantic-mask' ? Math.floor(Math.log2(distance / 2)) : 0;
    const at = Math.min(levels.length - 1, coarse);
    const level = levels[at] ?? base;
    const source = kernels.arena.allocate(level.bytes);
    const read = async (chunk: ChunkLocation): Promise<ArrayLike<number> | null> => {
      reader.signal?.throwIfAborted();
      const { problem, isAbsent } = await level.read(chunk, source);
      if (problem !== null) throw new FormatError(problem.message, defined({ path: problem.path }));
      if (isAbsent) return null;
      return viewVoxels(kernels, source, voxelCount(chunk.extent), kindFacts(volume.kind).type);
    };
    const count = (lists: readonly Float64Array[]) =>
      countFar(
        chunksOf(level.shape, level.chunk),
        lists.map((places) => boxesAround(places, distance, 2 ** at)),
        read,
      );
    const issues: ReportedIssue[] = [];
    const found = await count(placed.map(({ places }) => places));
    for (const [index, { path, places, most }] of placed.entries()) {
      const [away = 0, all] = [found[index], places.length / 3];
      if (away <= far.few * all) continue;
      const mirrored = await count([0, 1, 2].map((axis) => mirror(places, axis, bounds)));
      const axis = mirrored.findIndex((fewer) => muchBetter * fewer < away);
      if (axis < 0 && away <= most * all) continue;
      const how = axis < 0 ? '' : `; ${mirrored[axis]} if mirrored in ${'xyz'[axis]}`;
      const text = `${away} of ${all} places are farther than ${sixDigits(distance)} voxels from it${how}`;
      issues.push({ path, ...issue('not at the mask of its annotation', text, volume.zarrPath) });
    }
    return issues;
  };
  // Other rules report what cannot be read.
  return (await ifReadable(() => kernels.arena.scopedAsync(look))) ?? [];
}

/** Returns how many boxes of each list have no voxel with a label. Reads the chunks that they lie in; fails as `read` does. */
async function countFar(
  chunks: Iterable<ChunkLocation>,
  lists: readonly (readonly Region[])[],
  read: (chunk: ChunkLocation) => Promise<ArrayLike<number> | null>,
): Promise<number[]> {
  const counts = lists.map(({ length }) => length);
  let left = lists.flatMap((boxes, list) => boxes.map((box) => ({ box, list })));
  for (const chunk of chunks) {
    const here = left.filter(({ box }) => overlap(box, chunk).extent.every((length) => length > 0));
    const values = here.length === 0 ? null : await read(chunk);
    if (values === null) continue;
    const labelled = new Set(here.filter(({ box }) => isAnyIn(box, chunk, values)));
    for (const { list } of labelled) counts[list] = (counts[list] ?? 0) - 1;
    left = left.filter((one) => !labelled.has(one));
  }
  return counts;
}

function mirror(places: Float64Array, axis: number, bounds: Shape): Float64Array {
  const size = bounds[2 - axis] ?? 0;
  return places.map((value, at) => (at % 3 === axis ? size - value : value));
}

/** Returns the voxels of a level within a distance of places, both in voxels of level 0. */
function boxesAround(places: Float64Array, distance: number, binning: number): Region[] {
  const width = Math.ceil((2 * distance) / binning) + 1;
  return Array.from({ length: places.length / 3 }, (_, at): Region => {
    const from = (axis: number) => Math.floor(((places[3 * at + axis] ?? 0) - distance) / binning);
    return { origin: [from(2), from(1), from(0)], extent: [width, width, width] };
  });
}

/** True if a voxel of a box within a chunk has a label. */
function isAnyIn(box: Region, chunk: Region, values: ArrayLike<number>): boolean {
  const { origin, extent } = overlap(box, chunk);
  for (let z = origin[0]; z < origin[0] + extent[0]; z += 1)
    for (let y = origin[1]; y < origin[1] + extent[1]; y += 1) {
      const row = offsetIn(chunk, [z, y, origin[2]]);
      for (let x = 0; x < extent[2]; x += 1) if (values[row + x] !== 0) return true;
    }
  return false;
}
