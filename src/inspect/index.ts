export { drawSection, type SectionPicture } from './draw-section.js';
export { inspectFile } from './inspect-file.js';
export { type InspectedFile, lookAt } from './inspected-file.js';
export type { InspectedFacts, Inspection } from './inspection.js';
