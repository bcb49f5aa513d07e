export { contrastLimits, contrastSections } from './contrast-limits.js';
export { type ContrastLimits, type ContrastMethod, contrastMethods } from './limits.js';
export { valueLimits } from './value-limits.js';
