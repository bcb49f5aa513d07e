export { assertSafeKey } from './assert-safe-key.js';
export { compareCodePoints } from './compare-code-points.js';
export { joinKey } from './join-key.js';
export { parentKey } from './parent-key.js';
