export { type EntityType, entityTypes } from '../entities/index.js';
export { maskWorkerBytes } from './convert/precompute/mask-workers.js';
export { type Estimate, PlanEstimate } from './estimate.js';
export { type IngestRequest, ingest, planDeposition } from './ingest.js';
export type { IngestOptions } from './options.js';
export {
  type LedgerState,
  type ResumeFile,
  readLedgerState,
} from './publish/ledger/index.js';
export {
  type EventListener,
  type IngestEvent,
  type ItemError,
  type ItemLabel,
  type ItemRecord,
  type ItemStatus,
  itemStatuses,
} from './walk/events.js';
export type { IngestReport } from './walk/ingest-report.js';
