import { LineSplitter, textChunks } from '../../formats/byte-source/index.js';
import type { Asset, TreeReader } from '../../tree/index.js';
import type { Located, PointsContext } from '../contexts/index.js';
import { PointCollector } from '../points/read-points.js';

const step = 1024 * 1024;
/** Up to this, a bucket is asked for a file once rather than for every piece of it. */
const wholeBytes = 64 * 1024 * 1024;

type ReadPiece = (offset: number, length: number) => Uint8Array | Promise<Uint8Array>;

/** The points of an ndjson file, read piece by piece. */
export async function loadPoints(
  reader: TreeReader,
  file: Asset,
  place: Omit<Located, 'path'>,
  bounds: PointsContext['bounds'],
): Promise<PointsContext> {
  const shape = file.variables.shape ?? '';
  const collect = async (size: number, read: ReadPiece) => {
    const collector = new PointCollector(shape);
    let line = 0;
    async function* chunks() {
      for (let offset = 0; offset < size; offset += step) yield await read(offset, step);
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
  };
  const isWhole = reader.storage.flat && file.size <= wholeBytes;
  const content = isWhole
    ? await reader.content(file, wholeBytes, (bytes) =>
        collect(bytes.length, (offset, length) => bytes.subarray(offset, offset + length)),
      )
    : await reader.opened(file, (bytes) =>
        collect(bytes.size, (offset, length) => bytes.read(offset, length)),
      );
  return { ...content, ...place, shape, bounds };
}
