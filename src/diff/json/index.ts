export { compareJson, type JsonRules } from './compare-json.js';
export { type JsonPath, keysOf } from './json-path.js';
export { createJsonSeverity } from './json-severity.js';
export { showValue } from './show-value.js';
