export { fetchRows } from './fetch-rows.js';
export { createLocalRunner } from './local-runner.js';
export { createPoolRunner, type PoolRunner } from './pool-runner.js';
export type { EncodedChunk, LentResult, UnitRunner } from './unit-runner.js';
