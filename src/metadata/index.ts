export * from './check/index.js';
export * from './entry-metadata.js';
export * from './fields/index.js';
export * from './files/index.js';
