import type { Manifest } from '../../src/neuroglancer/mesh/manifest.js';
import type { Mesh } from '../../src/neuroglancer/mesh/mesh.js';
import { type MeshLocation, readMeshes } from '../../src/neuroglancer/mesh/read-meshes.js';
import { decodeAsViewer, type ViewerFragment } from './neuroglancer-draco.js';
import { storedPrecompute } from './stored-precompute.js';

/** A mesh as the viewer puts it together, in the units of its directory; levels of detail from the finest. */
export interface ViewerMesh {
  readonly levels: readonly Mesh[];
  /** Of the coarser levels, triangles that do not lie in the eighth of their fragment that the viewer has put them in. */
  readonly misplaced: number;
}

/** The mesh of a label in a directory that viewers load, its fragments decoded as the viewer does it. */
export async function readViewerMesh(directory: string, label: number): Promise<ViewerMesh> {
  const { reader, meshInfo } = await storedPrecompute(directory);
  const meshes: ViewerMesh[] = [];
  await readMeshes(reader, 'mesh', meshInfo, async (mesh, manifest, values) => {
    if (mesh.label !== BigInt(label) || manifest === null) return;
    meshes.push(await viewerMesh(mesh, manifest, await values.read(0, mesh.offset)));
  });
  const [mesh] = meshes;
  if (mesh === undefined) throw new Error(`no mesh of ${label} in ${directory}`);
  return mesh;
}

async function viewerMesh(
  { offset }: MeshLocation,
  manifest: Manifest,
  bytes: Uint8Array,
): Promise<ViewerMesh> {
  const firstFragment = offset - manifest.fragmentBytes;
  const levels: Mesh[] = [];
  let misplaced = 0;
  for (const [level, fragments] of manifest.levels.entries()) {
    const positions: number[] = [];
    const triangles: number[] = [];
    for (const { cell, offset: from, size } of fragments) {
      if (size === 0) continue;
      const start = firstFragment + from;
      const fragment = await decodeAsViewer(bytes.slice(start, start + size), level === 0);
      if (level > 0) misplaced += misplacedTriangles(fragment);
      const first = positions.length / 3;
      for (const [index, step] of fragment.vertexPositions.entries()) {
        const axis = index % 3;
        const width = (manifest.chunk[axis] ?? 0) * 2 ** level;
        positions.push((manifest.origin[axis] ?? 0) + width * ((cell[axis] ?? 0) + step / 65_535));
      }
      for (const vertex of fragment.indices) triangles.push(first + vertex);
    }
    levels.push({ positions: Float64Array.from(positions), triangles: Uint32Array.from(triangles) });
  }
  return { levels, misplaced };
}

/** Where the viewer divides a fragment. */
const half = 32_768;

function misplacedTriangles({ vertexPositions, indices, subChunkOffsets }: ViewerFragment): number {
  let count = indices.length - (subChunkOffsets[8] ?? 0);
  for (let eighth = 0; eighth < 8; eighth++) {
    for (let at = subChunkOffsets[eighth] ?? 0; at < (subChunkOffsets[eighth + 1] ?? 0); at++) {
      const vertex = (indices[at] ?? 0) * 3;
      const isInside = [0, 1, 2].every((axis) => {
        const step = vertexPositions[vertex + axis] ?? 0;
        return (eighth >> axis) & 1 ? step >= half : step <= half;
      });
      if (!isInside) count++;
    }
  }
  return count;
}
