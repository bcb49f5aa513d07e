export type { TriangleMesh } from './mesh.js';
export { type MeshFormat, meshFormats, readMesh } from './read-mesh.js';
export { writeGlb } from './write-glb.js';
