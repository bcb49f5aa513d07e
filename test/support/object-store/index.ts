export { copyTree } from './copy-tree.js';
export type { Faults } from './faults.js';
export { ingestBetween } from './ingest-between.js';
export { moto } from './moto.js';
export { type ObjectStore, openObjectStore } from './object-store.js';
export { type AddTest, objectStoreSuite } from './object-store-suite.js';
export { radosgw } from './radosgw.js';
export { seededRandom } from './seeded-random.js';
export { withoutSources } from './without-sources.js';
