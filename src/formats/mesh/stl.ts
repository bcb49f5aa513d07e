import { fileError } from '../../base/errors.js';
import { GrowingNumbers } from '../../base/growing-numbers.js';
import type { Pause } from '../../base/pause.js';
import { fields, latin1, parseFinite } from '../text.js';
import { type MeshFormat, pausedLines, type TriangleMesh } from './mesh.js';
import { PointTable } from './weld.js';

const headerBytes = 84;
const facetBytes = 50;

/**
 * Reads an STL file, whose facets share no vertices: equal ones are joined at once. Its size decides whether it is
 * binary, since binary files may begin with `solid` too. Fails with a FormatError if it is neither binary nor text, or a
 * facet is incomplete.
 */
export const parseStl: MeshFormat['read'] = async (bytes, path, _name, pause) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length >= headerBytes ? view.getUint32(80, true) : null;
  if (count !== null && bytes.length === headerBytes + facetBytes * count) return parseBinary(view, count);
  const start = latin1(bytes.subarray(0, 256)).trimStart().toLowerCase();
  if (start.startsWith('solid') && bytes.indexOf(0) < 0) return parseAscii(bytes, path, pause);
  const size =
    count === null
      ? `at least ${headerBytes} bytes`
      : `${headerBytes + facetBytes * count} bytes for the ${count} facets that it states`;
  const found = `${bytes.length} bytes that begin with ${JSON.stringify(start.slice(0, 10))}`;
  const expected = `${size}, or text that begins with solid`;
  throw fileError('neither a binary nor a text STL file', path, expected, found);
};

function parseBinary(view: DataView, count: number): TriangleMesh {
  const points = new PointTable(Float64Array);
  const faces = new Uint32Array(3 * count);
  for (let corner = 0; corner < faces.length; corner++) {
    const start = headerBytes + facetBytes * Math.floor(corner / 3) + 12 * (1 + (corner % 3));
    const at = (byte: number) => view.getFloat32(start + byte, true);
    faces[corner] = points.number(at(0), at(4), at(8));
  }
  return { vertices: points.coordinates, faces };
}

async function parseAscii(bytes: Uint8Array, path: string, pause?: Pause): Promise<TriangleMesh> {
  const points = new PointTable(Float64Array);
  const faces = new GrowingNumbers(Uint32Array);
  let [line, corners, isOpen] = [0, 0, false];
  const fail = (message: string, expected: string, found: string) =>
    fileError(message, { path, line }, expected, found.slice(0, 80));
  for await (const lines of pausedLines(bytes, path, pause)) {
    for (const text of lines) {
      line++;
      const tokens = fields(text.toLowerCase());
      const [keyword = ''] = tokens;
      if (keyword === 'facet') {
        if (isOpen) throw fail('a facet begins within another', 'endfacet', text);
        [corners, isOpen] = [0, true];
      } else if (keyword === 'vertex') {
        if (!isOpen) throw fail('a vertex outside a facet', 'facet', text);
        const [x, y, z] = [1, 2, 3].map((at) => parseFinite(tokens[at] ?? ''));
        if (x == null || y == null || z == null || tokens.length !== 4)
          throw fail('not a vertex', 'vertex and 3 numbers', text);
        faces.push(points.number(Math.fround(x), Math.fround(y), Math.fround(z)));
        corners++;
      } else if (keyword === 'endfacet') {
        if (!isOpen || corners !== 3)
          throw fail('not a triangle', 'a facet of 3 vertices', `${corners} vertices`);
        isOpen = false;
      } else if (!['', 'solid', 'outer', 'endloop', 'endsolid'].includes(keyword)) {
        throw fail('not a line of an STL file', 'solid, facet, vertex and their ends', text);
      }
    }
  }
  if (isOpen) throw fail('the file ends within a facet', 'endfacet', 'the end of the file');
  return { vertices: points.coordinates, faces: faces.values };
}
