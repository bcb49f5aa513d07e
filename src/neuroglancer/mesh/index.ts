export { levelsOfDetail } from './levels.js';
export { type Mesh, meshBounds } from './mesh.js';
export { encodeMultiresolution, type MultiresolutionMesh } from './multiresolution.js';
export { simplify } from './simplify.js';
export { type BlockOrigin, SurfaceBuilder, type SurfacePart } from './surface-builder.js';
