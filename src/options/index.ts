export { convertCommandOptions, convertOptions } from './convert-options.js';
export { didYouMean } from './did-you-mean.js';
export { diffCommandOptions, diffOptions } from './diff-options.js';
export { ingestCommandOptions, ingestOptions, type NameFilter, splitNameFilter } from './ingest-options.js';
export { initCommandOptions } from './init-options.js';
export { inspectCommandOptions, inspectOptions } from './inspect-options.js';
export type { Option, OptionTable, OptionValues } from './option.js';
export { planOptions, statusCommandOptions, statusOptions } from './plan-options.js';
export { recordOptions, resolveOptions } from './resolve-options.js';
export { schemaCommandOptions } from './schema-options.js';
export { spellGiven } from './spell-given.js';
export { explainOption, explainPlaceholders, optionName, optionNames, spellOption } from './spell-option.js';
export { storageOf, storageOptions } from './storage-options.js';
export {
  ownSubmitOptions,
  passedOnOptions,
  type SubmitEngine,
  submitEngines,
  submitOptions,
} from './submit-options.js';
export {
  validateCommandOptions,
  validateConfigOptions,
  validateOptions,
  validateSourceCommandOptions,
  validateSourceOptions,
} from './validate-options.js';
export { viewCommandOptions } from './view-options.js';
export { parseCompression, zarrFormOf } from './zarr-options.js';
