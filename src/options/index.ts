export { didYouMean } from './did-you-mean.js';
export { diffCommandOptions, diffOptions } from './diff-options.js';
export { ingestCommandOptions, ingestOptions, type NameFilter, parseNameFilter } from './ingest-options.js';
export type { Option, OptionTable, OptionValues } from './option.js';
export { recordOptions, resolveOptions } from './resolve-options.js';
export { explainOption, optionName, optionNames, spellOption } from './spell-option.js';
export { storageOf, storageOptions } from './storage-options.js';
export {
  validateCommandOptions,
  validateConfigOptions,
  validateOptions,
  validateSourceCommandOptions,
  validateSourceOptions,
} from './validate-options.js';
export { viewCommandOptions } from './view-options.js';
