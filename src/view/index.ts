export type { BrokenRule, CheckState, RunFindings } from './check-state.js';
export { startViewServer, type ViewOptions, type ViewServer, viewerUrl } from './view-server.js';
export { readVolumeState } from './volume-state.js';
