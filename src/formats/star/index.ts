export { readStar } from './read-star.js';
export type { StarEvent, StarRow } from './star-event.js';
export { StarParser } from './star-parser.js';
export { type StarTable, starTables } from './star-tables.js';
