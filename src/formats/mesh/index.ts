export { requireFaces } from './check-mesh.js';
export { type GlbMesh, readGlb } from './glb/read-glb.js';
export { readSffLattice, type SffLattice } from './hff/read-lattice.js';
export type { TriangleMesh } from './mesh.js';
export type { MeshFormat } from './mesh-format.js';
export { autoFormat, meshFormatOf, meshFormats } from './mesh-formats.js';
export { type MeshOptions, readMesh } from './read-mesh.js';
export { isXml } from './sniff-mesh.js';
export { writeGlb } from './write-glb.js';
