export type { TextPosition } from './line-index.js';
export { parseYaml, type YamlDocument } from './parse-yaml.js';
export { inQuotes } from './unquoted-text.js';
export { yamlLimits } from './yaml-limits.js';
