export { digestOf } from './digest-of.js';
export type { ItemRecorder, Recorded } from './item-recorder.js';
export { type LedgerState, readLedgerState } from './read-ledger.js';
export type { WrittenFile } from './record-writes.js';
export type { ResumeFile } from './resume-file.js';
export { SummedInput } from './summed-input.js';
export { TreeLedger } from './tree-ledger.js';
