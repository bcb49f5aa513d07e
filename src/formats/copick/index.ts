export { parseCopickPicks } from './parse-copick-picks.js';
export type { CopickPick, CopickPicks, PickRotation } from './pick.js';
