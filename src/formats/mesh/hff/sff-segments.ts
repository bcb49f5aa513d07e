import { FormatError, UnsupportedError } from '../../../errors/index.js';
import type { TriangleMesh } from '../mesh.js';
import { type PackedNumbers, unpackNumbers } from './packed-numbers.js';

/** A list of a mesh. */
export type MeshList = 'vertices' | 'triangles';

/** Types of lists that do not state theirs. */
export const defaultModes: Readonly<Record<MeshList, string>> = { vertices: 'float32', triangles: 'uint32' };

/** The lists of one mesh of an EMDB-SFF file, packed. */
export interface PackedMesh {
  readonly vertices: PackedNumbers;
  readonly triangles: PackedNumbers;
  /** Where it stands, for messages. */
  readonly key: string;
}

/** The only segment, or the first of a name. Fails with a FormatError that lists the names that there are. */
export function findSegment<Segment extends { readonly name: string }>(
  segments: readonly Segment[],
  name: string | null,
  path: string,
): Segment {
  const matches = segments.filter((segment) => name === null || segment.name === name);
  const [first] = matches;
  if (first !== undefined && (name !== null || matches.length === 1)) return first;
  throw new FormatError('cannot identify the segment', {
    path,
    keyPath: '/segment_list',
    expected: name === null ? 'the name of a segment in the annotation source' : JSON.stringify(name),
    found: segments.map((segment) => JSON.stringify(segment.name)).join(', '),
  });
}

/** What is wrong with a segment that is to be a mesh and is a volume. */
export function isVolume(segment: string, path: string): UnsupportedError {
  return new UnsupportedError('the segment is a volume, not a mesh', {
    path,
    keyPath: segment,
    expected: 'mesh_list',
    found: 'three_d_volume',
    hint: 'give the file as a SegmentationMask or an InstanceSegmentationMask',
  });
}

/** The meshes of a segment as one. Fails with a FormatError where there is none or one is damaged. */
export function joinMeshes(meshes: readonly PackedMesh[], segment: string, path: string): TriangleMesh {
  if (meshes.length === 0) {
    const facts = { path, keyPath: segment, expected: 'mesh_list', found: 'none' };
    throw new FormatError('the segment has no mesh', facts);
  }
  const vertices: number[] = [];
  const faces: number[] = [];
  for (const { key, vertices: packedVertices, triangles } of meshes) {
    const first = vertices.length / 3;
    const own = unpackNumbers(packedVertices, path, `${key}/vertices`);
    const corners = unpackNumbers(triangles, path, `${key}/triangles`);
    const count = own.length / 3;
    const wrong = corners.find((corner) => !(Number.isInteger(corner) && corner >= 0 && corner < count));
    if (wrong !== undefined) {
      const facts = { path, keyPath: key, expected: `0 to ${count - 1}`, found: String(wrong) };
      throw new FormatError('a triangle refers to a missing vertex', facts);
    }
    for (const value of own) vertices.push(value);
    for (const corner of corners) faces.push(corner + first);
  }
  return { vertices: Float64Array.from(vertices), faces: Uint32Array.from(faces) };
}
