import type { AnnotationInfo, KeyedDirectory } from '../../neuroglancer/points/index.js';
import {
  chunkCount,
  chunkExtents,
  type ReadSegmentationInfo,
} from '../../neuroglancer/segmentation/index.js';
import { expectedPlace, shardName, shardOfName } from '../../neuroglancer/sharding/index.js';
import type { PrecomputeContext } from '../contexts/index.js';
import { annotationCount } from './annotation-count.js';

/** Chunks and shards beyond this number are not looked for one by one. */
const mostFiles = 200_000;

/** Files that a precomputed directory must have, by what its `info` files say; those that no listing gives are missing. */
export function* requiredFiles(context: PrecomputeContext): Generator<string> {
  const info = context.info?.value;
  if (info == null) return;
  if (info.kind === 'annotations') yield* requiredOfAnnotations(info, annotationCount(context));
  else yield* requiredOfSegmentation(info, context);
}

function* requiredOfAnnotations(info: AnnotationInfo, count: number | null): Generator<string> {
  for (const { key, sharding, gridShape } of info.spatial) {
    if (sharding === null && gridShape.every((cells) => cells === 1)) yield `${key}/0_0_0`;
  }
  if (count === null || count > mostFiles) return;
  const { key, sharding } = info.byId;
  if (sharding === null) {
    for (let id = 0; id < count; id++) yield `${key}/${id}`;
    return;
  }
  const shards = new Set<number>();
  for (let id = 0; id < count && shards.size < 2 ** sharding.shardBits; id++) {
    shards.add(expectedPlace(BigInt(id), sharding).shard);
  }
  for (const shard of shards) yield `${key}/${shardName(shard, sharding)}`;
}

function* requiredOfSegmentation(info: ReadSegmentationInfo, context: PrecomputeContext): Generator<string> {
  if (info.segmentProperties !== null) yield `${info.segmentProperties}/info`;
  if (info.mesh !== null) yield `${info.mesh}/info`;
  if (hasVoxels(context) && chunkCount(info) <= mostFiles) {
    for (const { name } of chunkExtents(info)) yield `${info.key}/${name}`;
  }
}

/** Whether a segmentation has voxels: one of a mesh passes for one, and has none. */
export function hasVoxels({ shape }: PrecomputeContext): boolean {
  return shape.endsWith('mask');
}

/** Whether a file has a place in a precomputed directory; true where that cannot be told. */
export function isExpected(inside: string, context: PrecomputeContext): boolean {
  const info = context.info?.value;
  if (info == null || inside === 'info' || inside === 'provenance') return true;
  const [directory = '', ...rest] = inside.split('/');
  const name = rest.join('/');
  if (info.kind === 'annotations') {
    const level = info.spatial.find(({ key }) => key === directory);
    if (level !== undefined)
      return level.sharding === null ? isCell(name, level.gridShape) : isShard(name, level);
    return info.relationships > 0 || (directory === info.byId.key && isKeyed(name, info.byId));
  }
  switch (directory) {
    case info.segmentProperties:
      return name === 'info';
    case info.mesh:
      return name === 'info' || context.meshInfo?.value == null || isShard(name, context.meshInfo.value);
    case info.key:
      return isChunk(name, info);
    default:
      return false;
  }
}

function isShard(name: string, { sharding }: Pick<KeyedDirectory, 'sharding'>): boolean {
  return sharding !== null && shardOfName(name, sharding) !== null;
}

function isKeyed(name: string, directory: KeyedDirectory): boolean {
  return directory.sharding === null ? /^\d+$/.test(name) : isShard(name, directory);
}

function isCell(name: string, grid: readonly number[]): boolean {
  const cell = /^(\d+)_(\d+)_(\d+)$/.exec(name)?.slice(1).map(Number);
  return cell?.every((index, axis) => index < (grid[axis] ?? 0)) ?? false;
}

function isChunk(name: string, { size, chunkSize }: ReadSegmentationInfo): boolean {
  const ends = /^(\d+)-(\d+)_(\d+)-(\d+)_(\d+)-(\d+)$/.exec(name)?.slice(1).map(Number);
  if (ends === undefined) return false;
  return [0, 1, 2].every((axis) => {
    const [from = 0, to = 0] = [ends[axis * 2], ends[axis * 2 + 1]];
    const [length = 0, step = 1] = [size[axis], chunkSize[axis]];
    return from % step === 0 && from < length && to === Math.min(length, from + step);
  });
}
