export {
  type ContrastMethod,
  contrastLimits,
  contrastMethods,
  contrastSections,
} from './contrast-limits.js';
export type { ContrastLimits } from './limits.js';
