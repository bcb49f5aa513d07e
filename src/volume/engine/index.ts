export { createVolumeEngine, type EngineOptions } from './create-volume-engine.js';
export { workersWithin } from './memory-plan.js';
export type {
  ConversionPlan,
  ConvertRequest,
  ConvertResult,
  MaskOptions,
  OutputLocation,
  VolumeEngine,
} from './volume-engine.js';
