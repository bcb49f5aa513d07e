export { loadProgress, type ProgressOptions } from './load-progress.js';
export type { Progress } from './progress.js';
