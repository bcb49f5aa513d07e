export { builtInVariables } from './built-in-variables.js';
export { expandMetadata } from './expand-metadata.js';
export { expandTemplate } from './expand-template.js';
export { parseTemplate, templateVariables } from './parse-template.js';
export { parsePythonFloat, parsePythonInteger } from './python-number.js';
export type { TemplateLocation } from './template-location.js';
export type { TemplateValue, TemplateVariables } from './template-value.js';
