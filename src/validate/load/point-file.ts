import { bytesOf } from '../../formats/byte-source/index.js';
import { readPublishedPoints } from '../../formats/points/index.js';
import type { Asset, TreeReader } from '../../tree/index.js';
import type { Located, PointsContext } from '../contexts/index.js';
import { PointCollector } from '../points/point-collector.js';
import type { PointTable } from '../points/point-table.js';

const pieceBytes = 1024 * 1024;
/** Up to this, a bucket is asked for a file once rather than for every piece of it. */
const wholeBytes = 64 * 1024 * 1024;

/** The points of an ndjson file, read piece by piece. */
export async function loadPoints(
  reader: TreeReader,
  file: Asset,
  place: Omit<Located, 'path'>,
  bounds: PointsContext['bounds'],
): Promise<PointsContext> {
  const { path } = file;
  const shape = file.variables.shape ?? '';
  const collect = async (source: Parameters<typeof readPublishedPoints>[0]): Promise<PointTable> => {
    const collector = new PointCollector(shape);
    for await (const points of readPublishedPoints(source, (issue) => collector.report(issue))) {
      for (const point of points) collector.add(point);
    }
    return collector.finish();
  };
  const isWhole = reader.storage.flat && file.size <= wholeBytes;
  const content = isWhole
    ? await reader.content(file, wholeBytes, (bytes) => collect(bytesOf(path, bytes, pieceBytes)))
    : await reader.opened(file, (bytes) => {
        async function* chunks() {
          for (let at = 0; at < bytes.size; at += pieceBytes) yield await bytes.read(at, pieceBytes);
        }
        return collect({ path, chunks });
      });
  return { ...content, ...place, shape, bounds };
}
