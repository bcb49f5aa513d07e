export { formatFixed } from '../json/index.js';
export { annotationKey } from './annotation-key.js';
export {
  buildPath,
  collectionDirectory,
  entityDirectory,
  fillTemplate,
  type PathVariables,
  templateDirectory,
} from './build-path.js';
export { explainMisplaced, type Misplacement } from './explain-misplaced.js';
export { type FixedParent, fixedDirectories } from './fixed-directories.js';
export { matchName } from './match-name.js';
export {
  isOwnFile,
  type LedgerUnit,
  leaseDirectory,
  ledgerDirectories,
  ledgerName,
  ledgerPath,
  manifestPath,
  ownDirectory,
  provenancePath,
} from './own-files.js';
export { type ParsedPath, parseAnyPath, parsePath } from './parse-path.js';
export {
  type DirectoryEntity,
  directories,
  type Layout,
  layouts,
  otherLayout,
  type PathTemplate,
  type PathTemplateKind,
  type PathTemplateName,
  type PathTemplateRole,
  pathTemplates,
  type Variable,
} from './path-templates.js';
export { urlPath } from './url-path.js';
export { isUsableName, usableName } from './usable-name.js';
export { voxelSpacingName } from './voxel-spacing-name.js';
