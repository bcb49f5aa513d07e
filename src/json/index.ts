export { Float, formatFloat } from './float.js';
export { formatFixed } from './format-fixed.js';
export { formatJson } from './format-json.js';
export { isJsonObject } from './is-json-object.js';
export type { JsonObject, JsonValue } from './json-value.js';
export { mergeJson } from './merge.js';
export { parseJson } from './parse-json.js';
export { toNumber } from './to-number.js';
export { toPlain } from './to-plain.js';
