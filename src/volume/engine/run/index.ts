export { fetchRows } from './fetch-rows.js';
export { createLocalRunner } from './local-runner.js';
export { createPoolRunner, type PoolRunner } from './pool-runner.js';
export { runInOrder } from './run-in-order.js';
export type { EncodedChunk, LentResult, UnitRunner } from './unit-runner.js';
