export {
  type ContrastMethod,
  contrastLimits,
  contrastMethods,
  contrastSections,
} from './contrast-limits.js';
export type { ContrastLimits } from './limits.js';
export { valueLimits } from './value-limits.js';
