import { fileError, UnsupportedError } from '../../base/errors.js';
import { amiraEncoding, amiraTypes, amiraUnit, longestHeader } from '../amira-header.js';
import { readWhole } from '../byte-source.js';
import { NumberCursor, numberTypes } from '../numbers.js';
import { latin1, utf8OrLatin1 } from '../text.js';
import { type AnnotationPoint, type PointReader, placement } from './point.js';

/** Points of an edge that are made at once. */
const batch = 8192;

/**
 * Reads the points along the edges of a spatial graph of Amira or Avizo (`.am`, text or binary), such as traced
 * filaments: each edge is an instance, counted from 0. Coordinates are in Å, or in the unit that `Units { Coordinates
 * "nm" }` names. Layout: Amira User's Guide, "HxSpatialGraph", and TARDIS (`load_data.py`): NumEdgePoints has the
 * number of points of each edge, EdgePointCoordinates those of all edges in turn. Fails with a FormatError if one is
 * missing, cut short or does not fit the other, and with an UnsupportedError for packed arrays.
 */
export const readSpatialGraph: PointReader = async function* (source, _, options) {
  const toLocation = placement(options);
  const bytes = await readWhole(source);
  const { counts, coordinates, header } = await graphOf(bytes, source.path);
  const { name, length } = amiraUnit(header);
  const unit = length ?? 1;
  if (name !== null && length === null)
    options.warn?.(`${source.path}: coordinates are taken as Å; the unit ${JSON.stringify(name)} is unknown`);
  let at = 0;
  for (const [instanceId, count] of counts.entries()) {
    let points: AnnotationPoint[] = [];
    for (const end = at + 3 * count; at < end; at += 3) {
      const location = toLocation(
        unit * coordinates[at]!,
        unit * coordinates[at + 1]!,
        unit * coordinates[at + 2]!,
      );
      points.push({ type: 'instancePoint', location, instanceId });
      if (points.length < batch) continue;
      yield points;
      points = [];
    }
    yield points;
  }
};

/** Returns the number of points of each edge, the `coordinates` of all points (x, y, z), and the header. */
async function graphOf(bytes: Uint8Array, path: string) {
  // One character a byte, so that an index in the text is a byte offset.
  const text = latin1(bytes.subarray(0, longestHeader));
  const fail = (expected: string, found: string) =>
    fileError('not a spatial graph of Amira', path, expected, found.slice(0, 80));
  const encoding = amiraEncoding(text);
  if (encoding === null) throw fail('# AmiraMesh and an encoding', text.slice(0, 40));
  const start = /^@\d+[ \t]*\r?$/m.exec(text);
  if (start === null) throw fail('a line @1', 'none');
  const header = utf8OrLatin1(bytes.subarray(0, start.index));
  const sizes = new Map<string, number>();
  for (const [, of = '', size] of header.matchAll(/^[ \t]*define[ \t]+(\w+)[ \t]+(\d+)[ \t\r]*$/gm))
    sizes.set(of, Number(size));
  const columns = new Map(
    [
      ...header.matchAll(
        /^[ \t]*(\w+)[ \t]*\{[ \t]*(\w+)(?:\[(\d+)\])?[ \t]+(\w+)[ \t]*\}[ \t=]*@(\d+)(\(?)/gm,
      ),
    ].map(([, of = '', type = '', width = '1', name = '', block = '', packing]) => [
      block,
      { size: (sizes.get(of) ?? 0) * Number(width), type, name, isPacked: packing !== '' },
    ]),
  );
  const cursor = new NumberCursor(bytes, path, start.index);
  cursor.isBinary = encoding !== 'ascii';
  cursor.isLittleEndian = encoding === 'little-endian';
  const arrays = new Map<string, Float64Array>();
  for (let block = cursor.word(); block !== ''; block = cursor.word()) {
    const column = columns.get(block.slice(1));
    if (column === undefined || !block.startsWith('@'))
      throw cursor.fail('unknown block', '@ and a number', block);
    const { name, size, isPacked } = column;
    const type = amiraTypes.get(column.type);
    if (isPacked || type === undefined) {
      const facts = { path, keyPath: name, expected: `plain ${[...amiraTypes.keys()].join(', ')}` };
      const found = isPacked ? 'packed numbers' : column.type;
      const hint = 'save the graph as AmiraMesh ASCII';
      throw new UnsupportedError('this array of a spatial graph cannot be read', { ...facts, found, hint });
    }
    arrays.set(name, await cursor.numbers(size, numberTypes[type], name));
    if (arrays.has('NumEdgePoints') && arrays.has('EdgePointCoordinates')) break;
  }
  const [counts, coordinates] = [arrays.get('NumEdgePoints'), arrays.get('EdgePointCoordinates')];
  if (counts === undefined || coordinates === undefined)
    throw fail('NumEdgePoints and EdgePointCoordinates', [...arrays.keys()].join(', ') || 'none');
  checkNumbers(counts, coordinates, path);
  return { counts, coordinates, header };
}

function checkNumbers(counts: Float64Array, coordinates: Float64Array, path: string): void {
  const total = counts.reduce((sum, count) => sum + (count >= 0 ? count : Number.NaN), 0);
  if (3 * total !== coordinates.length) {
    const at = { path, keyPath: 'NumEdgePoints' };
    const expected = `${coordinates.length / 3} points in all`;
    throw fileError('the edges do not fit their points', at, expected, String(total));
  }
  const odd = coordinates.findIndex((value) => !Number.isFinite(value));
  if (odd < 0) return;
  const at = { path, keyPath: 'EdgePointCoordinates' };
  const expected = `finite coordinates of point ${Math.floor(odd / 3) + 1}`;
  throw fileError('not a number', at, expected, String(coordinates[odd]));
}
