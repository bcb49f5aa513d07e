import { lineBatches } from '../../formats/byte-source/index.js';
import type { Located, PointsContext } from '../contexts/index.js';
import { PointCollector } from '../points/read-points.js';
import type { TreeFile } from '../tree/tree-file.js';
import type { TreeReader } from './tree-reader.js';

const step = 1024 * 1024;

/** The points of an ndjson file, read piece by piece. */
export async function loadPoints(
  reader: TreeReader,
  file: TreeFile,
  place: Omit<Located, 'path'>,
  bounds: PointsContext['bounds'],
): Promise<PointsContext> {
  const shape = file.variables.shape ?? '';
  const content = await reader.opened(file, async (bytes) => {
    const collector = new PointCollector(shape);
    let line = 0;
    async function* chunks() {
      for (let offset = 0; offset < bytes.size; offset += step) yield await bytes.read(offset, step);
    }
    for await (const lines of lineBatches({ path: file.path, chunks })) {
      for (const text of lines) {
        line += 1;
        collector.add(text, line);
      }
    }
    return collector.finish();
  });
  return { ...content, ...place, shape, bounds };
}
