export {
  type ContrastLimits,
  type ContrastMethod,
  contrastLimits,
  contrastMethods,
  contrastSections,
} from './contrast-limits.js';
