export { comparePrecomputes } from './compare-precompute.js';
export type { PrecomputeRules } from './precompute-rules.js';
