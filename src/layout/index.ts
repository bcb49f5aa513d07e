export { formatFixed } from '../json/index.js';
export { annotationKey } from './annotation-key.js';
export { explainMisplaced, type Misplacement } from './explain-misplaced.js';
export { type FixedParent, fixedDirectories } from './fixed-directories.js';
export { matchName } from './match-name.js';
export { type ParsedPath, parseAnyPath, parsePath } from './parse-path.js';
export {
  collectionDirectory,
  entityDirectory,
  fillTemplate,
  type SlotVariables,
  slotDirectory,
  slotPath,
} from './slot-path.js';
export {
  type DirectoryEntity,
  directories,
  type Layout,
  layouts,
  otherLayout,
  type Slot,
  type SlotKind,
  type SlotName,
  type SlotRole,
  slots,
  type Variable,
} from './slots.js';
export { urlPath } from './url-path.js';
export { voxelSpacingName } from './voxel-spacing-name.js';
