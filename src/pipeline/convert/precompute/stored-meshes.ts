import type { Pause, StoredMesh } from '../../../neuroglancer/mesh/index.js';
import { AppendFile } from '../../../storage/index.js';
import { encodeSurface } from './encode-surface.js';
import type { LabelSurface } from './label-surfaces.js';
import { joinPieces } from './surface-pieces.js';

/** Temporary files of a mask: the pieces of its surfaces, and the meshes made of them. */
export interface MaskFiles {
  readonly surfaces: AppendFile;
  readonly meshes: AppendFile;
}

/** New files below a directory, the system's by default. */
export function createMaskFiles(directory: string | null): MaskFiles {
  const surfaces = AppendFile.create(directory, 'surfaces');
  try {
    return { surfaces, meshes: AppendFile.create(directory, 'meshes') };
  } catch (error) {
    surfaces.close();
    throw error;
  }
}

/** Where an encoded mesh is kept. */
export interface MeshPlace {
  readonly label: number;
  readonly offset: number;
  readonly fragmentBytes: number;
  readonly manifestBytes: number;
}

/** Joins the pieces of a label's surface, and appends the mesh that a viewer loads; null when nothing is left of it. */
export async function storeMesh(
  { label, pieces }: LabelSurface,
  { surfaces, meshes }: MaskFiles,
  pause?: Pause,
): Promise<MeshPlace | null> {
  const mesh = await encodeSurface(await joinPieces(surfaces, pieces, pause), pause);
  if (mesh === null) return null;
  const { fragments, manifest } = mesh;
  const offset = meshes.append([fragments, manifest]);
  return { label, offset, fragmentBytes: fragments.length, manifestBytes: manifest.length };
}

/** The meshes at some places, ascending by label. */
export function storedMeshes(places: readonly MeshPlace[], { meshes }: MaskFiles): StoredMesh[] {
  return [...places]
    .sort((first, second) => first.label - second.label)
    .map(({ label, offset, fragmentBytes, manifestBytes }) => ({
      label,
      fragmentBytes,
      manifestBytes,
      read: async () => meshes.read(offset, fragmentBytes + manifestBytes),
    }));
}
