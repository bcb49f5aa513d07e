export { checkSchema } from './check-schema.js';
export { quoteList } from './describe-value.js';
export { formatKeyPath, type KeyPath } from './key-path.js';
export { nearest, suggestion } from './nearest.js';
export { publishSchema } from './publish-schema.js';
export type { DocumentIssue, SchemaCode, SchemaIssue } from './schema-issue.js';
export { type SchemaNode, schemaKeywords } from './schema-node.js';
