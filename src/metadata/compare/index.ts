export { compareAlignmentSections } from './compare-alignment.js';
export { type AcquisitionFacts, compareFrames, type FrameAspect } from './compare-frames.js';
export { compareRecords, isSameValue, type ValueDifference } from './compare-records.js';
export { compareTiltSections, type SectionAspect } from './compare-tilt-sections.js';
export { isInvertible, isPlaneRotation } from './matrices.js';
export { isOrcid } from './orcid.js';
export { isSameRange, oneDecimal, rangeOf } from './tilt-range.js';
