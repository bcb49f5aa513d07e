export { type DecodedFragment, decodeFragment } from './decode-fragment.js';
export { levelsOfDetail } from './levels.js';
export { decodeManifest, type Manifest, type ManifestFragment } from './manifest.js';
export { type Mesh, meshBounds } from './mesh.js';
export { type MeshInfo, type MeshSpace, parseMeshInfo } from './mesh-info.js';
export { instanceLevels, type Placement, placeInstances } from './mesh-instances.js';
export { encodeMultiresolution, type MultiresolutionMesh } from './multiresolution.js';
export type { Pause } from './pause.js';
export {
  addFragment,
  type MeshLocation,
  type ReadMesh,
  readFragments,
  readLevel,
  readMeshes,
} from './read-meshes.js';
export { simplify } from './simplify.js';
export { simplifyPiece } from './simplify-piece.js';
export { type SurfaceBlock, SurfaceBuilder, type SurfacePiece } from './surface-builder.js';
export { type StoredMesh, writeMeshDirectory } from './write-mesh-directory.js';
export { writeMeshes } from './write-meshes.js';
