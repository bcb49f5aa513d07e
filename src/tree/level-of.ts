import { fixedDirectories, layouts, type SlotName, slots } from '../layout/index.js';
import type { DirectoryEntry } from '../storage/index.js';

/** Whether a directory is a run, a dataset or, by default, a whole tree, by what lies right in it. */
export function levelOf(entries: readonly DirectoryEntry[]): 'tree' | 'dataset' | 'run' {
  const holds = (slot: SlotName) =>
    entries.some(({ name, kind }) => kind === 'file' && fileNames(slot).includes(name));
  const isRun = entries.some(({ name, kind }) => kind === 'directory' && fixedDirectories('run').has(name));
  if (isRun || holds('runMetadata')) return 'run';
  return holds('datasetMetadata') ? 'dataset' : 'tree';
}

function fileNames(slot: SlotName): string[] {
  return layouts.map((layout) => slots[slot].path[layout].split('/').at(-1) ?? '');
}
