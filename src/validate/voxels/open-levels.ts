import type { TreeReader } from '../../tree/tree-reader.js';
import { gridOf, isSameShape, voxelCount } from '../../volume/chunk-grid.js';
import type { Kernels } from '../../volume/kernels/index.js';
import { kindFacts } from '../../volume/kind-facts.js';
import { levelShape } from '../../volume/level-shape.js';
import type { Shape } from '../../volume/volume.js';
import { largestChunk, ZarrArray } from '../../volume/zarr/index.js';
import type { VolumeContext, ZarrFiles } from '../contexts/index.js';
import type { ReportedIssue } from '../finding.js';
import { describeShape } from '../rules/volume.js';
import { LevelReader } from './level-reader.js';

/** Voxels of the largest chunk: several of them are held as float32. */
const mostVoxels = largestChunk / 4;
/** A grid may have so many places for each chunk that is there, masks being mostly empty. */
const placesPerChunk = 8;
const freePlaces = 4096;
/** The same where the MRC tells that the shape is not a broken header, and chunks that may be absent in any number there. */
const freePlacesOfSure = 1_000_000;
const worthwhileChunk = 4096;

/**
 * The levels of a volume's zarr that can be read, ascending; a level whose header makes no sense ends them. One whose
 * chunks are too large or too many to be looked into, and of which no other rule says anything, is `unlooked`.
 */
export function openLevels(
  kernels: Kernels,
  reader: TreeReader,
  volume: VolumeContext,
): { levels: LevelReader[]; unlooked: ReportedIssue | null } {
  const { zarr, kind } = volume;
  const levels: LevelReader[] = [];
  if (zarr === null) return { levels, unlooked: null };
  const mrcShape = volume.mrc?.value?.shape ?? null;
  const { type } = kindFacts(kind);
  const names = [...zarr.arrays.keys()].sort();
  for (const [index, name] of names.entries()) {
    const metadata = zarr.arrays.get(name)?.value?.readable;
    if (metadata == null || name !== `${index}`) break;
    const { shape, chunk, format, sampleBytes } = metadata;
    const base = levels[0]?.shape ?? shape;
    if (!isSameShape(shape, levelShape(base, index, kind))) break;
    const places = voxelCount(gridOf(shape, metadata.shard?.shape ?? chunk));
    const chunkVoxels = voxelCount(chunk);
    const isSure = mrcShape !== null && isSameShape(base, mrcShape);
    const free = isSure ? freePlacesOfSure : freePlaces;
    const isSparse = places > free + placesPerChunk * zarr.files.size;
    const isTooLarge = chunkVoxels > mostVoxels || chunkVoxels * sampleBytes > largestChunk;
    if (isTooLarge || (isSparse && !(isSure && chunkVoxels >= worthwhileChunk))) {
      return {
        levels,
        unlooked: isSure || mrcShape === null ? unlookedLevel(zarr, name, chunk) : null,
      };
    }
    if (type !== 'float32' && format.sampleType !== type) break;
    const array = new ZarrArray(reader.counted, `${zarr.path}/${name}`, metadata);
    levels.push(new LevelReader(kernels, zarr, name, array, type, index === names.length - 1));
  }
  return { levels, unlooked: null };
}

function unlookedLevel(zarr: ZarrFiles, level: string, chunks: Shape): ReportedIssue {
  return {
    path: zarr.arrays.get(level)?.path ?? zarr.path,
    message: 'chunks of this size cannot be looked into',
    found: describeShape(chunks),
    expected: `at most ${mostVoxels} voxels, and no more chunks than there are files for`,
  };
}
