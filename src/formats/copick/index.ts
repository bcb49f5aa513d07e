export { parseCopickPicks } from './parse-copick-picks.js';
export type { CopickPick, PickRotation } from './pick.js';
