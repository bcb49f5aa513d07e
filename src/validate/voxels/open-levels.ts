import type { Kernels } from '../../volume/kernels/index.js';
import type { VolumeContext } from '../contexts/index.js';
import type { TreeReader } from '../load/tree-reader.js';
import { levelShape } from '../rules/volume.js';
import { gridOf } from './chunk-grid.js';
import { LevelReader } from './level-reader.js';
import { voxelTypeOf, zarrFormat } from './voxel-format.js';

/** Chunks beyond this are no chunks but a broken header. */
const largestChunk = 512 * 1024 * 1024;
/** A grid may have so many places for each chunk that is there, masks being mostly empty. */
const placesPerChunk = 8;
const freePlaces = 4096;

/** The levels of a volume's zarr that can be read, ascending; a level whose header makes no sense ends them. */
export function openLevels(kernels: Kernels, reader: TreeReader, volume: VolumeContext): LevelReader[] {
  const { zarr, kind } = volume;
  const levels: LevelReader[] = [];
  if (zarr === null) return levels;
  const names = [...zarr.arrays.keys()].sort();
  for (const [index, name] of names.entries()) {
    const array = zarr.arrays.get(name)?.value;
    const format = array == null ? null : zarrFormat(array.dtype);
    if (array == null || format === null || name !== `${index}`) break;
    const base = levels[0]?.shape;
    if (base !== undefined && array.shape.join() !== levelShape(base, index, kind).join()) break;
    const grid = gridOf(array.shape, array.chunks);
    const places = grid[0] * grid[1] * grid[2];
    const bytes = array.chunks[0] * array.chunks[1] * array.chunks[2] * 8;
    if (places === 0 || places > freePlaces + placesPerChunk * zarr.files.size || bytes > largestChunk) break;
    const type = voxelTypeOf(kind);
    if (type !== 'float32' && format.sampleType !== (type === 'int8' ? 'int8' : 'uint16')) break;
    const isLast = index === names.length - 1;
    levels.push(new LevelReader(kernels, reader, zarr, name, array, format, type, isLast));
  }
  return levels;
}
