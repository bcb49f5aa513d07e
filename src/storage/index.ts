export * from './algorithms/index.js';
export { AppendFile, type AppendPlace } from './append-file.js';
export { contentType } from './content-type.js';
export {
  Crc64,
  crc64Digest,
  createDigester,
  createHasher,
  type Digester,
  type FileHash,
  FileSum,
  type Hasher,
  type HashTask,
  hashBytes,
} from './digest/index.js';
export { emptyStorage } from './empty-storage.js';
export { bareStorage, ForwardingStorage, withCommit, withStagedCommit } from './forwarding-storage.js';
export { gatherSmall, smallFileBytes } from './gather-small.js';
export { compileName, type GlobMatch, glob, ListingCache, type ListingManner } from './glob/index.js';
export { gunzip, gzip } from './gzip.js';
export { type FetchLimits, fetchUrl } from './http/index.js';
export { isRunning } from './is-running.js';
export { assertSafeKey, compareCodePoints, joinKey } from './keys/index.js';
export { ListedStorage, type ListedStorageOptions, openListedStorage } from './listed/index.js';
export { createLocalStorage, explain, missingFile, toStorageError, writeFully } from './local/index.js';
export { openStorage, type StorageOptions } from './open-storage.js';
export { isPartialName, partialDirectoryMarker } from './partial-name.js';
export { type ReadTally, readOnce } from './read-once/index.js';
export { type RememberedStorage, rememberReads } from './remembered/index.js';
export { SpillFile } from './spill-file.js';
export type {
  Copied,
  DirectoryEntry,
  FileWriter,
  NotAFile,
  ObjectInfo,
  PieceSums,
  RandomReader,
  SizedEntry,
  StagedDirectory,
  Storage,
  Written,
} from './storage.js';
