import { fileError } from '../base/errors.js';
import { isJsonObject, type JsonValue } from '../base/json-value.js';
import {
  type AnnotationInfo,
  type KeyedDirectory,
  onlyCell,
  parseAnnotationInfo,
} from './annotation-info.js';
import { isId } from './annotation-records.js';
import type { MeshInfo } from './mesh/mesh.js';
import {
  chunkCount,
  chunkExtents,
  isChunkName,
  parseSegmentationInfo,
  type SegmentationInfo,
} from './segmentation-info.js';
import { shardName, shardOfKey, shardOfName } from './sharding.js';

/** Chunks and shards are not listed one by one if there are more than this. */
const mostFiles = 200_000;

/** The content of the `info` file of a precomputed directory. */
export type PrecomputedInfo = AnnotationInfo | SegmentationInfo;

/** Parses an `info` of either kind; fails with a FormatError for another `@type` or an error of the schema. */
export function parsePrecomputedInfo(document: JsonValue): PrecomputedInfo {
  const type = isJsonObject(document) ? document['@type'] : undefined;
  if (type === 'neuroglancer_annotations_v1') return parseAnnotationInfo(document);
  if (type === 'neuroglancer_multiscale_volume') return parseSegmentationInfo(document);
  const expected = '@type neuroglancer_annotations_v1 or neuroglancer_multiscale_volume';
  const found = (JSON.stringify(type) ?? 'no @type').slice(0, 60);
  throw fileError('no info of a precomputed directory', {}, expected, found);
}

/**
 * Yields the files that a precomputed directory must have by its `info`; no chunks or shards above 200 000. Known are
 * the number of annotations, or null, and whether it has voxels: a segmentation that only carries meshes has no chunks.
 */
export function* requiredFiles(
  info: PrecomputedInfo,
  known: { readonly annotations: number | null; readonly hasVoxels: boolean },
): Generator<string> {
  if (info.kind === 'annotations') {
    const cell = onlyCell(info);
    if (cell !== null) yield cell;
    if (known.annotations !== null && known.annotations <= mostFiles) {
      yield* filesById(info.byId, known.annotations);
    }
    return;
  }
  if (info.segmentProperties !== null) yield `${info.segmentProperties}/info`;
  if (info.mesh !== null) yield `${info.mesh}/info`;
  if (!known.hasVoxels || chunkCount(info) > mostFiles) return;
  for (const { name } of chunkExtents(info)) yield `${info.key}/${name}`;
}

function* filesById({ key, sharding }: KeyedDirectory, count: number): Generator<string> {
  if (sharding === null) {
    for (let id = 0; id < count; id++) yield `${key}/${id}`;
    return;
  }
  const shards = new Set<number>();
  for (let id = 0; id < count && shards.size < 2 ** sharding.shard_bits; id++) {
    shards.add(shardOfKey(BigInt(id), sharding).shard);
  }
  for (const shard of shards) yield `${key}/${shardName(shard, sharding)}`;
}

/** True if viewers request this file of a precomputed directory, or if that is unknown. */
export function isExpectedFile(inside: string, info: PrecomputedInfo, meshInfo: MeshInfo | null): boolean {
  if (inside === 'info' || inside === 'provenance') return true;
  const [directory = '', ...rest] = inside.split('/');
  const name = rest.join('/');
  return info.kind === 'annotations'
    ? isOfAnnotations(directory, name, info)
    : isOfSegmentation(directory, name, info, meshInfo);
}

function isOfAnnotations(directory: string, name: string, info: AnnotationInfo): boolean {
  const level = info.spatial.find(({ key }) => key === directory);
  if (level !== undefined && level.sharding !== null) return isShard(name, level);
  if (level !== undefined) {
    const cell = /^(\d+)_(\d+)_(\d+)$/.exec(name)?.slice(1).map(Number);
    return cell?.every((index, axis) => index < (level.gridShape[axis] ?? 0)) ?? false;
  }
  // Relationships have directories of their own, whose names are not kept.
  if (info.relationships > 0) return true;
  return directory === info.byId.key && (info.byId.sharding === null ? isId(name) : isShard(name, info.byId));
}

function isOfSegmentation(
  directory: string,
  name: string,
  info: SegmentationInfo,
  meshInfo: MeshInfo | null,
): boolean {
  if (directory === info.segmentProperties) return name === 'info';
  if (directory === info.mesh) return name === 'info' || meshInfo === null || isShard(name, meshInfo);
  return directory === info.key && isChunkName(name, info);
}

function isShard(name: string, { sharding }: Pick<KeyedDirectory, 'sharding'>): boolean {
  return sharding !== null && shardOfName(name, sharding) !== null;
}
