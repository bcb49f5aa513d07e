import { FormatError, fileError, IngestError } from '../../base/errors.js';
import type { ByteSource } from '../byte-source.js';
import { headOf } from '../file-head.js';
import type { PointBatches, PointFormat, PointOptions, PointType } from './point.js';
import { autoFormat, pointFormatNames, pointFormats, sniffPointFormat } from './point-formats.js';
import { delimitedHint } from './sniff-points.js';

/**
 * Reads the points of a deposited file in batches, in file order; locations are in the unit of the file, divided by
 * `options.binning`. Tables are read piece by piece. A STAR file is read twice if its filter only matches as a
 * number, or if its optics come last; see `options.tables`. Fails with a FormatError that names the place in the
 * file, and with an IngestError for options that do not go together.
 *
 * @example
 * const source = bytesOf('picks.csv', await readFile('picks.csv'));
 * for await (const points of readPoints(source, 'point', { format: 'csv', binning: 2 })) {
 *   for (const { location } of points) console.log(location.x, location.y, location.z);
 * }
 */
export function readPoints(source: ByteSource, type: PointType, options: PointOptions): PointBatches {
  if (options.format === autoFormat) return readSniffed(source, type, options);
  const format = pointFormats.find(({ name }) => name === options.format);
  if (format?.types.includes(type)) return readAs(format, source, type, options);
  const facts = { path: source.path, expected: pointFormatNames(type).join(', '), found: options.format };
  throw new IngestError(`${options.format} holds no points of type ${type}`, facts);
}

async function* readSniffed(source: ByteSource, type: PointType, options: PointOptions): PointBatches {
  const format = await detectPointFormat(source, type);
  options.chosen?.(format.name);
  yield* format.read(source, type, options);
}

/** Returns the format that a file of points begins like. Fails with a FormatError if none can hold the type. */
export async function detectPointFormat(source: ByteSource, type: PointType): Promise<PointFormat> {
  const head = await headOf(source);
  const format = sniffPointFormat(head, type);
  if (format !== null) return format;
  const other = sniffPointFormat(head);
  const hint = other === null ? delimitedHint(head) : null;
  const names = pointFormatNames(type).filter((name) => name !== autoFormat);
  const at = {
    path: source.path,
    hint: hint === null ? 'set file_format' : `${hint}: set file_format if that is meant`,
  };
  const found = other === null ? 'none of them' : `${other.name}, which holds no points of type ${type}`;
  throw fileError('cannot identify the format of the points', at, names.join(', '), found);
}

/** Reads points in a format; an error also names the format that the file looks like, if it is another one. */
async function* readAs(format: PointFormat, source: ByteSource, type: PointType, options: PointOptions) {
  const otherFormat = async () => {
    const head = await headOf(source);
    return format.sniff(head) ? null : sniffPointFormat(head);
  };
  // Readers of these tables take any text or numbers.
  const mayMisread =
    (format.options.includes('delimiter') && options.delimiter != null) ||
    ['csv_with_header', 'tsv_with_header', 'coords', 'tardis'].includes(format.name);
  const other = mayMisread ? await otherFormat() : null;
  if (other !== null && isMisread(format, other, options)) {
    const at = { path: source.path, hint: `set file_format to ${other.name} or auto` };
    throw fileError(`not ${format.name}: this looks like ${other.name}`, at, format.name, other.name);
  }
  try {
    yield* format.read(source, type, options);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const other = await otherFormat();
    if (other === null) throw error;
    throw error.withHint(`this looks like ${other.name}: set file_format to it, or to auto`);
  }
}

/**
 * True if such a table would be misread without an error where a file begins like `other`: text as a header without
 * rows, or the first columns of a Dynamo table as coordinates.
 */
function isMisread({ name }: PointFormat, other: PointFormat, { delimiter }: PointOptions): boolean {
  if (other.name === 'dynamo_tbl') return true;
  // The reader of TARDIS tables refuses numbers in place of a header.
  if (name === 'tardis') return other.name !== 'csv';
  // The names in the header of a table show whether it begins with coordinates.
  return (
    name.endsWith('_with_header') &&
    delimiter == null &&
    ![name.replace('_with_header', ''), 'tardis', 'napari_csv'].includes(other.name)
  );
}
