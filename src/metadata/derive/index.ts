export { alignmentRecord } from './alignment-record.js';
export { type DoseSection, type FrameDose, frameDoses } from './frame-doses.js';
export { perSectionParameters } from './per-section-parameters.js';
export { volumeDimension } from './volume-dimension.js';
