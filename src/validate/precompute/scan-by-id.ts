import type {
  AnnotationInfo,
  KeyedDirectory,
  ReadLayout,
  SpatialCell,
} from '../../neuroglancer/points/index.js';
import { unpack, WindowReader } from '../../neuroglancer/read/index.js';
import { expectedPlace, type ReadSharding, shardName } from '../../neuroglancer/sharding/index.js';
import type { Fault } from '../finding.js';
import { sampleOf } from '../voxels/chunk-groups.js';
import { IdIndex } from './id-index.js';
import type { PrecomputeScan } from './scan-precompute.js';
import { readOrTell, scanShards } from './scan-shards.js';

/** Bytes of a record, and of what may lie behind it. */
const largestRecord = 64 * 1024;

/** Takes the record of an id as it is stored by that id. */
type Take = (id: bigint, record: Uint8Array | null, path: string) => void;

/** Looks at annotations by their ids, and holds each against its record in the spatial index where that is known. */
export async function scanById(
  scan: PrecomputeScan,
  info: AnnotationInfo,
  layout: ReadLayout,
  cell: SpatialCell | null,
): Promise<void> {
  const { context, tally, isSample } = scan;
  const directory = `${context.path}/${info.byId.key}`;
  const index = cell === null ? null : new IdIndex(cell.ids);
  const tell = (message: string, id: bigint, path = directory) =>
    tally.add('ids', { path, message, found: `${id}` });
  for (const id of index?.repeated() ?? []) tell('two annotations of the spatial index have one id', id);
  const take: Take = (id, record, path) => {
    const place = index?.placeOf(id) ?? null;
    if (index !== null && place === null) tell('an annotation that the spatial index has not', id, path);
    if (index !== null && place !== null && !index.meet(place))
      tell('an annotation is there twice', id, path);
    if (record === null || !hasRecordSize(record, id, path) || cell === null || place === null) return;
    const other = cell.records.subarray(place * layout.size, (place + 1) * layout.size);
    if (Buffer.compare(other, record.subarray(0, layout.size)) === 0) return;
    tally.add('records', { path, message: `annotation ${id} is not as in the spatial index` });
  };
  const hasRecordSize = (record: Uint8Array, id: bigint, path: string) => {
    const isRight = info.relationships > 0 ? record.length > layout.size : record.length === layout.size;
    if (isRight) return true;
    tally.add('data', {
      path,
      message: `annotation ${id} has not the size of a record`,
      found: `${record.length} bytes`,
      expected: `${layout.size} bytes`,
    });
    return false;
  };
  if (info.byId.sharding === null) await scanFiles(scan, info.byId.key, take);
  else await scanSharded(scan, info.byId.key, info.byId.sharding, take);
  if (isSample || index === null || tally.has('shard')) return;
  for (const id of index.unmet()) {
    if (context.files.has(fileOf(id, info.byId))) tell('an annotation is not there by its id', id);
  }
}

/** The file that should hold an annotation. */
function fileOf(id: bigint, { key, sharding }: KeyedDirectory): string {
  return sharding === null
    ? `${key}/${id}`
    : `${key}/${shardName(expectedPlace(id, sharding).shard, sharding)}`;
}

async function scanFiles(
  { reader, context, tally, isSample }: PrecomputeScan,
  directory: string,
  take: Take,
): Promise<void> {
  const own = [...context.files.keys()].filter((inside) => inside.startsWith(`${directory}/`));
  const ids = own
    .map((inside) => inside.slice(directory.length + 1))
    .filter((name) => /^\d{1,20}$/.test(name));
  for (const id of isSample ? sampleOf(ids) : ids) {
    const path = `${context.path}/${directory}/${id}`;
    const file = { path, size: context.files.get(`${directory}/${id}`) ?? 0 };
    const { value, problem } = await reader.content(file, largestRecord, (bytes) => bytes);
    if (problem !== null) tally.add('data', { path, ...problem });
    take(BigInt(id), value, path);
  }
}

async function scanSharded(
  scan: PrecomputeScan,
  directory: string,
  sharding: ReadSharding,
  take: Take,
): Promise<void> {
  await scanShards(scan, directory, sharding, async ({ keys, offsets, sizes }, file, path) => {
    const window = new WindowReader(file);
    for (const [index, key] of keys.entries()) {
      const tell = (fault: Fault) =>
        scan.tally.add('data', { path, ...fault, message: `annotation ${key}: ${fault.message}` });
      const [offset, size] = [offsets[index] as number, sizes[index] as number];
      // There may be millions of them: only what is not at hand is waited for.
      const stored = window.peek(offset, size) ?? (await window.read(offset, size));
      const { dataEncoding } = sharding;
      const record =
        dataEncoding === 'raw'
          ? stored
          : await readOrTell(() => unpack(stored, dataEncoding, largestRecord), tell);
      take(key, record, path);
    }
  });
}
