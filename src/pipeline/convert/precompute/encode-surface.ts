import {
  encodeMultiresolution,
  levelsOfDetail,
  type Mesh,
  type MultiresolutionMesh,
  type Pause,
  simplify,
} from '../../../neuroglancer/mesh/index.js';

/** Voxels that the finest mesh may lie off the surface of its label. */
export const meshError = 0.5;

/** The levels of detail of a label's surface as a viewer loads them; null when nothing is left of it. */
export async function encodeSurface(surface: Mesh, pause?: Pause): Promise<MultiresolutionMesh | null> {
  const shared = pause === undefined ? {} : { pause };
  const finest = await simplify(surface, { triangleCount: 1, error: meshError, ...shared });
  return encodeMultiresolution(await levelsOfDetail(finest, pause), pause);
}
