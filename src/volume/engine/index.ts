export { createVolumeEngine, type EngineOptions } from './create-volume-engine.js';
export type {
  ConversionPlan,
  ConvertRequest,
  ConvertResult,
  MaskOptions,
  OutputPlace,
  VolumeEngine,
} from './volume-engine.js';
