export { comparePrecomputes, type PrecomputeRules } from './compare-precompute.js';
