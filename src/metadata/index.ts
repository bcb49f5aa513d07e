export * from '../json/schema/index.js';
export * from './fields/index.js';
