import { Tinypool } from 'tinypool';
import type { Mesh, MultiresolutionMesh, Pause } from '../../../neuroglancer/mesh/index.js';
import { encodeSurface } from './encode-surface.js';

/** Triangles below which a mask is done before workers would have started. */
const fewTriangles = 200_000;
/** Triangles under way beside those of one surface, some 300 bytes each. */
const mostTriangles = 600_000;

/** Encodes the surfaces of a mask, in workers where they pay. */
export interface SurfaceEncoder {
  /** Most surfaces that are worth having under way at a time. */
  readonly depth: number;
  encode(surface: Mesh): Promise<MultiresolutionMesh | null>;
  close(): Promise<void>;
}

/** An encoder for surfaces of so many triangles in all. */
export function createSurfaceEncoder(workers: number, triangles: number, pause: Pause): SurfaceEncoder {
  if (workers < 2 || triangles < fewTriangles) {
    return { depth: 1, encode: (surface) => encodeSurface(surface, pause), close: async () => {} };
  }
  const pool = new Tinypool({
    filename: new URL('./mesh-worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
  });
  return {
    depth: workers + 1,
    encode(surface) {
      const buffers = [surface.positions.buffer, surface.triangles.buffer];
      return pool.run(surface, { transferList: buffers.filter((buffer) => buffer instanceof ArrayBuffer) });
    },
    close: () => pool.destroy(),
  };
}

/** What is known of a surface before it is read. */
export interface KnownSurface {
  readonly label: number;
  readonly triangles: number;
}

/**
 * The encoded surfaces in the order in which they are given, whichever is done first; some are under way at a time, as many as
 * have few triangles in all.
 */
export async function* encodeInOrder(
  surfaces: readonly KnownSurface[],
  encoder: SurfaceEncoder,
  read: (label: number) => Promise<Mesh>,
): AsyncGenerator<KnownSurface & { readonly mesh: MultiresolutionMesh | null }> {
  const underWay: { readonly known: KnownSurface; readonly mesh: Promise<MultiresolutionMesh | null> }[] = [];
  let triangles = 0;
  const finish = async () => {
    const { known, mesh } = underWay.shift() as (typeof underWay)[number];
    triangles -= known.triangles;
    return { ...known, mesh: await mesh };
  };
  for (const known of surfaces) {
    const isFull = () =>
      underWay.length >= encoder.depth ||
      (underWay.length > 0 && triangles + known.triangles > mostTriangles);
    while (isFull()) yield await finish();
    triangles += known.triangles;
    const mesh = encoder.encode(await read(known.label));
    // Nobody waits for what is under way when something before it failed.
    mesh.catch(() => undefined);
    underWay.push({ known, mesh });
  }
  while (underWay.length > 0) yield await finish();
}
