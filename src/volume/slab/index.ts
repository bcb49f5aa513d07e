export type { Sections } from '../samples/index.js';
export { type Plane, type PoolGrid, poolDifference, poolGrid, poolMean } from './pool-plane.js';
export {
  anySetInSections,
  centralSections,
  type SetSlab,
  type SummedSlab,
  slabReach,
  sumSections,
} from './project-slab.js';
export { readSections } from './read-sections.js';
