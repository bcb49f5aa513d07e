import type { Mesh, MultiresolutionMesh } from '../../../neuroglancer/mesh/index.js';
import { encodeSurface } from './encode-surface.js';

/** Encodes one surface in a worker. */
export default function encode(surface: Mesh): Promise<MultiresolutionMesh | null> {
  return encodeSurface(surface);
}
