import { centralSections, type Sections, slabReach } from '../../../volume/slab/index.js';

/** Sections of the middle of a tomogram that are seen together. */
const slabDepth = 40;

/** The sections of a volume that key images show. */
export function shownSections(depth: number): Sections {
  return centralSections(depth, slabDepth);
}

/** Where points lie that key images show, whether the volume has these sections or not. */
export function shownReach(depth: number): Sections {
  return slabReach(depth, slabDepth);
}
