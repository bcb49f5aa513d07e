export * from './config.js';
export { ConfigErrors } from './config-errors.js';
export { checkConfig } from './load/check-config.js';
export { loadConfig } from './load/load-config.js';
export * from './maps/index.js';
export { type ConfigRule, configRules, formRules } from './rules/index.js';
export { configSchema } from './schema/config-schema.js';
export * from './templates/index.js';
export { yamlLimits } from './yaml/index.js';
