export * from './check/index.js';
export * from './fields/index.js';
