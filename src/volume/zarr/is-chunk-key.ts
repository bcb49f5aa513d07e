import { gridOf } from '../chunk-grid.js';
import type { DescribedArray } from './parse-array-metadata.js';

type Stored = Pick<DescribedArray, 'leadingAxes' | 'separator' | 'keyPrefix' | 'shape' | 'shard' | 'chunk'>;

/** Files along every axis, the leading ones of length 1 too, that hold the chunks, or shards, of an array. */
export function fileGridOf({ leadingAxes, shape, shard, chunk }: Stored): number[] {
  return [...Array.from({ length: leadingAxes }, () => 1), ...gridOf(shape, shard?.shape ?? chunk)];
}

/** Whether a key below an array is that of a chunk, or shard, of its grid. */
export function isChunkKey(array: Stored, key: string): boolean {
  const grid = fileGridOf(array);
  const indices = key.slice(array.keyPrefix.length).split(array.separator);
  return (
    key.startsWith(array.keyPrefix) &&
    indices.length === grid.length &&
    indices.every((text, axis) => /^(?:0|[1-9]\d*)$/.test(text) && Number(text) < (grid[axis] as number))
  );
}
