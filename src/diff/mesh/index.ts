export { compareMeshes } from './compare-meshes.js';
export { readGlb } from './read-glb.js';
