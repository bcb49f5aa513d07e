import { sixDigits } from '../../base/messages.js';
import { meshFault } from '../../tree/metadata/acquisition-faults.js';
import type { TreeReader } from '../../tree/tree-reader.js';
import {
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
const far = { few: 0.1, most: 1 / 3 };
/** So many times fewer places are far when they are mirrored as they were. */
const muchBetter = 10;
/** Places of a mesh or of points that are looked for: a mesh may have millions of vertices. */
const mostPlaces = 512;

/** Returns x, y, z of some places, spread over all. */
export function somePlaces(all: Float64Array): Float64Array {
  const step = Math.ceil(all.length / 3 / mostPlaces);
  return all.filter((_, at) => Math.floor(at / 3) % step === 0);
}

/**
 * Returns issues of meshes, and of points of instances, many of which are not near a voxel of a mask of their annotation,
 * or are only if they are mirrored. Other points may be the centres of what is hollow. Reads a coarse level where it tells
 * the distance.
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
    ...inside.map(({ path, value }) => ({ path, places: value?.places ?? null })),
    ...points.map(({ path, value }) => ({ path, places: value?.instanceIds && somePlaces(value.locations) })),
  ].flatMap(({ path, places }) => (places?.length ? { path, places, tries: waysOf(places, bounds) } : []));
  return kernels.arena.scopedAsync(async () => {
    const { levels } = openLevels(kernels, reader, volume);
    const [base] = levels;
    if (placed.length === 0 || base === undefined || !isSameShape(base.shape, bounds)) return [];
    const most = Math.max(reach.voxels, reach.share * Math.max(...bounds));
    const at = Math.min(levels.length - 1, Math.floor(Math.log2(most / 2)));
    const level = levels[at] ?? base;
    const source = kernels.arena.allocate(level.bytes);
    let isBlank = true;
    for (const chunk of chunksOf(level.shape, level.chunk)) {
      reader.signal?.throwIfAborted();
      const { problem, isAbsent } = await level.read(chunk, source);
      // Other rules report what cannot be read.
      if (problem !== null) return [];
      if (isAbsent) continue;
      const values = viewVoxels(kernels, source, voxelCount(chunk.extent), kindFacts(volume.kind).type);
      isBlank &&= values.every((value) => value === 0);
      for (const { places, near } of isBlank ? [] : placed.flatMap(({ tries }) => tries))
        for (let index = 0; index < places.length; index += 3) {
          const place = places.subarray(index, index + 3).map((value) => value / 2 ** at);
          if (!near.has(index) && isNear(place, most / 2 ** at, chunk, values)) near.add(index);
        }
    }
    return (isBlank ? [] : placed).flatMap(({ path, places, tries }) => {
      const count = places.length / 3;
      const [asIs = 0, ...others] = tries.map(({ near }) => count - near.size);
      const fitting = others.findIndex((fewer) => muchBetter * fewer < asIs) + 1;
      if (asIs <= far.few * count || (fitting === 0 && asIs <= far.most * count)) return [];
      const how = fitting === 0 ? '' : `; ${others[fitting - 1]} if mirrored in ${'xyz'[fitting - 1]}`;
      const found = `${asIs} of ${count} places are farther than ${sixDigits(most)} voxels from it${how}`;
      return { path, ...issue('not at the mask of its annotation', found, volume.zarrPath) };
    });
  });
}

/** Returns places as they are and mirrored in x, y and z, as other programs may have them. */
function waysOf(places: Float64Array, bounds: Shape) {
  const size = bounds.toReversed();
  return [null, 0, 1, 2].map((axis) => ({
    places: places.map((value, at) => (at % 3 === axis ? (size[axis] ?? 0) - value : value)),
    near: new Set<number>(),
  }));
}

/** True if a voxel of a chunk within a distance of a place, both in voxels of its level, has a label. */
function isNear(place: Float64Array, distance: number, chunk: Region, values: ArrayLike<number>): boolean {
  const from = (axis: number) => Math.floor((place[axis] ?? 0) - distance);
  const width = Math.ceil(2 * distance) + 1;
  const box: Region = { origin: [from(2), from(1), from(0)], extent: [width, width, width] };
  const { origin, extent } = overlap(box, chunk);
  for (let z = origin[0]; z < origin[0] + extent[0]; z += 1)
    for (let y = origin[1]; y < origin[1] + extent[1]; y += 1) {
      const row = offsetIn(chunk, [z, y, origin[2]]);
      for (let x = 0; x < extent[2]; x += 1) if (values[row + x] !== 0) return true;
    }
  return false;
}
