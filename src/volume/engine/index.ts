export { createVolumeEngine, type EngineOptions } from './create-volume-engine.js';
export { estimateForms, type FormEstimate, type SampledVolume } from './estimate-forms.js';
export { workersWithin } from './memory-plan.js';
export type { PreviewWish, VolumePreview } from './preview/index.js';
export type {
  ConversionPlan,
  ConvertRequest,
  ConvertResult,
  MaskOptions,
  OutputLocation,
  VolumeEngine,
} from './volume-engine.js';
