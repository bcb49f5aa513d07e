import type { TreeReader } from '../../tree/index.js';
import type { Kernels } from '../../volume/kernels/index.js';
import type { Shape } from '../../volume/volume.js';
import type { VolumeContext, ZarrArray, ZarrFiles } from '../contexts/index.js';
import type { Fault } from '../finding.js';
import { valueAt } from '../json-access.js';
import { describeShape, levelShape } from '../rules/volume.js';
import { gridOf } from './chunk-grid.js';
import { LevelReader } from './level-reader.js';
import { voxelTypeOf, zarrFormat } from './voxel-format.js';

/** Chunks beyond this are no chunks but a broken header. */
const largestChunk = 512 * 1024 * 1024;
/** A grid may have so many places for each chunk that is there, masks being mostly empty. */
const placesPerChunk = 8;
const freePlaces = 4096;
/** The same where the MRC tells that the shape is no broken header, and chunks that may be absent in any number there. */
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
): { levels: LevelReader[]; unlooked: Fault | null } {
  const { zarr, kind } = volume;
  const levels: LevelReader[] = [];
  if (zarr === null) return { levels, unlooked: null };
  const n = volume.mrc?.value?.n;
  const mrcShape = n === undefined ? null : [n[2], n[1], n[0]].join();
  const names = [...zarr.arrays.keys()].sort();
  for (const [index, name] of names.entries()) {
    const array = zarr.arrays.get(name)?.value;
    const format = array == null ? null : zarrFormat(array.dtype);
    if (array == null || format === null || name !== `${index}` || !isReadable(array)) break;
    const base = levels[0]?.shape;
    if (base !== undefined && array.shape.join() !== levelShape(base, index, kind).join()) break;
    const grid = gridOf(array.shape, array.chunks);
    const places = grid[0] * grid[1] * grid[2];
    const chunkVoxels = array.chunks[0] * array.chunks[1] * array.chunks[2];
    const isSure = (base ?? array.shape).join() === mrcShape;
    const free = isSure ? freePlacesOfSure : freePlaces;
    const isSparse = places > free + placesPerChunk * zarr.files.size;
    if (places === 0) break;
    if (chunkVoxels * 8 > largestChunk || (isSparse && !(isSure && chunkVoxels >= worthwhileChunk))) {
      return {
        levels,
        unlooked: isSure || mrcShape === null ? unlookedLevel(zarr, name, array.chunks) : null,
      };
    }
    const type = voxelTypeOf(kind);
    if (type !== 'float32' && format.sampleType !== (type === 'int8' ? 'int8' : 'uint16')) break;
    const isLast = index === names.length - 1;
    levels.push(new LevelReader(kernels, reader, zarr, name, array, format, type, isLast));
  }
  return { levels, unlooked: null };
}

function unlookedLevel(zarr: ZarrFiles, level: string, chunks: Shape): Fault {
  return {
    path: `${zarr.path}/${level}/.zarray`,
    message: 'chunks of this size cannot be looked into',
    found: describeShape(chunks),
    expected: `at most ${largestChunk / 8} voxels, and no more chunks than there are files for`,
  };
}

/** Whether chunks are laid out in a way that is read here; other ways are a fault of their own. */
function isReadable({ document }: ZarrArray): boolean {
  const filters = valueAt(document, 'filters') ?? null;
  const isFiltered = filters !== null && !(Array.isArray(filters) && filters.length === 0);
  return !isFiltered && (valueAt(document, 'order') ?? 'C') === 'C';
}
