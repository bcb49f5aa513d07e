export type {
  DirectoryEntry,
  FileWriter,
  ObjectInfo,
  RandomReader,
  StagedDirectory,
  Storage,
} from './storage.js';
