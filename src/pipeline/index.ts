export { type EntityType, entityTypes } from './entity-type.js';
export type { EventListener, IngestEvent, ItemLabel, ItemRecord, ItemStatus } from './events.js';
export { type IngestRequest, ingest } from './ingest.js';
export type { IngestReport } from './ingest-report.js';
export type { Ledger } from './ledger.js';
export type { IngestOptions } from './options.js';
