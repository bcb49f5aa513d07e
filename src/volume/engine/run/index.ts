export { fetchRows } from './fetch-rows.js';
export { createLocalRunner } from './local-runner.js';
export { createPoolRunner } from './pool-runner.js';
export type { EncodedChunk, LentResult, UnitRunner } from './unit-runner.js';
