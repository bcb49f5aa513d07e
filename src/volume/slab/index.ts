export {
  anySetInSections,
  centralSections,
  type Sections,
  type SetSlab,
  type SummedSlab,
  slabReach,
  sumSections,
} from './project-slab.js';
export { readSections } from './read-sections.js';
