import {
  encodeMultiresolution,
  levelsOfDetail,
  type Mesh,
  type MultiresolutionMesh,
  meshBounds,
  type Pause,
  simplify,
} from '../../../neuroglancer/mesh/index.js';
import { triple } from '../../../neuroglancer/triple.js';
import { patchTriangles, surfaceError } from './surface-error.js';

/** The levels of detail of a label's surface as a viewer loads them; null when nothing is left of it. */
export async function encodeSurface(surface: Mesh, pause?: Pause): Promise<MultiresolutionMesh | null> {
  const shared = pause === undefined ? {} : { pause };
  const { lower, upper } = meshBounds(surface);
  const sides = triple((axis) => upper[axis] - lower[axis]);
  const finest = await simplify(surface, {
    triangleCount: 1,
    error: surfaceError(sides),
    most: patchTriangles,
    ...shared,
  });
  return encodeMultiresolution(await levelsOfDetail(finest, pause), pause);
}
