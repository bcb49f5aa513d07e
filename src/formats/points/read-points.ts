import { IngestError } from '../../errors/index.js';
import type { ByteSource } from '../byte-source/index.js';
import type { AnnotationPoint, PointType } from './point.js';
import { pointFormatNames, pointFormats } from './point-formats.js';
import type { PointOptions } from './point-options.js';

/**
 * The points of a deposited file in batches, in file order; locations in the file's unit, divided by `options.binning`.
 * Tables are read piece by piece, whatever their length; a STAR file is read twice where its filter only matches as a
 * number, or where its optics come last; see `options.tables`. Fails with a FormatError that names the place in the file,
 * or an IngestError for options that do not go together.
 *
 * @example
 * const source = bytesOf('picks.csv', await readFile('picks.csv'));
 * for await (const points of readPoints(source, 'point', { format: 'csv', binning: 2 })) {
 *   for (const { location } of points) console.log(location.x, location.y, location.z);
 * }
 */
export function readPoints(
  source: ByteSource,
  type: PointType,
  options: PointOptions,
): AsyncGenerator<readonly AnnotationPoint[]> {
  const format = pointFormats.find(({ name }) => name === options.format);
  if (format?.types.includes(type)) return format.read(source, type, options);
  throw new IngestError(`${options.format} holds no points of type ${type}`, {
    path: source.path,
    expected: pointFormatNames(type).join(', '),
    found: options.format,
  });
}
