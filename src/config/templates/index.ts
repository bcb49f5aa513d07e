export { expandMetadata } from './expand-metadata.js';
export { expandTemplate } from './expand-template.js';
export { parseTemplate, templateVariables } from './parse-template.js';
export { parsePythonFloat, parsePythonInteger } from './python-number.js';
export type { TemplatePlace } from './template-place.js';
export type { TemplateValue, TemplateVariables } from './template-value.js';
