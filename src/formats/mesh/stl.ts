import { fileError } from '../../base/errors.js';
import { GrowingNumbers } from '../../base/growing-numbers.js';
import type { Pause } from '../../base/pause.js';
import { fields, latin1, parseFinite } from '../text.js';
import { type MeshFormat, pausedLines, type TriangleMesh } from './mesh.js';

const headerBytes = 84;
const facetBytes = 50;

/**
 * Reads an STL file. Its size decides whether it is binary, since binary files may begin with `solid` too. Fails with
 * a FormatError if it is neither binary nor text, or a facet is incomplete.
 */
export const parseStl: MeshFormat['read'] = async (bytes, path, _name, pause) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length >= headerBytes ? view.getUint32(80, true) : null;
  if (count !== null && bytes.length === headerBytes + facetBytes * count) return parseBinary(view, count);
  const start = latin1(bytes.subarray(0, 256)).trimStart().toLowerCase();
  if (start.startsWith('solid') && bytes.indexOf(0) < 0) return parseAscii(bytes, path, pause);
  throw fileError(
    'neither a binary nor a text STL file',
    path,
    count === null
      ? `at least ${headerBytes} bytes, or text that begins with solid`
      : `${headerBytes + facetBytes * count} bytes for the ${count} facets that it states, or text that begins with solid`,
    `${bytes.length} bytes that begin with ${JSON.stringify(start.slice(0, 10))}`,
  );
};

function parseBinary(view: DataView, count: number): TriangleMesh {
  const vertices = new Float64Array(9 * count);
  for (let facet = 0; facet < count; facet++) {
    const start = headerBytes + facetBytes * facet + 12;
    for (let at = 0; at < 9; at++) vertices[9 * facet + at] = view.getFloat32(start + 4 * at, true);
  }
  return { vertices, faces: Uint32Array.from({ length: 3 * count }, (_, index) => index) };
}

async function parseAscii(bytes: Uint8Array, path: string, pause?: Pause): Promise<TriangleMesh> {
  const vertices = new GrowingNumbers(Float64Array);
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
        const values = tokens.slice(1).map(parseFinite);
        if (values.length !== 3 || values.includes(null))
          throw fail('not a vertex', 'vertex and 3 numbers', text);
        for (const value of values as number[]) vertices.push(Math.fround(value));
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
  return {
    vertices: vertices.values,
    faces: Uint32Array.from({ length: vertices.length / 3 }, (_, index) => index),
  };
}
