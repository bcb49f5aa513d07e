export { matchRawTilts, type RawTiltMatch } from './match-raw-tilts.js';
export type { Mdoc, MdocGlobals, MdocKeys, MdocSection } from './mdoc.js';
export { isFrameSet, mergeFrameSets } from './merge-frame-sets.js';
export { beginsLikeMdoc, parseMdoc } from './parse-mdoc.js';
export { requireKeys } from './require-keys.js';
export { subFrameName } from './sub-frame-name.js';
export { tiltAxisAngle } from './tilt-axis-angle.js';
