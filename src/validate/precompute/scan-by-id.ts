import {
  type AnnotationInfo,
  fileOfId,
  type RecordLayout,
  readById,
  type SpatialCell,
} from '../../neuroglancer/points/index.js';
import { IdIndex } from './id-index.js';
import type { PrecomputeScan } from './precompute-scan.js';

/** Looks at annotations by their ids, and holds each against its record in the spatial index where that is known. */
export async function scanById(
  { context, reader, tally, isSample }: PrecomputeScan,
  info: AnnotationInfo,
  layout: RecordLayout,
  cell: SpatialCell | null,
): Promise<void> {
  const add = (message: string, id: bigint, inside = info.byId.key) =>
    tally.add('ids', { path: `${context.path}/${inside}`, message, found: `${id}` });
  const index = cell === null ? null : new IdIndex(cell.ids);
  for (const id of index?.repeated() ?? []) add('two annotations of the spatial index have one id', id);
  await readById(reader, info, layout, (id, record, inside) => {
    if (cell === null || index === null) return;
    const at = index.indexOf(id);
    if (at === null) {
      add('an annotation that the spatial index has not', id, inside);
      return;
    }
    if (!index.meet(at)) add('duplicate annotation', id, inside);
    const start = at * layout.size;
    if (record === null || record.every((byte, offset) => byte === cell.records[start + offset])) return;
    const path = `${context.path}/${inside}`;
    tally.add('records', { path, message: `annotation ${id} is not as in the spatial index` });
  });
  if (isSample || index === null || tally.has('shard')) return;
  for (const id of index.unmet()) {
    if (context.files.has(fileOfId(id, info.byId))) add('an annotation is not there by its id', id);
  }
}
