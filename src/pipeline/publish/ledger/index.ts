export { digestOf } from './digest-of.js';
export type { ItemRecorder, Recorded } from './item-recorder.js';
export { type LedgerEntry, type LedgerFile, type Proof, parseEntry, whyMadeAgain } from './ledger-entry.js';
export { type LedgerState, readLedgerState } from './read-ledger.js';
export type { WrittenFile } from './record-writes.js';
export type { ResumeFile } from './resume-file.js';
export { TreeLedger } from './tree-ledger.js';
export { readEntries } from './unit-ledger.js';
