export { levelsOfDetail } from './levels.js';
export { type Mesh, meshBounds } from './mesh.js';
export { type MeshSpace, meshDirectory } from './mesh-directory.js';
export { encodeMultiresolution, type MultiresolutionMesh } from './multiresolution.js';
export { precomputeMeshes } from './precompute-meshes.js';
export { simplify } from './simplify.js';
export { type BlockOrigin, SurfaceBuilder, type SurfacePart } from './surface-builder.js';
