import type { Pause } from './pause.js';
import { simplify } from './simplify.js';
import type { SurfacePiece } from './surface-builder.js';

/**
 * A large part of a surface with fewer triangles, at most `error` voxels off, in patches of `most` triangles; where it meets other
 * parts it stays.
 */
export async function simplifyPiece(
  part: SurfacePiece,
  error: number,
  most: number,
  pause?: Pause,
): Promise<SurfacePiece> {
  const { positions, triangles } = await simplify(
    { positions: new Float64Array(part.vertices), triangles: part.triangles },
    // Vertices are in half voxels.
    {
      triangleCount: 1,
      error: 2 * error,
      locksBorder: true,
      most,
      ...(pause === undefined ? {} : { pause }),
    },
  );
  return { vertices: new Int16Array(positions), triangles };
}
