export { createProgress, type ProgressOptions } from './create-progress.js';
export type { Progress } from './progress.js';
