export type { TextPosition } from './line-index.js';
export { parseYaml, type YamlDocument } from './parse-yaml.js';
export { yamlLimits } from './yaml-limits.js';
