import { fileError } from '../../base/errors.js';
import type { Pause } from '../../base/pause.js';
import { longestHeader } from '../amira-header.js';
import { NumberCursor, numberTypes } from '../numbers.js';
import { latin1 } from '../text.js';
import { firstMissing, type MeshFormat, meshOf, noFaces } from './mesh.js';
import { findSegment } from './sff.js';

/** A part of a surface, between two materials. */
interface Patch {
  readonly inner: string;
  readonly outer: string;
  /** Three vertices a triangle, from 1; they turn anticlockwise as seen from the outer material. */
  readonly corners: Float64Array;
}

/**
 * Reads the surface of a material of a HyperSurface of Amira or Avizo (`.surf`, text or binary): the patches that have
 * it on one side. `name` is that of the material; without it, there must be only one beside the exterior. Layout: Amira
 * User's Guide, "HyperSurface format", and ahds. Fails with a FormatError for a file that is cut short, a triangle
 * without a vertex, or another name.
 */
const read: MeshFormat['read'] = async (bytes, path, name, pause) => {
  const { vertices, patches } = await surfaceOf(bytes, path, pause);
  const materials = materialsOf(patches).map((material) => ({ name: material }));
  const { name: wanted } = findSegment(materials, name, path);
  const faces = noFaces();
  for (const { inner, outer, corners } of patches) {
    if (inner !== wanted && outer !== wanted) continue;
    for (const corner of inner === wanted ? corners : corners.reverse()) faces.corners.push(corner - 1);
  }
  return meshOf(vertices, faces);
};

/** A HyperSurface, and the names of the materials that it bounds. */
export const surf = {
  read,
  names: async (bytes: Uint8Array, path: string) => materialsOf((await surfaceOf(bytes, path)).patches),
};

/** Amira names what is outside of all materials so. */
const exterior = /^(?:exterior|outside)\d*$/i;

function materialsOf(patches: readonly Patch[]): string[] {
  const all = new Set(patches.flatMap(({ inner, outer }) => [inner, outer]));
  return [...all].filter((material) => !exterior.test(material));
}

async function surfaceOf(bytes: Uint8Array, path: string, pause?: Pause) {
  // One character a byte, so that an index in the text is a byte offset.
  const text = latin1(bytes.subarray(0, longestHeader));
  const fail = (expected: string, found: string) =>
    fileError('not a HyperSurface of Amira', path, expected, found);
  const encoding = /^# HyperSurface \S+ (ASCII|BINARY(?:-LITTLE-ENDIAN)?)\b/.exec(text)?.[1];
  if (encoding === undefined) throw fail('# HyperSurface and an encoding', text.slice(0, 40));
  const start = /^[ \t]*Vertices[ \t]+\d/m.exec(text);
  if (start === null) throw fail('Vertices and their number', 'none');
  const cursor = new NumberCursor(bytes, path, start.index, pause);
  cursor.isBinary = encoding !== 'ASCII';
  cursor.isLittleEndian = encoding.endsWith('LITTLE-ENDIAN');
  cursor.word();
  const vertices = await cursor.numbers(3 * cursor.count('vertices'), numberTypes.float32, 'vertices');
  const patches: Patch[] = [];
  let [inner, outer, depth] = ['', '', 0];
  for (let word = cursor.word(); word !== '' && word !== 'Surfaces'; word = cursor.word()) {
    if (word === '{') depth++;
    else if (word === '}') depth--;
    else if (word === 'InnerRegion') inner = cursor.line().trim();
    else if (word === 'OuterRegion') outer = cursor.line().trim();
    else if (word === 'Triangles') {
      const corners = await cursor.numbers(3 * cursor.count('triangles'), numberTypes.int32, 'triangles');
      const count = vertices.length / 3;
      const wrong = firstMissing(corners, 1, count + 1);
      if (wrong !== undefined) {
        const expected = `1 to ${count}`;
        throw cursor.fail('a triangle refers to a missing vertex', expected, String(wrong));
      }
      patches.push({ inner, outer, corners });
    } else if (/^(?:Vertices|BoundaryCurves|BranchingPoints)$/.test(word) && depth > 0) {
      await cursor.numbers(cursor.count('indices'), numberTypes.int32, word);
    } else if (/^(?:N?BranchingPoints|NVerticesOnCurves|BoundaryCurves|BoundaryID|Patches)$/.test(word)) {
      cursor.count(word);
    } else throw cursor.fail('unknown section of a HyperSurface', 'Patches, Triangles or another', word);
  }
  return { vertices, patches };
}
