export { type Asset, assetPath } from './asset.js';
export { type Content, type ReadIssue, unread } from './content.js';
export { detectLayout } from './detect-layout.js';
export { emptyDirectories } from './empty-directories.js';
export { findDirectories } from './find-directories.js';
export { findFiles } from './find-files.js';
export { findManifest, requireManifest } from './find-manifest.js';
export { groupUnits } from './group-units.js';
export { type Joined, joinByPath } from './join-by-path.js';
export { type LedgerEntry, type LedgerFile, type Proof, parseEntry, parseObject } from './ledger-entry.js';
export { levelOf } from './level-of.js';
export { listDatasets, listDepositions, listRuns, listUnitFiles } from './list-units.js';
export { isMayBeEmpty } from './may-be-empty.js';
export { openTree, type PublishedTree } from './open-tree.js';
export { PathIndex } from './path-index.js';
export {
  type AnnotationFacts,
  type AnnotationFile,
  describeAnnotation,
  objectDiameter,
} from './published-annotation.js';
export { publishedIdentity } from './published-identity.js';
export { findMetadata, type PublishedItem, readPublishedItems } from './published-items.js';
export {
  collectionLedgers,
  ledgerFiles,
  ledgerFormat,
  ledgerVersion,
  type PublishedLedger,
  readLedger,
  runLedgers,
} from './published-ledgers.js';
export { readDocument } from './read-document.js';
export { readReplaceable } from './read-replaceable.js';
export { type Reference, referencesOf, withoutReferences } from './references.js';
export { matchRuns, prefixesOf, type Selection, UnitFilter } from './selection.js';
export { gatherEntities, type TreeEntity } from './tree-entity.js';
export { classifyFile, type TreeFile } from './tree-file.js';
export { issueOf, TreeReader } from './tree-reader.js';
export {
  datasetPlace,
  depositionPlace,
  rootPlace,
  runPlace,
  type Unit,
  type UnitPlace,
  unitOfPath,
} from './unit.js';
export { UnitAssets } from './unit-assets.js';
