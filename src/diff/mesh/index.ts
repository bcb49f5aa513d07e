export { compareMeshes } from './compare-meshes.js';
export type { MeshGeometry } from './mesh-geometry.js';
