import { LineSplitter, textChunks } from '../../formats/byte-source/index.js';
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
    const splitter = new LineSplitter(file.path);
    const addAll = (lines: Iterable<string>) => {
      for (const text of lines) {
        line += 1;
        collector.add(text, line);
      }
    };
    for await (const text of textChunks({ path: file.path, chunks })) addAll(splitter.push(text));
    addAll(splitter.end());
    return collector.finish();
  });
  return { ...content, ...place, shape, bounds };
}
